"""Pages of lists, against a plain filter and sort of all that there is."""

import dataclasses
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import times
from common.files.lifecycle import Status
from ingestion.files.listing import pages, reads
from ingestion.tenants.access import Membership, Role
from tests.unit.cloud import TENANT
from tests.unit.ingestion.files.listing.shelf import FIRST, OWNER, Shelf, asked, counted

USERS, PROJECTS, TAGS = ("u-owner", "u-1", "u-2"), ("a", "b", "c"), ("x", "y", "z")
TYPES = ("image/gif", "image/png", "text/plain")


def some_file(by):
    """What may be so of a file: most are completed, and made within a few milliseconds of others."""
    return {
        "owner": by.choice(USERS),
        "project": by.choice(PROJECTS),
        "content_type": by.choice(TYPES),
        "tags": tuple(by.sample(TAGS, by.randint(0, 3))),
        "status": by.choice([*Status, *[Status.COMPLETED] * 10]),
        "at": by.randint(0, 30),
    }


def some_query(by):
    """A question for a few things at once: with more of them hardly a file would be found."""
    member = Membership(TENANT, by.choice(USERS[1:]), Role.MEMBER, FIRST, frozenset(by.sample(PROJECTS, 2)))
    early, late = sorted(times.text(FIRST + timedelta(milliseconds=by.randint(0, 31))) for _ in range(2))
    several = {
        "project": by.choice(PROJECTS),
        "owner": by.choice(USERS),
        "tags": frozenset(by.sample(TAGS, by.randint(1, 2))),
        "status": by.choice(list(Status)),
        "types": frozenset(by.sample(TYPES, by.randint(0, 3))),
        "start": early,
        "below": late,
    }
    names = by.sample(sorted(several), by.randint(0, 3))
    return asked(by.choice([OWNER, OWNER, member]), by.randint(1, 9), **{name: several[name] for name in names})


def walked(shelf, wanted, between=lambda: None):
    """All pages, in their order, and the most that one read. Each leads on, and holds no more than was asked for."""
    found, most = [], 0
    for _ in range(2000):
        one = counted(shelf, wanted)
        page, rest = pages.page(one, wanted, shelf.shards)
        assert len(page) <= wanted.limit
        found += [pages._position(file) for file in page]
        most = max(most, one.queries)
        if rest is None:
            return found, most
        assert rest < wanted.below
        wanted = dataclasses.replace(wanted, below=rest)
        between()
    raise AssertionError("there is no end of pages")


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_pages_hold_what_a_plain_look_finds(seed):
    by = Random(seed)
    shelf, wanted = Shelf(by.randint(1, 3)), some_query(by)
    for number in range(by.randint(0, 60)):
        shelf.put(number, **some_file(by))
    expected = shelf.fitting(wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reads, "MOST_QUERIES", by.randint(1, 12))
        assert walked(shelf, wanted)[0] == expected
        # What arrives meanwhile is told where pages have not come to yet, and disturbs nothing else.
        late = iter(range(1000, 1020))
        told, _ = walked(shelf, wanted, lambda: next((shelf.put(number, **some_file(by)) for number in late), None))
    assert told == sorted(set(told), reverse=True)
    assert set(expected) <= set(told) <= set(shelf.fitting(wanted))


def test_a_page_reads_no_more_than_its_budget_and_a_little(monkeypatch):
    monkeypatch.setattr(reads, "MOST_FILES", 200)
    monkeypatch.setattr(reads, "MOST_QUERIES", 20)
    shelf = Shelf()
    for number in range(1000):
        shelf.put(number, tags=("x", "y")[number % 2 : number % 2 + 1])
    wanted = asked(tags=frozenset({"x", "y"}))  # which no file has: each leads the other on by one
    found, most = walked(shelf, wanted)
    assert (found, most <= reads.MOST_QUERIES + 2) == ([], True)
    one = counted(shelf, wanted)
    pages.page(one, wanted, 1)
    assert one.files <= reads.MOST_FILES + 100


