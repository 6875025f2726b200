"""PDF's dates, as they ought to be written and as they are."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from processor.pdf import dates


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("D:20220403193102+02'00'", "2022-04-03T17:31:02+00:00"),
        ("D:20220403193102+02'00", "2022-04-03T17:31:02+00:00"),
        ("D:20220403193102-0330", "2022-04-03T23:01:02+00:00"),
        ("D:20220403193102+02", "2022-04-03T17:31:02+00:00"),
        ("D:20230623063933Z", "2023-06-23T06:39:33+00:00"),
        ("D:20230623063933Z00'00'", "2023-06-23T06:39:33+00:00"),
        ("D:20230623063933", "2023-06-23T06:39:33+00:00"),
        ("20230623063933", "2023-06-23T06:39:33+00:00"),
        (" D:20230623 ", "2023-06-23T00:00:00+00:00"),
        ("D:202306", "2023-06-01T00:00:00+00:00"),
        ("D:2023", "2023-01-01T00:00:00+00:00"),
        ("D:00010101000000+01'00'", None),
        ("D:99991231235959-01'00'", None),
        ("D:20230230", None),
        ("D:20231301", None),
        ("D:20230623256000", None),
        ("D:20230623063933+99'99'", None),
        ("D:20230623063933 after dinner", None),
        ("D:٢٠٢٣", None),
        ("June 2023", None),
        ("", None),
    ],
)
def test_dates(told, meant):
    assert dates.parse(told) == (datetime.fromisoformat(meant) if meant else None)


@given(st.text(st.sampled_from("D:0123456789+-Z' ")))
@example("D:00000000000000Z")
def test_nothing_but_instants_in_utc_or_none(told):
    instant = dates.parse(told)
    assert instant is None or instant.tzinfo is UTC
