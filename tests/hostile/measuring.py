"""A hostile file before a function: the function's own handler in a process of its own, and what that took."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.files import file_rows
from common.files.file import Arrival, File, FileId
from common.files.lifecycle import Status
from common.files.processing import Processing, Step, StepStatus
from local.home import ROOT
from processor.scan import definitions, manifest
from processor.scan.manifest import Manifest
from tests.hostile import share
from tests.hostile.aws import ETAG, VERSION, Account, serving
from tests.hostile.functions import MB, Function

DEFINITIONS = ROOT / "local/definitions"
FILE_ID = FileId("t-" + "0123456789abcdef" * 2, "6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e")
NOW = datetime(2026, 11, 21, 13, 5, tzinfo=UTC)
KILLED = "killed when its time was over"
_FOR_IMPORTING = 30


@dataclass(frozen=True)
class Taken:
    """What came of an invocation: "ok", "failed: damaged", …; what it took; the tags that it gave the version.

    `seconds` are those of the clock, at the share of a CPU that the function has; `cpu_seconds` count importing too.
    """

    outcome: str
    peak_mb: float
    seconds: float
    cpu_seconds: float
    tags: tuple[str, ...] = ()

    def exceeds(self, function: Function) -> list[str]:
        """In words, by what it took more than the function has."""
        there = {
            "memory": (self.peak_mb, function.memory_mb, "MB"),
            "time": (self.seconds, function.timeout_seconds, "s"),
        }
        return [f"{what}: {used:.0f} of {most} {unit}" for what, (used, most, unit) in there.items() if used >= most]


def written(blocks: Iterable[bytes], file: Path) -> Path:
    """`file` with all of `blocks`."""
    with file.open("wb") as out:
        out.writelines(blocks)
    return file


def measured(function: Function, content: Path, media_type: str, scratch: Path) -> Taken:
    """What `function` makes of a version of `media_type`, and takes for it."""
    size = content.stat().st_size
    account = Account({f"/uploads/{FILE_ID.key}": content}, media_type, row(size, media_type))
    if function.name == "scan":
        account.objects |= _definitions(scratch)
    with serving(account) as url:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "src:.", "TMPDIR": str(scratch)}
        environment |= {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "eu-central-1"}
        environment |= {"AWS_ACCESS_KEY_ID": "hostile", "AWS_SECRET_ACCESS_KEY": "hostile"}
        told = {"event": event(size, media_type), "seconds": function.timeout_seconds, "memoryMb": function.memory_mb}
        command = [sys.executable, "-m", "tests.hostile.invocation", function.handler]
        ended = _run(command, json.dumps(told), environment | function.environment, function)
    return Taken(*ended, tuple(account.tags))


def _run(
    command: list[str], told: str, environment: dict[str, str], function: Function
) -> tuple[str, float, float, float]:
    # Lambda ends what takes longer; importing is not of its time.
    seconds = function.timeout_seconds + _FOR_IMPORTING
    with (
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        ) as process,
        share.of_a_cpu(process.pid, function.cpu),
    ):
        try:
            output, _ = process.communicate(told, timeout=seconds)
        except subprocess.TimeoutExpired:
            peak = _peak_mb(process.pid)
            process.kill()
            return KILLED, peak, seconds, seconds
    if process.returncode:
        return f"died with {process.returncode}", 0, 0, 0
    found = json.loads(output.splitlines()[-1])
    return outcome(found), found["peakBytes"] / MB, found["seconds"], found["cpuSeconds"]


def outcome(found: dict[str, Any]) -> str:
    """An invocation's end in words: its outcome, with the code where there is one."""
    if "raised" in found:
        return f"raised {found['raised']}"
    answer = found["answer"]
    return ": ".join(answer[name] for name in ("outcome", "code") if name in answer)


def _peak_mb(process: int) -> float:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{process}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    return 0


def event(size: int, media_type: str) -> dict[str, Any]:
    """The payload of a task."""
    return {
        "tenantId": FILE_ID.tenant,
        "fileId": FILE_ID.id,
        "key": FILE_ID.key,
        "versionId": VERSION,
        "size": size,
        "contentType": media_type,
        "mediaType": media_type,
        "attempt": 1,
        "run": "run-1",
        "correlationId": "hostile",
        "guardDuty": None,
    }


def row(size: int, media_type: str) -> dict[str, Any]:
    """The file's row, its first run begun."""
    file = File(
        id=FILE_ID,
        owner="u-" + "fedcba9876543210" * 2,
        project="default",
        filename="hostile",
        content_type=media_type,
        status=Status.PROCESSING,
        max_bytes=size,
        created_at=NOW,
        changed_at=NOW,
        changed_by="router",
        correlation_id="hostile",
        size=size,
        arrival=Arrival(VERSION, ETAG.strip('"'), size, NOW),
        processing=Processing(1, "run-1", NOW, steps={"inspect": Step(StepStatus.RUNNING, NOW)}),
    )
    return file_rows.to_item(file)


def _definitions(scratch: Path) -> dict[str, Path]:
    """The objects of the embedded cloud's definitions."""
    files = {file.name: definitions.entry(file) for file in DEFINITIONS.glob("*.?db")}
    listed = scratch / "manifest.json"
    listed.write_text(manifest.text(Manifest("own-1", NOW, files)))
    found = {f"/definitions/{entry.key(name)}": DEFINITIONS / name for name, entry in files.items()}
    return found | {f"/definitions/{manifest.KEY}": listed}
