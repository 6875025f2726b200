"""Which pages were seen most: exactly while they are few, then by Misra and Gries, with the bound of what is missed.

Merging and cutting is that of Agarwal et al., "Mergeable Summaries" (2012), section 3. Pure.
"""

import heapq
import json
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_PAGES = 100
# What is longer counts as one page with all that begin like it, so that a row stays small.
MAX_CHARACTERS = 200


@dataclass(frozen=True)
class Pages:
    """Views by page. Each was seen as often as is said, and at most `missed` times more; so were those not named."""

    views: Mapping[str, int] = field(default_factory=dict)
    missed: int = 0

    def top(self, number: int) -> list[tuple[str, int]]:
        """The `number` most seen pages, the most seen first."""
        return sorted(self.views.items(), key=lambda entry: (-entry[1], entry[0]))[:number]


NONE = Pages()


def of(views: Mapping[str, int]) -> Pages:
    """What was seen how often."""
    shortened: Counter[str] = Counter()
    for page, count in views.items():
        shortened[page[:MAX_CHARACTERS]] += count
    return _cut(shortened, 0)


def merged(one: Pages, other: Pages) -> Pages:
    """The views of both."""
    return _cut(Counter(one.views) + Counter(other.views), one.missed + other.missed)


def pack(pages: Pages) -> bytes:
    """`pages` as a row holds them."""
    text = json.dumps([pages.missed, dict(pages.views)], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def unpack(data: bytes) -> Pages:
    """The pages that `pack` was given."""
    missed, views = json.loads(zlib.decompress(data))
    return Pages(views, missed)


def _cut(views: Mapping[str, int], missed: int) -> Pages:
    if len(views) <= MAX_PAGES:
        return Pages(dict(views), missed)
    # What the first that has no place counts is taken from all: those that keep nothing go.
    taken = heapq.nlargest(MAX_PAGES + 1, views.values())[-1]
    return Pages({page: count - taken for page, count in views.items() if count > taken}, missed + taken)
