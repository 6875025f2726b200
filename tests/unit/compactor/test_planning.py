"""What becomes of which versions."""

import itertools

import pytest

from processor.compactor import planning
from processor.compactor.planning import Input, Version
from tests.unit.cloud import NOW

FOLDER = "events/tenant=t-1/date=2026-11-21/hour=12/"


def version(name, id_="1", *, size=100, etag="", latest=True, marker=False):
    return Version(f"{FOLDER}{name}.ndjson.gz", id_, size, etag or name, latest, marker)


def planned(found):
    plan = planning.plan(FOLDER, found)
    assert plan
    return plan


def names(plan):
    return [(one.key.removeprefix(FOLDER), one.version, one.read) for one in plan.inputs]


def test_the_plan_depends_on_the_versions_alone():
    found = [version("a"), version("b"), version("a", "0", latest=False), version("c")]
    plans = {planning.text(planned(order)) for order in itertools.permutations(found)}
    assert len(plans) == 1
    (text,) = plans
    assert planning.text(planning.parse(text)) == text
    assert planned(found[:2]).output != planned(found).output


@pytest.mark.parametrize(
    "found",
    [
        [],
        [version("a")],
        [version("a"), version("a", "0", latest=False)],
        [version("a"), version("compacted-1")],
        [version("compacted-1"), version("compacted-2")],
        [version("a"), version("b"), version("b", "2", latest=True, marker=True)],
    ],
    ids=["nothing", "one", "one twice", "one late", "large ones", "one deleted"],
)
def test_what_cannot_be_made_fewer_is_left_alone(found):
    assert planning.plan(FOLDER, found) is None


def test_a_second_copy_is_removed_unread_and_another_text_is_read():
    found = [version("a", "2"), version("a", "1", latest=False), version("b", "2"), version("b", "1", etag="x")]
    assert names(planned(found)) == [
        ("a.ndjson.gz", "2", True),
        ("a.ndjson.gz", "1", False),
        ("b.ndjson.gz", "1", True),
        ("b.ndjson.gz", "2", True),
    ]


def test_what_somebody_deleted_does_not_come_back():
    found = [version("a"), version("b"), version("c", "1", latest=False), version("c", "2", marker=True)]
    assert {name for name, _, _ in names(planned(found))} == {"a.ndjson.gz", "b.ndjson.gz"}


def test_large_objects_are_bounded(monkeypatch):
    monkeypatch.setattr(planning, "TARGET_BYTES", 250)
    found = [version(name) for name in "abcde"]
    first = planned(found)
    assert [name[0] for name, _, _ in names(first)] == ["a", "b"]
    monkeypatch.setattr(planning, "TARGET_BYTES", 10**9)
    monkeypatch.setattr(planning, "MOST_INPUTS", 3)
    assert [name[0] for name, _, _ in names(planned(found))] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("folder", "closed"),
    [
        ("events/tenant=t-1/date=2026-11-21/hour=11/", True),
        ("events/tenant=t-1/date=2026-11-21/hour=12/", False),  # it is 13:05, and some may be under way
        ("events/tenant=t-1/date=2026-11-21/hour=13/", False),
        ("events/tenant=t-1/date=2026-11-20/hour=23/", True),
        ("events/tenant=t-1/date=2026-11-21/", False),
        ("events/tenant=t-1/date=2026-11-21/hour=24/", False),
        ("events/tenant=t-1/date=never/hour=11/", False),
    ],
)
def test_closed_hours(folder, closed):
    assert planning.is_closed(folder, NOW) is closed


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"version": 2, "folder": "", "output": "", "inputs": []}'])
def test_a_note_of_others_is_no_plan(text):
    with pytest.raises((ValueError, KeyError, TypeError)):
        planning.parse(text)


def test_inputs_are_versions():
    plan = planned([version("a"), version("b", "7")])
    assert plan.inputs[1] == Input(f"{FOLDER}b.ndjson.gz", "7", True)
