"""Times as people type them."""

from datetime import UTC, datetime, timedelta

import click
import pytest

from inlet.terminal.moments import moment, shown

OPTION = click.Option(["--from"])
CONTEXT = click.Context(click.Command("events"))


def read(text):
    return moment(CONTEXT, OPTION, text)


def test_with_and_without_a_zone():
    assert read("2026-01-02T03:04:05Z") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read("2026-01-02T03:04:05+01:00") == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
    here = datetime(2026, 1, 2).astimezone()
    assert (read("2026-01-02"), read("2026-01-02T00:00")) == (here, here)
    assert read(None) is None


@pytest.mark.parametrize(
    ("text", "ago"),
    [("90s", timedelta(seconds=90)), ("15m", timedelta(minutes=15)), ("2h", timedelta(hours=2)), ("7d", timedelta(7))],
)
def test_ago(text, ago):
    before = datetime.now(UTC)
    told = read(text)
    assert before - ago <= told <= datetime.now(UTC) - ago


@pytest.mark.parametrize("text", ["", "soon", "-1h", "1y", "2026-13-01", "99999999h", "999999w"])
def test_what_is_no_time(text):
    with pytest.raises(click.BadParameter, match="is no time"):
        read(text)


def test_shown_to_the_second():
    assert shown(datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)) == shown(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
