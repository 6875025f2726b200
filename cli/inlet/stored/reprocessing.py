"""Asking for files to be processed once more."""

from collections.abc import Iterable, Iterator
from functools import partial

from inlet.api.at_once import in_order
from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.errors import ApiError, InletError
from inlet.network.retry import PASSING
from inlet.stored.values import Reprocessed

# Missing, not to be processed (now), deleted: it says so of this file alone.
_OWN = frozenset({404, 409, 410})
_MOST_FAILING = 5  # in a row: then it is not the files


def ask(api: Api, file_id: str) -> int:
    """The number of the attempt that was asked for. Asked again it is the same one, until that has begun."""
    attempt: int = api("POST", path("files", file_id, "reprocess")).body["attempt"]
    return attempt


def ask_many(api: Api, file_ids: Iterable[str], at_once: int) -> Iterator[Reprocessed]:
    """What came of each, in their order. An API that fails for one file, however often asked, may do well by others.

    Raises what concerns all.
    """
    failing = 0
    for one in in_order(partial(_outcome, api), file_ids, at_once):
        failing = failing + 1 if one.error and one.error.status in PASSING else 0
        if one.error and failing == _MOST_FAILING:
            raise one.error
        yield one


def _outcome(api: Api, file_id: str) -> Reprocessed:
    try:
        return Reprocessed(file_id, ask(api, file_id))
    except InletError as failure:
        failure.file_id = file_id
        # Too many requests is not about the file: with patience used up, the others would fare no better.
        if isinstance(failure, ApiError) and failure.status in (_OWN | PASSING) - {429}:
            return Reprocessed(file_id, None, failure)
        raise
