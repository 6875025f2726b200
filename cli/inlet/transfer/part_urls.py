"""Signed URLs of a multipart upload's parts, fetched ahead and renewed before they expire."""

import time
from threading import Lock
from typing import Any

from inlet.api.calls import Api
from inlet.s3 import signed
from inlet.s3.request import Signed
from inlet.transfer.plan import Part

AT_ONCE = 100  # URLs in one answer, as the API has it


class PartUrls:
    """The URLs of one upload, for all threads that send its parts."""

    def __init__(self, api: Api, file_id: str, known: dict[int, Signed]) -> None:
        self._api = api
        self._file_id = file_id
        self._known = known
        self._wanted: list[int] = []
        self._lock = Lock()

    def uploaded(self) -> dict[int, Part]:
        """What S3 has by now."""
        told = self._ask([])
        return {one["partNumber"]: Part(one["etag"].strip('"'), one["size"]) for one in told["uploaded"]}

    def want(self, numbers: list[int]) -> None:
        """The parts that will be asked for, in this order."""
        self._wanted = list(numbers)

    def get(self, number: int, refused: Signed | None) -> Signed:
        """The signed PUT of a part: another than the one that S3 `refused`."""
        with self._lock:
            known = self._known.get(number)
            if known is None or known is refused or known.good_until <= time.monotonic():
                self._ask(self._next(number))
            return self._known[number]

    def _next(self, number: int) -> list[int]:
        """That part and those that follow and will be needed, as many as fit."""
        following = self._wanted[self._wanted.index(number) :] if number in self._wanted else [number]
        return following[:AT_ONCE]

    def _ask(self, numbers: list[int]) -> dict[str, Any]:
        answer = self._api("POST", f"/uploads/{self._file_id}/parts", {"partNumbers": numbers})
        self._known |= signed.parts(answer, answer.body)
        return dict(answer.body)
