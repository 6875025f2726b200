"""Which hours and days a run reports."""

from datetime import UTC, datetime

import pytest

from processor.aggregate import periods
from processor.aggregate.periods import BadPeriod, Period

AT = datetime(2026, 11, 21, 13, 10, tzinfo=UTC)


def test_a_run_looks_a_day_back_for_hours():
    found = [one.name for one in periods.asked({"period": "hour"}, AT)]
    assert (found[0], found[-1], len(found)) == ("2026-11-20T13", "2026-11-21T12", 24)


def test_a_run_looks_three_days_back_for_days():
    assert [one.name for one in periods.asked({"period": "day"}, AT)] == ["2026-11-18", "2026-11-19", "2026-11-20"]


@pytest.mark.parametrize(("kind", "start"), [("hour", "2026-11-21T12"), ("day", "2026-11-20")])
def test_a_period_by_name(kind, start):
    (one,) = periods.asked({"period": kind, "start": start}, AT)
    assert one.name == start
    assert one.before.ends_at == one.begins_at
    assert one.with_the_one_before.periods == [one.before.name, start]


def test_the_month_and_the_year_end():
    one = Period("hour", datetime(2027, 1, 1, tzinfo=UTC))
    assert (one.before.name, one.ends_at.hour) == ("2026-12-31T23", 1)


@pytest.mark.parametrize(
    ("event", "wrong"),
    [
        ({}, "period must be hour or day"),
        ({"period": "week"}, "period must be hour or day"),
        ({"period": ["hour"]}, "period must be hour or day"),
        ({"period": "hour", "start": "2026-11-21T13"}, "the period is not over"),
        ({"period": "day", "start": "2026-11-21"}, "the period is not over"),
        ({"period": "hour", "start": "2026-11-21T25"}, "there is no such period"),
        ({"period": "day", "start": "2026-02-30"}, "there is no such period"),
        ({"period": "day", "start": "2026-11-20T12"}, "start must look like"),
        ({"period": "hour", "start": "2026-11-20"}, "start must look like"),
        ({"period": "hour", "start": 7}, "start must look like"),
        ({"period": "hour", "start": "٢٠٢٦-11-20T12"}, "start must look like"),
    ],
)
def test_what_is_no_period_that_is_over(event, wrong):
    with pytest.raises(BadPeriod, match=wrong):
        periods.asked(event, AT)
