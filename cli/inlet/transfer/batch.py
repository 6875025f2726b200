"""Many small files: promised together, sent at the same time."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from threading import Event
from typing import Any

from inlet.api.answers import Answer
from inlet.api.waiting import ended, settled, successful
from inlet.errors import ApiError, CannotSend, FileChanged, InletError, NotSignedIn, Unreachable
from inlet.s3 import signed
from inlet.transfer import crew, single
from inlet.transfer.means import Means
from inlet.transfer.promise import Promise
from inlet.transfer.single import Parcel
from inlet.values import Outcome, Refused, Sent

FILES = 100  # that one request may promise
BYTES = 64 * 1024 * 1024  # that are kept in memory at once
# Too much together may still be little enough one by one.
_DIVISIBLE = frozenset({"quota_exceeded", "body_too_large"})


def send(means: Means, promises: list[Promise], *, checksum: bool, wait: bool) -> Iterator[Outcome]:
    """What becomes of each file, as it is known; up to FILES and BYTES.

    Raises what concerns all of them: NotSignedIn, Unreachable, ApiError about the project or tenant.
    """
    parcels = []
    for promise in promises:
        try:
            parcels.append(Parcel.packed(promise, checksum=checksum))
        except (CannotSend, FileChanged) as failure:
            yield Refused(promise.source.path, failure)
    stop = Event()
    tasks: list[Callable[[], Outcome]] = []
    for parcel, answered in _promised(means, parcels):
        if isinstance(answered, ApiError):
            yield Refused(parcel.promise.source.path, answered)
        else:
            tasks.append(partial(_send_one, means, parcel, *answered, stop))
    sent = crew.run(tasks, means.parallel, stop)
    yield from _all_awaited(means, sent, stop) if wait else sent


def _promised(means: Means, parcels: list[Parcel]) -> Iterator[tuple[Parcel, ApiError | tuple[Answer, dict[str, Any]]]]:
    """Each file with its entry of the answer, or why it was refused: the API takes all files of a request or none."""
    if not parcels:
        return
    try:
        answer = single.promised(means, parcels)
    except ApiError as said:
        refused = {at: own for at in range(len(parcels)) if (own := said.below(f"/files/{at}/"))}
        left = [parcel for at, parcel in enumerate(parcels) if at not in refused]
        yield from ((parcels[at], own) for at, own in refused.items())
        if refused:
            yield from _promised(means, left)
        elif said.code in _DIVISIBLE and len(parcels) > 1:
            yield from _promised(means, parcels[: len(parcels) // 2])
            yield from _promised(means, parcels[len(parcels) // 2 :])
        elif said.code in _DIVISIBLE:
            yield parcels[0], said
        else:
            raise
    else:
        yield from zip(parcels, ((answer, told) for told in answer.body["uploads"]), strict=True)


def _send_one(means: Means, parcel: Parcel, answer: Answer, told: dict[str, Any], stop: Event) -> Outcome:
    path = parcel.promise.source.path
    try:
        if told["status"] != "pending":
            return Sent(path, ended(means.api, parcel.file_id))
        return Sent(path, single.send(means, parcel, signed.single(answer, told), stop))
    except (NotSignedIn, Unreachable):
        raise
    except InletError as failure:
        return Refused(path, failure)


def _all_awaited(means: Means, sent: Iterable[Outcome], stop: Event) -> Iterator[Outcome]:
    """The outcomes once all are sent and each is settled. What breaks that off comes after what is known by then."""
    known: dict[int, Outcome] = {}
    try:
        for at, outcome in enumerate(sent):
            known[at] = outcome  # noqa: PERF403 - what came before an exception has to stay
        tasks = [partial(_awaited_at, means, at, outcome) for at, outcome in known.items()]
        for at, outcome in crew.run(tasks, means.parallel, stop):
            del known[at]
            yield outcome
    except (Exception, KeyboardInterrupt):
        yield from known.values()
        raise


def _awaited_at(means: Means, at: int, outcome: Outcome) -> tuple[int, Outcome]:
    return at, awaited(means, outcome)


def awaited(means: Means, outcome: Outcome) -> Outcome:
    """The outcome once it is known whether what S3 has taken is admitted."""
    if isinstance(outcome, Refused) or not outcome.upload.pending:
        return outcome
    try:
        return Sent(outcome.path, successful(settled(means.api, outcome.upload.file_id)))
    except (NotSignedIn, Unreachable):
        raise
    except InletError as failure:
        failure.file_id = outcome.upload.file_id
        return Refused(outcome.path, failure)
