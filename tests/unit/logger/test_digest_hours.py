"""Which hours a digest is of."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from logger import digest

SAMPLES = Path(__file__).parents[2] / "events"
AT = datetime(2026, 11, 21, 14, 5, 7, tzinfo=UTC)
CHOSEN = [
    # event                                                its last hour
    ({}, "2026-11-21T13"),
    ({"time": "2026-11-21T12:05:00Z"}, "2026-11-21T11"),
    ({"time": "2026-11-21T00:05:00Z"}, "2026-11-20T23"),
    ({"time": "2026-11-21T14:05:00.123Z"}, "2026-11-21T13"),
    ({"hour": "2026-11-21T13"}, "2026-11-21T13"),
    ({"hour": "2026-02-28T23", "time": "2026-11-21T12:05:00Z"}, "2026-02-28T23"),
    (json.loads((SAMPLES / "schedule_digest.json").read_text(encoding="utf-8")), "2026-11-21T13"),
]


@pytest.mark.parametrize(("event", "hour"), CHOSEN)
def test_the_hour(event, hour):
    chosen = digest.chosen(event, AT)
    last = datetime.fromisoformat(f"{hour}:00:00+00:00")
    assert chosen == [last - timedelta(hours=back) for back in range(len(chosen) - 1, -1, -1)]
    assert len(chosen) == (1 if "hour" in event else digest.LOOK_BACK_HOURS)


LOOK = "hour must look like 2026-11-21T13, in UTC"
WRONG = [
    ("2026-11-21T14", "the hour is not over"),
    ("2027-01-01T00", "the hour is not over"),
    ("2026-11-31T00", "there is no such hour"),
    ("2026-11-21T24", "there is no such hour"),
    ("0000-01-01T00", "there is no such hour"),
    ("2026-11-21", LOOK),
    ("2026-11-21T13:00", LOOK),
    ("2026-11-21T13\n", LOOK),
    ("", LOOK),
    (13, LOOK),
    (None, LOOK),
]


@pytest.mark.parametrize(("hour", "wrong"), WRONG)
def test_an_hour_that_cannot_be_told_of(hour, wrong):
    with pytest.raises(digest.BadHour) as raised:
        digest.chosen({"hour": hour}, AT)
    assert str(raised.value) == wrong
