"""The texts of mails: nothing that a client chose can end a line or pass for something else."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.files.file import Rejection
from common.files.notifications import S3Event
from common.files.verdicts import Verdict
from common.mail import letters as texts
from logger import letters
from logger.totals import Tally, Totals
from tests.unit.cloud import KEY, NOW, OWNER, pending

EVENT = S3Event("ObjectCreated:Put", "inlet-unit-uploads", KEY, NOW, "v1", "01", 8, "etag", "EXAMPLE", "192.0.2.7")
ADMITTED = Verdict("v1", 1_500_000, "image/png", None)


def test_an_admitted_upload():
    letter = letters.alert("large", ADMITTED, EVENT, pending())
    assert letter.subject == "[Inlet] Upload admitted: 1.5 MB (rule large)"
    assert letter.body.splitlines() == [
        "Outcome:     admitted",
        "File name:   Menü – plan+final ü%.png",
        "Size:        1500000 bytes (1.5 MB)",
        "Type:        image/png",
        f"Object:      {KEY}",
        "Version:     v1",
        "Project:     default",
        f"Owner:       {OWNER}",
        "Event:       ObjectCreated:Put at 2026-11-21T13:05:00.123Z",
        "Correlation: request-1",
        "",
        "You receive this because of the alert rule large.",
    ]


def test_a_rejected_object_that_nobody_announced():
    verdict = Verdict("v1", 5, "text/html", Rejection("unannounced", "Nobody announced this object."))
    letter = letters.alert("all", verdict, EVENT, None)
    assert letter.subject == "[Inlet] Upload rejected: 5 bytes (rule all)"
    assert "Reason:      unannounced: Nobody announced this object." in letter.body
    assert "File name" not in letter.body


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Menü – plan+final ü%.png", "Menü – plan+final ü%.png"),
        ("a\r\nBcc: x@example.com", "a\\u{000d}\\u{000a}Bcc: x@example.com"),
        ("a\x00b\x1b[31m", "a\\u{0000}b\\u{001b}[31m"),
        ("cod\u202egnp.exe", "cod\\u{202e}gnp.exe"),
        ("a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"),
        ("zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"),
        ("back\\slash \\u{000a}", "back\\\\slash \\\\u{000a}"),
        ("文件 🎉.png", "文件 🎉.png"),
    ],
)
def test_what_cannot_be_seen_is_shown(raw, shown):
    assert texts.shown(raw) == shown


@given(st.text(st.characters()), st.text(st.characters()))
def test_names_stay_on_their_line_and_apart(one, other):
    assert len(texts.shown(one).splitlines()) <= 1
    assert (texts.shown(one) == texts.shown(other)) is (one == other)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_client_adds_no_line_and_never_reaches_the_subject(text):
    file = pending(filename=text, project=text, correlation_id=text)
    plain = letters.alert("large", ADMITTED, EVENT, pending())
    letter = letters.alert("large", Verdict("v1", 1_500_000, text, None), EVENT, file)
    assert letter.subject == plain.subject
    assert letter.subject.isascii()
    assert len(letter.body.splitlines()) == len(plain.body.splitlines())


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_999, "1.0 MB"),
        (1_500_000, "1.5 MB"),
        (10**12, "1.0 TB"),
        (5 * 10**16, "50000.0 TB"),
    ],
)
def test_units(size_bytes, text):
    assert letters.in_units(size_bytes) == text


HOUR = datetime(2026, 11, 21, 13, tzinfo=UTC)


def test_a_digest():
    totals = Totals(
        arrivals=4,
        size_bytes=3000,
        by_type={"image/png": Tally(3, 2000), "text/csv\r\nX: y": Tally(1, 1000)},
        tenants={"t-1", "t-2"},
        admitted=2,
        rejected=Counter(too_large=1, overwrite=1),
        infected=1,
        swept=1,
    )
    letter = letters.digest(HOUR, totals)
    assert letter.subject == "[Inlet] 4 arrivals, 2 rejected, 2026-11-21 13:00 UTC"
    assert letter.body.splitlines() == [
        "Recorded in the hour from 2026-11-21T13:00:00.000Z:",
        "",
        "Arrived:   4 objects of 2 tenants",
        "Bytes:     3000 (3.0 kB)",
        "Admitted:  2",
        "Rejected:  2",
        "         1  too_large",
        "         1  overwrite",
        "Infected:  1",
        "Found by the sweeper, without a notification: 1",
        "",
        "By type:",
        "         3        2.0 kB  image/png",
        "         1        1.0 kB  text/csv\\u{000d}\\u{000a}X: y",
    ]


def test_a_digest_of_many_types_stays_short():
    totals = Totals(by_type={f"x/{number:02}": Tally(1, number) for number in range(25)})
    lines = letters.digest(HOUR, totals).body.splitlines()
    assert lines[-1] == "         5     110 bytes  5 other types"
    assert len([line for line in lines if "x/" in line]) == 20


def test_a_digest_without_arrivals_says_so():
    assert letters.digest(HOUR, Totals(swept=1)).body.splitlines()[-1] == "  none"
