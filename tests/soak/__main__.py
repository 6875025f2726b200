"""python -m tests.soak: many uploads, files to be processed, many events, through a rough network.

SEED, COUNT of uploads, PROCESSED files, EVENTS. Clients of uploads are killed and resumed; of the files that are to be
processed all come at once, while AWS fails the functions; clients of events try until they are answered, while the
processor dies again and again. A cloud of its own is started and removed. Status 1 when anything is wrong in the end.
"""

import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import ports
from local.outputs import outputs
from local.signin import sign_in
from local.users import user
from tests.e2e.cloud import Api, Cloud
from tests.faults.plan import MANGLED, ROUGH, Chance, Match, Plan
from tests.faults.proxy import HOST, Proxy
from tests.soak import crew, evidence, jobs, report, settling, verdict
from tests.soak.events import report as events_report
from tests.soak.events import run as events
from tests.soak.processing import report as processing_report
from tests.soak.processing import run as processing
from tools.embedded import embedded

COUNT = 200
PROCESSED = 300
EVENTS = 100_000
AT_ONCE = 4


def weather(seed: int) -> Plan:
    """Clients meet it often, functions now and then: their queues and clients ask again."""
    return Plan(
        Chance(seed, 0.25, Match("s3:*", caller=""), MANGLED),
        Chance(seed, 0.15, Match("api:*", caller=""), ROUGH),
        Chance(seed, 0.02, Match(caller="?*"), ROUGH),
    )


@contextmanager
def stormy(folder: Path) -> Iterator[tuple[Cloud, Proxy]]:
    """A cloud whose functions call AWS through a proxy, which is fair until it is told otherwise; its log in `folder`.

    Processing is paused: what clients are killed over is no file of any kind.
    """
    port = ports.unused()
    functions = {"AWS_ENDPOINT_URL": f"http://{HOST}:{port}"}
    variables = {
        "CALL_LOG": str(folder / "calls.jsonl"),
        "TF_VAR_processing": json.dumps({"paused": True}),
        "TF_VAR_function_environment": json.dumps(functions),
    }
    with embedded(variables) as made, Proxy(made.endpoint, port=port) as proxy:
        yield Cloud(made.folder, made.port, made.variables, made.outputs), proxy


def _token(cloud: Cloud) -> str:
    told = outputs(cloud.place)
    return sign_in(user("soak", cloud.place, told), told).access


def uploads(seed: int, count: int, cloud: Cloud, proxy: Proxy, folder: Path) -> report.Run:
    """A soak of uploads, with its files and journals in `folder`."""
    settling.hurry(cloud)
    token = _token(cloud)
    url = cloud.outputs["api_url"].replace(cloud.endpoint, proxy.url)
    place = crew.Place(folder, seed, url, token)
    proxy.plan = weather(seed)
    began = time.monotonic()
    outcomes = list(crew.send(place, jobs.drawn(seed, count), AT_ONCE, _tell))
    seconds = time.monotonic() - began
    proxy.plan = Plan()
    print("→ the storm is over: queues run empty, what never came expires", file=sys.stderr)
    settling.wait_for_queues(cloud)
    swept = settling.sweep(cloud)
    settling.wait_for_queues(cloud)
    there = _there(cloud, token)
    wrong = verdict.faults(outcomes, _digests(place, outcomes), there)
    return report.Run(seed, seconds, outcomes, proxy.log.all(), swept, there, wrong)


def _there(cloud: Cloud, token: str) -> evidence.Evidence:
    (tenant,) = Api(cloud.outputs["api_url"], token)("GET", "/tenants").json()["items"]
    return evidence.Evidence(
        evidence.rows(cloud),
        evidence.versions(cloud),
        evidence.multiparts(cloud),
        evidence.dead_letters(cloud),
        tenant["usage"],
    )


def _digests(place: crew.Place, outcomes: list[crew.Outcome]) -> dict[str, str]:
    digests = {}
    for job in (outcome.job for outcome in outcomes):
        with place.file(job).open("rb") as file:
            digests[job.filename] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def _tell(outcome: crew.Outcome) -> None:
    job, what = outcome.job, outcome.file_id or outcome.refused
    print(f"{job.filename} {job.size:>9} {job.method or '-':9} killed {outcome.kills}: {what}", file=sys.stderr)


def _wanted() -> tuple[int, int, int, int]:
    """SEED, COUNT, PROCESSED and EVENTS. Raises ValueError."""
    seed = int(os.environ.get("SEED") or random.randrange(1_000_000))
    counts = (("COUNT", COUNT), ("PROCESSED", PROCESSED), ("EVENTS", EVENTS))
    count, processed, many = (int(os.environ.get(name) or default) for name, default in counts)
    return seed, count, processed, many


def main() -> int:
    """Runs a soak and prints its reports."""
    try:
        seed, count, processed, many = _wanted()
    except ValueError:
        print("error: SEED, COUNT, PROCESSED and EVENTS are whole numbers", file=sys.stderr)
        return 2
    print(f"→ SEED={seed} repeats this", file=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cloud is stopped then too
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="inlet-soak-") as folder, stormy(Path(folder)) as (cloud, proxy):
        if count:
            run = uploads(seed, count, cloud, proxy, Path(folder))
            print(f"Uploads\n\n{report.text(run)}\n", flush=True)
            wrong += len(run.wrong)
        if processed:
            owner = Api(cloud.outputs["api_url"], _token(cloud))
            drained = processing.soak(seed, processed, cloud, proxy, owner, Path(folder))
            print(f"Processing\n\n{processing_report.text(drained)}\n", flush=True)
            wrong += len(drained.wrong)
        if many:
            owner = Api(cloud.outputs["api_url"], _token(cloud))
            told = events.soak(seed, many, cloud, proxy, owner)
            print(f"Events\n\n{events_report.text(told)}", flush=True)
            wrong += len(told.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
