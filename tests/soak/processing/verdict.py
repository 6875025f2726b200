"""Whether a soak of processing went well: pure, over what was sent, what clients said and what is there."""

import hashlib
from collections.abc import Iterable, Mapping

from tests.soak.processing.evidence import Evidence, Seen
from tests.soak.processing.jobs import Job
from tests.soak.processing.kinds import QUARANTINED

# How what was made of a file begins: JPEGs, but for the text of a document.
_JPEG = b"\xff\xd8\xff"
_TEXT = "text"


def faults(sent: Mapping[str, Job], given_up: Mapping[int, str], there: Evidence, bound: int) -> list[str]:
    """All that is wrong, a line each. `sent` are the jobs by the ids of their files, `given_up` the others' reasons."""
    return [
        *(_of_clients(sent, given_up)),
        *(line for file_id, job in sent.items() for line in _of_file(job, there.files.get(file_id), there)),
        *([f"{there.waiting} messages are left in the queue"] if there.waiting else []),
        *(f"a dead letter: {letter[:300]}" for letter in there.dead_letters),
        *_of_bound(there, bound),
    ]


def _of_clients(sent: Mapping[str, Job], given_up: Mapping[int, str]) -> Iterable[str]:
    if len(given_up) > len(sent) / 10:
        yield f"{len(given_up)} files were not sent: too little was processed to prove anything"
    yield from (f"file {number}: given up without a reason" for number, reason in given_up.items() if not reason)


def _of_bound(there: Evidence, bound: int) -> Iterable[str]:
    if there.at_once > bound:
        yield f"{there.at_once} runs of the router at once, of {bound} that may be"
    if there.at_once < bound:
        yield f"never more than {there.at_once} runs of the router at once: the bound of {bound} was not tried"


def _of_file(job: Job, seen: Seen | None, there: Evidence) -> Iterable[str]:
    kind, name = job.kind, f"{job.filename} ({job.name})"
    if seen is None or seen.filename != job.filename:
        yield f"{name}: sent, and there is no such file"
        return
    if (seen.status, seen.code) != (kind.status, kind.code):
        yield f"{name}: {seen.status} ({seen.code}), not {kind.status} ({kind.code})"
        return
    found = {one: seen.extracted.get(one, "nothing") for one in kind.found(job.number)}
    if found != kind.found(job.number):
        yield f"{name}: {found} was found in it, not {kind.found(job.number)}"
    if seen.variants.keys() != kind.variants:
        yield f"{name}: has {sorted(seen.variants)}, not {sorted(kind.variants)}"
    for variant, beginning in seen.variants.items():
        if not (beginning if variant == _TEXT else beginning.startswith(_JPEG)):
            yield f"{name}: {variant} begins with {beginning!r}"
    yield from _of_content(job, seen, there)


def _of_content(job: Job, seen: Seen, there: Evidence) -> Iterable[str]:
    name = f"{job.filename} ({job.name})"
    expected = hashlib.sha256(job.content).hexdigest() if job.kind.readable else "not_readable"
    if seen.content != expected:
        yield f"{name}: its owner gets {seen.content}, not {expected}"
    infected = job.kind.status == QUARANTINED
    if infected == (seen.key in there.uploads):
        yield f"{name}: {'still' if infected else 'no longer'} in the bucket of uploads"
    if infected != (seen.key in there.quarantine):
        yield f"{name}: {'not' if infected else ''} in quarantine"
    made = there.derived.get(seen.key, frozenset())
    if not job.kind.readable and made:
        yield f"{name}: {sorted(made)} was made of what nobody may read"
    if len(made) > len(kept := {one for one in made if one.startswith(f"{seen.attempt}/")}):
        yield f"{name}: {sorted(made - kept)} is left of an earlier attempt"
