"""A soak of events that went well, and every way in which it may not have."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.soak.events.evidence import Evidence, Stored, payload_pair, stored
from tests.soak.events.sender import ACCEPTED, REJECTED, UNKNOWN, Journal
from tests.soak.events.stream import Job, Manner, Meant
from tests.soak.events.verdict import CONFLICT, faults, happened

BEGAN = datetime(2026, 11, 21, 13, tzinfo=UTC)
RECEIVED = "2026-11-21T13:00:05.000Z"
JOB = Job(0, 1, Manner.BATCH, 6, 6, BEGAN)


def meant(event_id, mark, *, valid=True):
    return Meant(event_id, mark, {"event_id": event_id, "event_type": "click", "mark": mark, "user_id": "u"}, valid)


PLAIN, OTHER, CLASH, BAD = meant("a", "1"), meant("b", "2"), meant("a", "3"), meant("c", "4", valid=False)
SPLIT, REFUSED = meant("b", "5"), meant("d", "6", valid=False)
MEANT = {one.pair: one for one in (PLAIN, OTHER, CLASH, BAD, SPLIT, REFUSED)}
ANSWERS = {
    **{one.pair: (ACCEPTED, "") for one in (PLAIN, OTHER, CLASH, BAD)},
    SPLIT.pair: (REJECTED, "duplicate_event_id"),
    REFUSED.pair: (REJECTED, "invalid_event"),
}


def row(one, **change):
    told = Stored(one.pair, "click", "u", RECEIVED, RECEIVED, None, None, {"mark": one.mark})
    return replace(told, **change)


ROWS = [row(PLAIN), row(OTHER)]
KEYS = [("2026-11-21", "click"), ("2026-11-21T13", "click"), ("", "click"), ("", "")]
WELL = Evidence(
    ROWS,
    [(CLASH.pair, CONFLICT), (BAD.pair, "invalid_event")],
    Counter({PLAIN.pair: 1, OTHER.pair: 1}),
    dict.fromkeys(KEYS, 2),
    dict.fromkeys(KEYS, 1),
)


def judged(answers=ANSWERS, there=WELL, odd=()):
    return faults([Journal(JOB, dict(answers), odd=list(odd))], MEANT, there)


def test_it_went_well():
    assert judged() == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"rows": ROWS[:1]}, "accepted, and neither stored nor bad: lost"),
        ({"rows": ROWS[:1]}, "accepted 4 is not stored 1 + bad 2"),
        ({"bad": WELL.bad[:1]}, "accepted, and neither stored nor bad: lost"),
        ({"rows": [*ROWS, row(CLASH)]}, "a: 2 rows"),
        ({"rows": [*ROWS, row(CLASH)]}, "both stored and bad"),
        ({"rows": [*ROWS, row(REFUSED)]}, "stored, and never accepted"),
        ({"rows": [row(PLAIN), row(OTHER, properties={"mark": "2", "x": 1})]}, "other content than was sent"),
        ({"rows": [row(PLAIN), row(OTHER, user="v")]}, "other content than was sent"),
        ({"rows": [row(PLAIN), row(OTHER, timestamp="2026-11-20T00:00:00.000Z")]}, "happened at 2026-11-20"),
        ({"rows": [*ROWS, row(BAD)], "bad": WELL.bad[:1]}, "invalid, and stored"),
        ({"bad": [*WELL.bad, (REFUSED.pair, "invalid_event")]}, "bad (invalid_event), and never accepted"),
        ({"bad": [(CLASH.pair, "broken"), WELL.bad[1]]}, "valid, and bad as broken"),
        ({"rows": [row(OTHER)], "bad": [*WELL.bad, (PLAIN.pair, CONFLICT)]}, "valid, and bad as event_conflict"),
        ({"bad": [WELL.bad[0], (BAD.pair, CONFLICT)]}, "invalid, and bad as event_conflict"),
        ({"archived": Counter({PLAIN.pair: 1})}, "stored, and 0 times in the archive"),
        ({"archived": WELL.archived + Counter({PLAIN.pair: 1})}, "stored, and 2 times in the archive"),
        ({"archived": WELL.archived + Counter({CLASH.pair: 1})}, "in the archive, and not stored"),
        (
            {"counts": {**WELL.counts, ("2026-11-21", "click"): 3}},
            "counts of ('2026-11-21', 'click'): 3 told, 2 are true",
        ),
        ({"counts": {("", ""): 2}}, "0 told, 2 are true"),
        ({"users": {**WELL.users, ("2026-11-20", ""): 1}}, "users of ('2026-11-20', ''): 1 told, 0 are true"),
        ({"dead_letters": 1}, "1 dead letters are left"),
        ({"unfolded": 2}, "2 slices are not folded"),
    ],
)
def test_what_is_wrong_is_told(change, line):
    assert any(line in told for told in judged(there=replace(WELL, **change)))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({PLAIN.pair: (UNKNOWN, "")}, "never answered"),
        ({PLAIN.pair: (REJECTED, "invalid_event")}, "valid, and rejected as invalid_event"),
        ({REFUSED.pair: (REJECTED, "duplicate_event_id")}, "invalid, and rejected as duplicate_event_id"),
        (dict.fromkeys(MEANT, (REJECTED, "invalid_event")), "only 0 of 6 events were accepted"),
    ],
)
def test_what_clients_were_told_is_judged_too(change, line):
    assert any(line in told for told in judged({**ANSWERS, **change}))


def test_an_answer_that_nobody_expects_is_told():
    assert judged(odd=["/events: 418"]) == ["/events: 418"]


def test_accepted_once_is_accepted():
    journal = Journal(JOB)
    journal.note(PLAIN, ACCEPTED)
    journal.note(PLAIN, UNKNOWN)
    assert journal.answers[PLAIN.pair] == (ACCEPTED, "")
    others = [
        Journal(JOB, {PLAIN.pair: (UNKNOWN, "")}),
        Journal(JOB, dict(ANSWERS)),
        Journal(JOB, {OTHER.pair: (UNKNOWN, "")}),
    ]
    assert faults(others, MEANT, WELL) == []


def test_thousands_of_a_kind_are_told_in_short():
    many = {(f"x{number}", "m"): 1 for number in range(100)}
    told = judged(there=replace(WELL, archived=WELL.archived + Counter(many)))
    assert len(told) == 21
    assert told[-1] == "… and 80 more like these"


@pytest.mark.parametrize(
    ("told", "sent_at", "expected"),
    [
        (None, None, RECEIVED),
        ("2026-11-21T12:00:00.000Z", None, "2026-11-21T12:00:00.000Z"),
        ("2026-12-01T12:00:00.000Z", None, RECEIVED),
        ("2026-11-21T12:00:00.000Z", "2026-11-21T12:00:01.000Z", "2026-11-21T13:00:04.000Z"),
        ("2026-11-21T12:00:02.000Z", "2026-11-21T12:00:01.000Z", RECEIVED),
    ],
)
def test_when_an_event_happened(told, sent_at, expected):
    assert happened(told, row(PLAIN, sent_at=sent_at)) == expected


def test_lines_and_payloads_tell_whose_they_are():
    line = (
        b'{"event_id":"a","event_type":"click","user_id":"u","timestamp":"t","received_at":"r",'
        b'"properties":{"mark":"1"}}'
    )
    assert stored(line) == Stored(("a", "1"), "click", "u", "t", "r", None, None, {"mark": "1"})
    assert payload_pair("a", '{"event_type":"click","mark":"1"}') == ("a", "1")
    assert payload_pair(None, '{"event_id":"a","properties":{"mark":"1"}}') == ("a", "1")
