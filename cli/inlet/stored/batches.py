"""POST /files/batch: one change of many files, a hundred a call."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any

from inlet.api.at_once import in_order
from inlet.api.calls import Api
from inlet.network.retry import PASSING
from inlet.stored.values import Changed

_MOST = 100


def send(api: Api, change: Mapping[str, Any], file_ids: Iterable[str], at_once: int) -> Iterator[Changed]:
    """What came of each file, in their order. Raises what calls raise."""
    return chain.from_iterable(in_order(partial(_sent, api, change), _hundreds(file_ids), at_once))


def _hundreds(file_ids: Iterable[str]) -> Iterator[Sequence[str]]:
    left = _once(file_ids)
    while some := tuple(islice(left, _MOST)):
        yield some


def _once(file_ids: Iterable[str]) -> Iterator[str]:
    """The API takes no call that names a file twice."""
    seen = set[str]()
    for one in file_ids:
        if one not in seen:
            seen.add(one)
            yield one


def _sent(api: Api, change: Mapping[str, Any], file_ids: Sequence[str]) -> list[Changed]:
    """What came of these. Files for which the API is too busy are sent again alone, until patience is used up."""
    known: dict[str, Changed] = {}
    left, failures = list(file_ids), 0
    while True:
        told = api("POST", "/files/batch", {**change, "fileIds": left}).body
        for one in told["results"]:
            known[one["fileId"]] = Changed(one["fileId"], one["status"], one.get("code"))
        left = [file_id for file_id in left if known[file_id].status in PASSING]
        failures += 1
        if not left or failures > api.backoff.retries:
            return [known[file_id] for file_id in file_ids]
        time.sleep(api.backoff.pause_seconds(failures))