@pytest.fixture(scope="module")
def many():
    """Six thousand files, tagged by how many have the tag."""
    shelf = Shelf()
    for number in range(6000):
        tags = ["all", "young" if number >= 3000 else "old"]
        tags += [tag for tag, every in (("half", 2), ("third", 3), ("twentieth", 20)) if number % every == 0]
        status, project = Status.COMPLETED if number % 200 else Status.FAILED, "most" if number % 7 else "few"
        shelf.put(number, tags=tuple(tags), status=status, project=project)
    return shelf


@pytest.mark.parametrize(
    ("of", "queries", "keys", "rows"),
    [
        ({}, 1, 51, 51),
        ({"tags": frozenset({"all"})}, 1, 51, 51),
        ({"types": frozenset(TYPES)}, 5, 70, 51),
        # The other list would have to leap for each of these, and rests.
        ({"tags": frozenset({"all", "twentieth"})}, 8, 100, 51),
        ({"tags": frozenset({"twentieth"}), "project": "most"}, 10, 170, 70),
        ({"tags": frozenset({"half", "third"})}, 10, 400, 51),
        # Each is in one half of the time: one leap, and there is nothing more.
        ({"tags": frozenset({"young", "old"})}, 2, 8, 0),
        ({"status": Status.FAILED}, 1, 30, 30),
        ({"status": Status.FAILED, "tags": frozenset({"all"})}, 10, 80, 30),
        ({"status": Status.COMPLETED, "project": "few"}, 2, 60, 60),
    ],
    # No sets: their order differs from process to process, and names of tests must not.
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_a_page_costs_at_most(many, of, queries, keys, rows):
    wanted = asked(**of)
    one = counted(many, wanted)
    found, rest = pages.page(one, wanted, 1)
    expected = many.fitting(wanted)
    assert [pages._position(file) for file in found] == expected[:50]
    assert (one.queries <= queries, one.keys <= keys, one.files <= rows) == (True, True, True), one
    assert (rest is None) is (len(expected) <= 50)


def test_pages_cost_the_same_however_far_they_are():
    shelf = Shelf()
    for number in range(500):
        shelf.put(number)
    wanted, costs = asked(limit=10), set()
    while True:
        one = counted(shelf, wanted)
        _, rest = pages.page(one, wanted, 1)
        if rest is None:
            break
        costs.add((one.queries, one.keys, one.files))
        wanted = dataclasses.replace(wanted, below=rest)
    assert costs == {(1, 11, 11)}


def test_a_row_that_lies_shows_nothing():
    shelf = Shelf()
    shown, deleted, elsewhere = (shelf.put(number) for number in range(3))
    shelf.files[deleted] = dataclasses.replace(shelf.files[deleted], status=Status.DELETED)
    del shelf.files[elsewhere]
    (tag,) = [f"L#{TENANT}#G#x#0"]
    shelf.lists[tag] = [shown, deleted, elsewhere]
    assert walked(shelf, asked(tags=frozenset({"x"})))[0] == []
    assert walked(shelf, asked())[0] == [shown]


def test_large_texts_end_a_page(monkeypatch):
    monkeypatch.setattr(pages, "MOST_BYTES", 1000)
    shelf = Shelf()
    for number in range(5):
        shelf.put(number, metadata={"k": "ü" * 300})
    wanted = asked()
    page, rest = pages.page(counted(shelf, wanted), wanted, 1)
    assert (len(page), rest) == (2, pages._position(page[-1]))
    assert walked(shelf, wanted)[0] == shelf.fitting(wanted)


def test_a_cursor_tells_no_id_of_a_file_that_is_not_shown(monkeypatch):
    monkeypatch.setattr(reads, "MOST_FILES", 20)
    shelf = Shelf()
    for number in range(300):
        shelf.put(number, status=Status.PENDING, owner="u-2")
    me = Membership(TENANT, "u-1", Role.MEMBER, FIRST, frozenset({"default"}))
    wanted = asked(who=me, status=Status.PENDING)
    page, rest = pages.page(counted(shelf, wanted), wanted, 1)
    assert (page, rest and rest[24:]) == ([], "~")
