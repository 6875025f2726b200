"""Whatever a scanner does not call clean is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.files.processing import ScanResult
from processor.scan import verdicts
from processor.scan.verdicts import CLEAN, TOO_LARGE, Unclear, of_clamd, of_guardduty

INFECTED, UNSCANNED = ScanResult.INFECTED, ScanResult.UNSCANNED

SAID = [
    # clamd's answer                                              result     signature                        code
    ("stream: Win.Test.EICAR_HDB-1 FOUND", INFECTED, "Win.Test.EICAR_HDB-1", "infected"),
    ("stream: Inlet.Test.Eicar.UNOFFICIAL FOUND", INFECTED, "Inlet.Test.Eicar", "infected"),
    ("stream: Heuristics.Phishing.Email FOUND", INFECTED, "Heuristics.Phishing.Email", "infected"),
    ("stream: Heuristics.Encrypted.Zip FOUND", UNSCANNED, "Heuristics.Encrypted.Zip", "encrypted_archive"),
    *(
        (
            f"stream: Heuristics.Limits.Exceeded.{limit} FOUND",
            UNSCANNED,
            f"Heuristics.Limits.Exceeded.{limit}",
            "too_complex_to_scan",
        )
        for limit in ("MaxFileSize", "MaxFiles", "MaxRecursion", "MaxScanSize", "MaxScanTime", "SomethingNew")
    ),
]


@pytest.mark.parametrize(("answer", "result", "signature", "code"), SAID)
def test_what_is_not_clean_says_why(answer, result, signature, code):
    verdict = of_clamd(answer)
    assert (verdict.result, verdict.signature, verdict.code) == (result, signature, code)
    assert verdict.reason
    assert verdict.reason.endswith(".")


def test_clean_and_too_large():
    assert of_clamd("stream: OK") == CLEAN
    assert of_clamd("INSTREAM size limit exceeded. ERROR") == TOO_LARGE


@pytest.mark.parametrize("answer", ["", "OK", "stream: Can't allocate memory ERROR", "stream: OK ", "stream:  FOUND"])
def test_what_says_nothing_is_asked_again(answer):
    with pytest.raises(Unclear):
        of_clamd(answer)


@given(st.text(max_size=300))
def test_nothing_else_is_clean(answer):
    try:
        verdict = of_clamd(answer)
    except Unclear:
        return
    assert verdict.result is not ScanResult.CLEAN or answer == "stream: OK"


GUARDDUTY = [
    ("THREATS_FOUND", [{"name": "EICAR-Test-File"}], INFECTED, "EICAR-Test-File", "infected"),
    ("THREATS_FOUND", [{"name": "a"}, {"name": "b"}], INFECTED, "a, b", "infected"),
    ("THREATS_FOUND", ["a"], INFECTED, "a", "infected"),
    ("THREATS_FOUND", [], INFECTED, "unnamed", "infected"),
    ("THREATS_FOUND", [{"name": "x\n" * 999}, {"name": None}, 7], INFECTED, "x" * 200, "infected"),
    ("UNSUPPORTED", [], UNSCANNED, "UNSUPPORTED", "no_verdict"),
    ("ACCESS_DENIED", [], UNSCANNED, "ACCESS_DENIED", "no_verdict"),
    ("FAILED", [], UNSCANNED, "FAILED", "no_verdict"),
    ("no_threats_found", [], UNSCANNED, "no_threats_found", "no_verdict"),
    ("", [], UNSCANNED, "", "no_verdict"),
]


@pytest.mark.parametrize(("status", "threats", "result", "signature", "code"), GUARDDUTY)
def test_guardduty_too(status, threats, result, signature, code):
    verdict = of_guardduty(status, threats)
    assert (verdict.result, verdict.signature, verdict.code) == (result, signature, code)
    assert verdict.reason


def test_only_one_word_of_guardduty_is_clean():
    assert of_guardduty("NO_THREATS_FOUND", []) == verdicts.CLEAN
