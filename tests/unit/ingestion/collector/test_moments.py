"""Times: which are taken, and when an event happened by clocks that are wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.collector import moments
from tests.unit.ingestion.collector.conftest import NOW, settings


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-21T13:05:00Z", datetime(2026, 11, 21, 13, 5, tzinfo=UTC)),
        ("2026-11-21t13:05:00.5z", datetime(2026, 11, 21, 13, 5, 0, 500000, tzinfo=UTC)),
        ("2026-11-21 13:05:00+05:30", datetime(2026, 11, 21, 7, 35, tzinfo=UTC)),
        ("2026-11-21T13:05:00.123456789-00:00", datetime(2026, 11, 21, 13, 5, 0, 123456, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_rfc_3339(text, instant):
    assert moments.instant(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-21",
        "2026-11-21T13:05:00",
        "2026-11-21T13:05Z",
        "20261121T130500Z",
        "2026-W47-6T13:05:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-21T25:00:00Z",
        "2026-11-21T13:05:00+0530",
        "2026-11-21T13:05:00Z ",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٦-11-21T13:05:00Z",
        "2026-11-21T13:05:00.Z",
    ],
)
def test_nothing_else(text):
    assert moments.instant(text) is None


def ago(**span):
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("said", "sent", "expected"),
    [
        (None, None, NOW),
        (None, ago(days=3), NOW),
        (ago(minutes=5), None, ago(minutes=5)),
        (ago(days=-20000), None, NOW),
        # The client's clock is three days slow, or fast: what was a minute before sending is a minute ago.
        (ago(days=3, minutes=1), ago(days=3), ago(minutes=1)),
        (ago(days=-3, minutes=1), ago(days=-3), ago(minutes=1)),
        # Sent before it happened: by no clock.
        (ago(minutes=1), ago(minutes=9), NOW),
    ],
)
def test_when_it_happened(said, sent, expected):
    assert moments.happened(said, sent, NOW) == expected


INSTANTS = st.datetimes(timezones=st.just(UTC))


@given(said=INSTANTS, sent=INSTANTS | st.none())
def test_never_in_the_future_whatever_the_clocks_say(said, sent):
    assert moments.happened(said, sent, NOW) <= NOW


@pytest.fixture
def told(take):
    """What is said of an event of this time: a rejection's (pointer, rule), or nothing."""

    def of(**event):
        faults = [fault for one in take({"event_type": "x"} | event).rejected for fault in one.faults]
        return [(fault.pointer, fault.rule) for fault in faults]

    return of


@pytest.mark.parametrize(
    ("event", "faults"),
    [
        ({"timestamp": "1970-01-01T00:00:00Z"}, [("/batch/0/timestamp", "max_age")]),
        ({"timestamp": "2090-01-01T00:00:00Z"}, []),
        ({"timestamp": ago(days=400).isoformat()}, []),
        ({"timestamp": ago(days=400, seconds=1).isoformat()}, [("/batch/0/timestamp", "max_age")]),
        ({"timestamp": "1970-01-01T00:00:00Z", "sent_at": "1970-01-01T00:01:00Z"}, []),
        ({"timestamp": ago().isoformat(), "sentAt": "2090-01-01T00:00:00Z"}, [("/batch/0/timestamp", "max_age")]),
        ({"timestamp": "9999-01-01T00:00:00Z", "sentAt": "0001-01-01T00:00:00Z"}, []),
        ({"timestamp": "0001-01-01T00:00:00Z", "sentAt": "9999-01-01T00:00:00Z"}, [("/batch/0/timestamp", "max_age")]),
    ],
)
def test_how_old_an_event_may_be(event, faults, told):
    assert settings().event_max_age_days == 400
    assert told(**event) == faults
