"""Instants as text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from common import times

INSTANTS = [
    # given                                                                  text
    (datetime(2026, 11, 21, 13, 5, 0, 123456, UTC), "2026-11-21T13:05:00.123Z"),
    (datetime(2026, 11, 21, 13, 5, tzinfo=UTC), "2026-11-21T13:05:00.000Z"),
    (datetime(2026, 11, 21, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-11-20T23:00:00.000Z"),
]


@pytest.mark.parametrize(("instant", "text"), INSTANTS)
def test_text_is_utc_with_milliseconds(instant, text):
    assert times.text(instant) == text


@pytest.mark.parametrize(
    "text", ["2026-11-21T13:05:00.123Z", "2026-11-21T13:05:00.123+00:00", "2026-11-21T15:05:00.123+02:00"]
)
def test_parse_reads_every_zone(text):
    assert times.text(times.parse(text)) == "2026-11-21T13:05:00.123Z"


@pytest.mark.parametrize("text", ["2026-11-21T13:05:00", "yesterday", ""])
def test_parse_refuses_what_names_no_instant(text):
    with pytest.raises(ValueError, match=r".+"):
        times.parse(text)


def test_now_is_in_utc():
    assert times.now().utcoffset() == timedelta(0)
