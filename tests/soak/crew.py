"""The senders: some at a time, each a process of its own, killed when its job says so and started again."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from local.home import ROOT
from tests.soak.jobs import Job

# Longer than any sender needs: one that hangs is a finding, not something to wait for.
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Outcome:
    """What the client said of a job in the end: the upload's id, or why there is none. `kills` really happened."""

    job: Job
    kills: int
    file_id: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Place:
    """Where the files are, where the clients keep their journals, and whom they ask."""

    folder: Path
    seed: int
    api: str
    token: str

    def file(self, job: Job) -> Path:
        """The file of a job, made when it is not there."""
        path = self.folder / "files" / job.filename
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.writelines(job.blocks(self.seed))
        return path


def send(place: Place, jobs: Iterable[Job], at_once: int, tell: Callable[[Outcome], None]) -> Iterator[Outcome]:
    """What becomes of the jobs, in their order; `tell` hears of each as it is known."""
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(partial(_send, place, tell), jobs)


def _send(place: Place, tell: Callable[[Outcome], None], job: Job) -> Outcome:
    path, kills = place.file(job), 0
    for seconds in (*job.kills, None):
        answer = _try(place, path, job, seconds)
        if answer is not None:
            break
        kills += 1
    else:
        answer = {"refused": f"no outcome within {PATIENCE_SECONDS} seconds"}
    outcome = Outcome(job, kills, answer.get("fileId"), answer.get("refused"))
    tell(outcome)
    return outcome


def _try(place: Place, path: Path, job: Job, seconds: float | None) -> dict[str, Any] | None:
    """What the sender said; None when it was killed before."""
    told = {"api": place.api, "token": place.token, "state": str(place.folder / "state"), "path": str(path)}
    command = [sys.executable, "-m", "tests.soak.sender"]
    environment = os.environ | {"SOAK_JOB": json.dumps(told | {"method": job.method, "checksum": job.checksum})}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as sender:
        try:
            said, complaint = sender.communicate(timeout=seconds or PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            sender.kill()
            return None
    if sender.returncode:
        return {"refused": f"the client broke: {complaint.decode(errors='replace')[-2000:]}"}
    return dict(json.loads(said))
