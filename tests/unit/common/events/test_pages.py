"""Pages seen most, and the bound of what is missed of them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from common.events import pages
from common.events.pages import MAX_CHARACTERS, MAX_PAGES


def test_few_pages_are_exact():
    one, other = pages.of({"/": 3, "/a": 1}), pages.of({"/": 2, "/ü": 5})
    assert pages.merged(one, other) == pages.Pages({"/": 5, "/a": 1, "/ü": 5}, 0)
    assert pages.merged(one, other).top(2) == [("/", 5), ("/ü", 5)]


def test_a_page_more_than_there_is_room_for_is_missed_and_said_so():
    seen = pages.of({f"/{number}": number + 1 for number in range(MAX_PAGES + 1)})
    assert seen.missed == 1
    assert "/0" not in seen.views
    assert seen.views["/100"] == 100


def test_long_names_count_with_all_that_begin_like_them():
    beginning = "/" + "ü" * (MAX_CHARACTERS - 1)
    assert pages.of({beginning + "x": 1, beginning + "y": 2, beginning: 4}).views == {beginning: 7}


def test_packed_and_back():
    seen = pages.of({f"/ü\U0001f600{number}": number + 1 for number in range(150)})
    assert pages.unpack(pages.pack(seen)) == seen
    assert pages.unpack(pages.pack(pages.NONE)) == pages.NONE


def test_a_row_of_the_longest_names_is_as_large_as_was_reckoned_with():
    names = {"\U0001f600" * (MAX_CHARACTERS - 3) + f"{number:03}": 10**9 for number in range(MAX_PAGES)}
    assert len(pages.pack(pages.of(names))) <= 90_000


views = st.lists(st.dictionaries(st.integers(0, 180).map("/{}".format), st.integers(1, 50), max_size=180), max_size=6)


@given(views)
def test_what_is_missed_is_within_what_is_said(parts):
    true: Counter[str] = Counter()
    seen = pages.NONE
    for part in parts:
        true.update(part)
        seen = pages.merged(seen, pages.of(part))
    assert len(seen.views) <= MAX_PAGES
    for page, count in true.items():
        assert 0 <= count - seen.views.get(page, 0) <= seen.missed
    assert seen.views.keys() <= true.keys()
    # Misra and Gries: what is missed of any page is at most this share of all views.
    assert seen.missed <= true.total() / (MAX_PAGES + 1)
