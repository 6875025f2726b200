"""Which small objects of an hour become which large one. Pure.

The plan names versions, not keys: what comes under the same key later is another input, for a later plan.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from common import times
from common.events.archive import SUFFIX

# Large enough for Athena, which reads an object of gzip in one piece; small enough for the disk of a function.
TARGET_BYTES = 64 * 1024 * 1024
MOST_INPUTS = 2000
_PREFIX = "compacted-"
# What was received before the hour ended is archived soon, unless it has to wait. Then it is late, and nobody waits.
_GRACE = timedelta(minutes=10)


@dataclass(frozen=True)
class Version:
    """An object version, or a marker of a deletion, as S3 lists it."""

    key: str
    id: str
    size: int
    etag: str
    latest: bool
    marker: bool


@dataclass(frozen=True)
class Input:
    """A version that goes into a large object. One that says what another one says already is only removed."""

    key: str
    version: str
    read: bool


@dataclass(frozen=True)
class Plan:
    """`inputs` become `output`, which lies in the same `folder`."""

    folder: str
    output: str
    inputs: tuple[Input, ...]


def is_small(key: str) -> bool:
    """Whether the processor wrote the object, and not the compactor."""
    name = key.rpartition("/")[2]
    return name.endswith(SUFFIX) and not name.startswith(_PREFIX)


def folder_of(key: str) -> str:
    """The folder of an hour that the object lies in."""
    return key.rpartition("/")[0] + "/"


def is_closed(folder: str, now: datetime) -> bool:
    """Whether the hour of `folder` is over. What is no such folder never closes, and so is left alone."""
    parts = dict(part.partition("=")[::2] for part in folder.strip("/").split("/"))
    try:
        began = times.parse(f"{parts['date']}T{parts['hour']}:00:00Z")
    except (KeyError, ValueError):
        return False
    return began + timedelta(hours=1) + _GRACE <= now


def plan(folder: str, versions: Iterable[Version]) -> Plan | None:
    """What is to become of the folder's versions next; None when there are not two objects to be made one.

    The same versions give the same plan, in whatever order they come.
    """
    small = sorted((one for one in versions if is_small(one.key)), key=lambda one: (one.key, not one.latest, one.id))
    deleted = {one.key for one in small if one.marker and one.latest}
    inputs, seen, keys, size = list[Input](), set[tuple[str, str, int]](), set[str](), 0
    for one in small:
        if one.marker or one.key in deleted:
            continue
        content = (one.key, one.etag, one.size)
        if one.key not in keys and len(keys) > 1 and (size + one.size > TARGET_BYTES or len(keys) >= MOST_INPUTS):
            break
        inputs.append(Input(one.key, one.id, content not in seen))
        size += one.size if content not in seen else 0
        seen.add(content)
        keys.add(one.key)
    if len(keys) < 2:
        return None
    named = json.dumps([[one.key, one.version] for one in inputs]).encode()
    digest = hashlib.sha256(named).hexdigest()[:32]
    return Plan(folder, f"{folder}{_PREFIX}{digest}{SUFFIX}", tuple(inputs))


def text(plan_: Plan) -> str:
    """The plan as it is noted before anything is done."""
    inputs = [[one.key.removeprefix(plan_.folder), one.version, one.read] for one in plan_.inputs]
    return json.dumps({"version": 1, "folder": plan_.folder, "output": plan_.output, "inputs": inputs})


def parse(noted: str) -> Plan:
    """The plan that `text` wrote. Raises ValueError or KeyError for anything else."""
    found = json.loads(noted)
    if found["version"] != 1:
        raise ValueError("the plan is of another version")
    folder = found["folder"]
    inputs = tuple(Input(folder + name, version, read) for name, version, read in found["inputs"])
    return Plan(folder, found["output"], inputs)
