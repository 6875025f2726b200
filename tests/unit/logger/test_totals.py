"""The figures of a digest."""

from logger.totals import UNKNOWN_TYPE, Tally, Totals

ROWS: list[dict[str, str | int]] = [
    {"kind": "created", "size": 10, "type": "image/png", "tenantId": "t-1"},
    {"kind": "created", "size": 5, "type": "image/png", "tenantId": "t-1"},
    {"kind": "created", "size": 7, "type": "text/csv", "tenantId": "t-2"},
    {"kind": "created", "size": 1},
    {"kind": "decision", "verdict": "admitted", "by": "logger"},
    {"kind": "decision", "verdict": "admitted", "by": "logger"},
    {"kind": "decision", "verdict": "rejected", "reasonCode": "too_large", "by": "logger"},
    {"kind": "decision", "verdict": "rejected", "reasonCode": "unannounced", "by": "logger"},
    {"kind": "decision", "verdict": "admitted", "by": "sweeper"},
    {"kind": "decision", "verdict": "infected", "reasonCode": "infected", "by": "scan"},
    {"kind": "removed", "tenantId": "t-3"},
    {"kind": "expired"},
    {"kind": "other"},
    {"kind": "alert"},
    {"kind": "digest"},
]


def test_rows_are_counted_by_what_they_are():
    totals = Totals()
    for row in ROWS:
        totals.add(row)
    assert totals == Totals(
        arrivals=4,
        size_bytes=23,
        by_type={"image/png": Tally(2, 15), "text/csv": Tally(1, 7), UNKNOWN_TYPE: Tally(1, 1)},
        tenants={"t-1", "t-2"},
        admitted=2,
        rejected=totals.rejected,
        infected=1,
        swept=1,
    )
    assert totals.rejected == {"too_large": 1, "unannounced": 1}
    assert not totals.nothing


def test_rows_about_other_things_are_nothing():
    totals = Totals()
    for row in ROWS[10:]:
        totals.add(row)
    assert totals.nothing
