"""Whether the lists of a tenant's files are what its files' rows say."""

from collections.abc import Iterable
from typing import Any

from common.files import file_rows, places
from common.files.places import Place


def astray(items: Iterable[dict[str, Any]], tenant: str) -> frozenset[Place]:
    """Of all rows of the catalogue: the tenant's places that are missing, or are nobody's."""
    expected, there = set[Place](), set[Place]()
    for item in items:
        if item["pk"]["S"].startswith(f"L#{tenant}#"):
            there.add(Place(item["pk"]["S"], item["sk"]["S"]))
        elif item["pk"]["S"].startswith(f"F#{tenant}/") and item["sk"]["S"] == "FILE":
            expected |= places.places(file_rows.from_item(item))
    return frozenset(expected ^ there)
