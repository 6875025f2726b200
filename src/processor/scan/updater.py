"""Clock entry of the updater: ClamAV's definitions into their bucket, and their age told."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from common import logs, settings, times
from processor.scan import cvd, definitions
from processor.scan.manifest import Damaged, Manifest

_RESERVE_SECONDS = 60
_TOLD_BYTES = 2_000
# One mirror for all, as ClamAV wants it; a patch on what is there is a fraction of the whole.
_CONFIGURATION = """\
DatabaseDirectory {folder}
DatabaseMirror database.clamav.net
Foreground yes
LogTime no
"""


@dataclass(frozen=True)
class UpdaterSettings:
    """The function `scan-updater`. `freshclam` is its path."""

    definitions_bucket: str
    freshclam: str


class NotRenewed(Exception):
    """freshclam failed; its last words."""


@cache
def for_updater() -> UpdaterSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(UpdaterSettings)


def handler(_event: dict[str, Any], context: Any) -> None:
    """{} → nothing. Raises NotRenewed, Damaged and Busy: the next run does the same work.

    What is in the bucket stays as it is until all that takes its place is there.
    """
    logs.setup()
    conf = for_updater()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        before = _fetched(conf.definitions_bucket, folder)
        try:
            _renew(conf.freshclam, folder, seconds=context.get_remaining_time_in_millis() / 1000 - _RESERVE_SECONDS)
            newest = of(folder)
            if before is None or newest.files != before.files:
                definitions.put(conf.definitions_bucket, folder, newest)
        except Exception:
            if before is not None:
                _tell_age(before)
            raise
        _tell_age(newest)


def of(folder: Path) -> Manifest:
    """The list of the definitions in a folder; their age is that of `daily`. Raises NoDefinitions, Damaged."""
    files = {name: folder / name for name in cvd.NAMES if (folder / name).exists()}
    heads = {name.partition(".")[0]: cvd.read(file) for name, file in files.items()}
    if not heads.keys() >= {"main", "daily"}:
        raise Damaged("freshclam left no definitions")
    version = " ".join(f"{name}-{head.number}" for name, head in sorted(heads.items()))
    return Manifest(version, heads["daily"].built_at, {name: definitions.entry(file) for name, file in files.items()})


def _fetched(bucket: str, folder: Path) -> Manifest | None:
    """The definitions that there are, put into the folder; None when there are none that are whole."""
    try:
        found = definitions.listed(bucket)
        if found is None:
            return None
        definitions.fetch(bucket, found[0], folder)
    except Damaged as fault:
        logs.warning("definitions are fetched anew", reason=str(fault))
        for file in folder.iterdir():
            file.unlink()
        return None
    return found[0]


def _renew(freshclam: str, folder: Path, *, seconds: float) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as config:
        config.write(_CONFIGURATION.format(folder=folder))
        config.flush()
        command = [freshclam, f"--config-file={config.name}", "--stdout"]
        # What talks to the world outside gets no credentials: they may put definitions.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        try:
            done = subprocess.run(command, check=False, capture_output=True, timeout=seconds, env=environment)
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise NotRenewed(type(fault).__name__) from fault
    if done.returncode:
        raise NotRenewed((done.stdout + done.stderr)[-_TOLD_BYTES:].decode(errors="replace").strip())


def _tell_age(told: Manifest) -> None:
    """As a metric, which CloudWatch finds in the line: the alarm watches it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    now = times.now()
    metrics = [{"Name": "DefinitionsAgeSeconds", "Unit": "Seconds"}]
    embedded = {
        "Timestamp": int(now.timestamp() * 1000),
        "CloudWatchMetrics": [{"Namespace": "Inlet", "Dimensions": [["function"]], "Metrics": metrics}],
    }
    age = round((now - told.built_at).total_seconds())
    logs.info("definitions are of this age", _aws=embedded, DefinitionsAgeSeconds=age, definitions=told.version)
