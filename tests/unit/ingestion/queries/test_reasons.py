"""What of an engine's words is told."""

import pytest

from ingestion.queries import reasons

UNTOLD = "The query failed."


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved",
            "COLUMN_NOT_FOUND: Column 'x' cannot be resolved",
        ),
        ("line 1:90: TYPE_MISMATCH: '>' cannot be applied", "TYPE_MISMATCH: '>' cannot be applied"),
        ("DIVISION_BY_ZERO: Division by zero", "DIVISION_BY_ZERO: Division by zero"),
        ('Binder Error: Column "x" not found!\nLINE 1: WITH "events" AS …', 'Binder Error: Column "x" not found!'),
        ("Bytes scanned limit was exceeded", "The query reads more than one query may: narrow it by date."),
        (
            "Query exhausted resources at this scale factor",
            "The query needs more time or memory than there is: narrow it.",
        ),
        ("GENERIC_INTERNAL_ERROR: s3://archive/events/tenant=t-1/x.gz", UNTOLD),
        ("HIVE_CANNOT_OPEN_SPLIT: /tmp/x", UNTOLD),
        ("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.inlet_prod.events' does not exist", UNTOLD),
        ('IO Error: No files found that match "/tmp/x"', UNTOLD),
        ("Insufficient permissions: arn:aws:iam::1:role/x", UNTOLD),
        ("anything else", UNTOLD),
        ("", UNTOLD),
    ],
)
def test_reasons(said, told):
    assert reasons.told(said) == told


def test_a_reason_is_short():
    assert len(reasons.told("TYPE_MISMATCH: " + "x" * 5000)) == 300
