"""How a file is cut into the parts of a multipart upload, and when all of them are there. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from common.errors import Fault, InvalidRequest, PartMismatch, UploadIncomplete
from common.files.file import File

MIB = 1024 * 1024
# S3's own limit; its least size of a part but the last, 5 MiB, lies below ours.
MAX_PARTS = 10_000
SMALLEST_BYTES = 8 * MIB
# Part URLs in one answer: each is a signature to compute and some 600 bytes to send.
MOST_URLS = 100
_MOST_FAULTS = 100


@dataclass(frozen=True)
class Part:
    """A part as S3 has it. `etag` is without quotes."""

    number: int
    etag: str
    size: int


@dataclass(frozen=True)
class Plan:
    """A file of `size` bytes in parts of `part_size`, of which the last is what remains."""

    size: int
    part_size: int

    @property
    def count(self) -> int:
        """How many parts there are, numbered from 1."""
        return -(-self.size // self.part_size)

    def bytes_of(self, number: int) -> int:
        """How many bytes part `number` has."""
        return min(self.part_size, self.size - (number - 1) * self.part_size)


def part_size(size: int) -> int:
    """The size of parts for a file of `size` bytes: whole MiB, from 8 up, so that 10,000 parts are enough."""
    whole_mib = -(-size // (MAX_PARTS * MIB)) * MIB
    return max(SMALLEST_BYTES, whole_mib)


def plan(file: File) -> Plan:
    """The parts of a file that is sent in parts."""
    return Plan(file.size or 0, file.part_size or SMALLEST_BYTES)


def numbers(wanted: list[int], of: Plan) -> list[int]:
    """The part numbers that a client asks for. Raises InvalidRequest for repeated ones and those beyond the last."""
    faults = [Fault(f"/partNumbers/{at}", rule) for at, rule in _wrong(wanted, of)]
    if faults:
        raise InvalidRequest("See errors: each names a number and the rule it breaks.", tuple(faults))
    return wanted


def claimed(given: list[dict[str, Any]], of: Plan) -> dict[int, str]:
    """The ETags that a client has of its parts, by number. Raises InvalidRequest, as `numbers` does."""
    wrong = _wrong([part["partNumber"] for part in given], of)
    faults = [Fault(f"/parts/{at}/partNumber", rule) for at, rule in wrong]
    if faults:
        raise InvalidRequest("See errors: each names a part and the rule it breaks.", tuple(faults))
    return {int(part["partNumber"]): part["etag"].strip('"') for part in given}


def _wrong(wanted: list[int], of: Plan) -> list[tuple[int, str]]:
    seen: set[int] = set()
    wrong = []
    for at, number in enumerate(wanted):
        if number > of.count:
            wrong.append((at, "maximum"))
        elif number in seen:
            wrong.append((at, "duplicate"))
        seen.add(number)
    return wrong[:_MOST_FAULTS]


def require_all(of: Plan, stored: Collection[Part], etags: Mapping[int, str] | None) -> list[Part]:
    """The parts to join, in order: all that S3 has stored, when these are all there should be.

    `etags` are those that the client knows, or None when it leaves that to S3. Raises UploadIncomplete that names
    missing parts, or PartMismatch that names those of another size or ETag; each names 100 parts at most.
    """
    by_number = {part.number: part for part in stored}
    wanted = range(1, of.count + 1)
    missing = [number for number in wanted if number not in by_number or (etags is not None and number not in etags)]
    if missing:
        raise UploadIncomplete(
            f"{len(missing)} of {of.count} parts are missing. See errors: each names one.",
            tuple(Fault(f"/parts/{number}", "missing") for number in missing[:_MOST_FAULTS]),
        )
    parts = [by_number[number] for number in wanted]
    different = [fault for part in parts if (fault := _difference(part, of, etags))]
    if different:
        raise PartMismatch("See errors: each names a part to be sent again.", tuple(different[:_MOST_FAULTS]))
    return parts


def _difference(part: Part, of: Plan, etags: Mapping[int, str] | None) -> Fault | None:
    if part.size != of.bytes_of(part.number):
        return Fault(f"/parts/{part.number}", "size")
    if etags is not None and etags[part.number] != part.etag:
        return Fault(f"/parts/{part.number}", "etag")
    return None
