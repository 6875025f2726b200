import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlet.network.retry import Backoff, retry_after_seconds


def test_bounds_double_up_to_the_longest():
    backoff = Backoff(first_seconds=1, longest_seconds=30)
    assert [backoff.bound_seconds(failures) for failures in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


@given(st.integers(1, 10_000), st.floats(0, 10**6))
def test_a_pause_is_within_its_bound_or_what_the_server_wants(failures, wanted):
    backoff = Backoff()
    pause = backoff.pause_seconds(failures, wanted)
    assert min(wanted, backoff.longest_seconds) <= pause <= backoff.longest_seconds
    assert pause <= max(backoff.bound_seconds(failures), wanted)


def test_pauses_differ():
    assert len({Backoff().pause_seconds(5) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5),
        (" 12 ", 12),
        ("0", 0),
        (None, 0),
        ("", 0),
        ("-3", 0),
        ("1.5", 0),
        ("soon", 0),
        ("٣", 0),
        ("9" * 400, 0),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
    ],
)
def test_retry_after(header, seconds):
    assert retry_after_seconds(header) == seconds
