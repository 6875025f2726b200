"""A task in; the row, then the tag, then the answer: however often, and whatever fails between."""

import hashlib

import pytest

from common import aws
from common.errors import Busy
from common.files import gates
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult, Step, StepStatus
from common.files.runs import begin, finish, record
from common.settings import SettingsError
from processor.scan import limits, verdicts
from processor.scan.engine import EngineDown
from processor.scan.handler import TooSlow
from processor.scan.verdicts import Unclear
from tests.unit.cloud import FILE_ID, NOW, PNG, Crash, dying_on, interrupted
from tests.unit.scan.conftest import Budget, tags

SHA256 = hashlib.sha256(PNG).hexdigest()
FOUND = "stream: Win.Test.EICAR_HDB-1 FOUND"
DONE = Step(StepStatus.DONE, NOW, NOW)


def row(cloud):
    return cloud.file().processing


def test_a_clean_file(cloud, scan, task, engine):
    assert scan() == {"outcome": "ok"}
    assert engine.sent == PNG
    found = row(cloud)
    assert found.scan == Scan(ScanResult.CLEAN, "clamav", NOW, definitions="daily-27000")
    assert found.digest == SHA256
    assert found.steps["scan"] == DONE
    assert found.steps["image"] == Step(StepStatus.RUNNING, NOW)
    assert tags(cloud, task) == {"verdict": "clean"}


def test_what_no_extractor_takes_has_no_next_step(cloud, scan):
    assert scan(mediaType="application/zip") == {"outcome": "ok"}
    assert set(row(cloud).steps) == {"inspect", "scan"}


def test_an_infected_file(cloud, scan, task, engine):
    engine.answer = FOUND
    answer = scan()
    assert (answer["outcome"], answer["code"]) == ("infected", "infected")
    assert "Win.Test.EICAR_HDB-1" in answer["reason"]
    found = row(cloud)
    assert found.scan == Scan(ScanResult.INFECTED, "clamav", NOW, "Win.Test.EICAR_HDB-1", "daily-27000")
    assert found.steps["scan"] == DONE
    assert found.steps["quarantine"] == Step(StepStatus.RUNNING, NOW)
    assert tags(cloud, task) == {"verdict": "infected"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("stream: Heuristics.Limits.Exceeded.MaxFiles FOUND", "too_complex_to_scan"),
        ("stream: Heuristics.Encrypted.Zip FOUND", "encrypted_archive"),
        ("INSTREAM size limit exceeded. ERROR", "too_large_to_scan"),
    ],
)
def test_a_file_without_a_verdict_stays_closed(cloud, scan, task, engine, answer, code):
    engine.answer = answer
    told = scan()
    assert (told["outcome"], told["code"]) == ("refused", code)
    found = row(cloud)
    assert found.scan.result is ScanResult.UNSCANNED
    assert found.steps["scan"] == Step(StepStatus.FAILED, NOW, NOW, told["reason"])
    assert set(found.steps) == {"inspect", "scan"}
    assert tags(cloud, task) == {"verdict": "refused"}
    assert not gates.readable(cloud.file(), unscanned=False)


def test_nor_is_it_opened_by_doing_without_a_scanner_later(cloud, scan, task, engine):
    """Neither gate takes what a scanner had no verdict on for what nobody was to scan."""
    record(cloud.catalog, FILE_ID, 1, "m1", {"inspect": DONE}, by="inspect", media_type="image/png")
    engine.answer = "stream: Heuristics.Encrypted.Zip FOUND"
    scan()
    assert not gates.readable(cloud.file(), unscanned=True)
    assert tags(cloud, task) == {"verdict": "refused"}
    scan("none")
    assert gates.readable(cloud.file(), unscanned=True)
    assert tags(cloud, task) == {"verdict": "unscanned"}


def test_what_is_too_large_is_not_even_read(cloud, scan, engine):
    assert scan(size=limits.MAX_FILE_BYTES + 1)["code"] == "too_large_to_scan"
    assert engine.sent == b""
    assert row(cloud).digest is None


def test_a_verdict_before_the_last_byte_has_no_digest(cloud, scan, engine, monkeypatch):
    monkeypatch.setattr(engine, "scan", lambda blocks, seconds: FOUND)
    assert scan()["outcome"] == "infected"
    assert row(cloud).digest is None


def test_zip64_is_refused_where_clamd_calls_it_clean(cloud, scan, engine, task):
    content = b"PK\x03\x04" + bytes(14) + b"\xff" * 8
    version = cloud.upload(body=content)
    assert scan(versionId=version, size=len(content))["code"] == "too_complex_to_scan"
    engine.answer = FOUND
    assert scan(versionId=version, size=len(content))["outcome"] == "infected"


def test_a_verdict_on_what_is_scanned_again_takes_the_place_of_the_first(cloud, scan, task, engine):
    scan()
    engine.answer = FOUND
    scan()
    assert row(cloud).scan.result is ScanResult.INFECTED
    assert tags(cloud, task) == {"verdict": "infected"}


def test_no_scanner_is_said_so(cloud, scan, task, engine):
    assert scan("none") == {"outcome": "ok"}
    assert row(cloud).scan == Scan(ScanResult.UNSCANNED, "none", NOW)
    assert tags(cloud, task) == {"verdict": "unscanned"}
    assert engine.sent == b""


THREAT = {"status": "THREATS_FOUND", "threats": [{"name": "EICAR-Test-File"}]}


def test_guardduty_tells_it_with_its_event(cloud, scan, task, engine):
    assert scan("guardduty", guardDuty={"status": "NO_THREATS_FOUND", "threats": None}) == {"outcome": "ok"}
    assert row(cloud).scan == Scan(ScanResult.CLEAN, "guardduty", NOW)
    assert scan("guardduty", guardDuty=THREAT)["outcome"] == "infected"
    assert tags(cloud, task) == {"verdict": "infected"}
    assert engine.sent == b""


def test_without_guarddutys_word_there_is_no_verdict(cloud, scan, task):
    assert scan("guardduty")["code"] == "no_verdict"
    assert tags(cloud, task) == {"verdict": "refused"}


def test_what_guardduty_called_clean_may_be_processed_again(cloud, scan, clock):
    scan("guardduty", guardDuty={"status": "NO_THREATS_FOUND", "threats": []})
    done = finish(cloud.catalog, cloud.file(), Status.COMPLETED, by="finish", at=NOW)
    begin(cloud.catalog, done, "m2", first="inspect", by="router", at=NOW)
    clock.advance(days=1)
    assert scan("guardduty", attempt=2, run="m2") == {"outcome": "ok"}
    assert row(cloud).scan.at == NOW  # it is still that verdict


def test_another_run_has_begun(cloud, scan, task):
    begin(cloud.catalog, cloud.file(), "m2", first="inspect", by="router", at=NOW)
    before = cloud.file()
    assert scan() == {"outcome": "stale"}
    assert cloud.file() == before
    assert tags(cloud, task) == {}


def test_a_version_that_is_gone(cloud, scan, task):
    aws.s3().delete_object(Bucket=cloud.bucket, Key=task["key"], VersionId=task["versionId"])
    assert scan()["outcome"] == "gone"
    assert row(cloud).scan is None


def test_the_row_comes_before_the_tag(cloud, scan, task, engine):
    engine.answer = FOUND
    with interrupted(dying_on("PutObjectTagging")), pytest.raises(Crash):
        scan()
    assert row(cloud).scan.result is ScanResult.INFECTED
    assert tags(cloud, task) == {}
    assert scan()["outcome"] == "infected"
    assert tags(cloud, task) == {"verdict": "infected"}


def test_a_row_that_was_not_written_is_followed_by_no_tag(cloud, scan, task):
    with interrupted(dying_on("UpdateItem")), pytest.raises(Crash):
        scan()
    assert tags(cloud, task) == {}


@pytest.mark.parametrize("failure", [EngineDown("gone"), Busy()])
def test_what_may_pass_is_raised(cloud, scan, task, engine, failure, lines):
    engine.failure = failure
    with pytest.raises(type(failure)):
        scan()
    assert row(cloud).scan is None
    assert tags(cloud, task) == {}
    assert "step broke" in [line["message"] for line in lines()]


def test_an_engine_that_could_not_scan_is_asked_again(scan, engine):
    engine.answer = "stream: Can't allocate memory ERROR"
    with pytest.raises(Unclear):
        scan()


def test_time_that_an_engine_takes_is_made_up_for_by_another_run(cloud, scan, task, engine):
    context = Budget(60_000)
    engine.loading = lambda: context.spend(58_000)
    with pytest.raises(TooSlow):
        scan(context=context)
    context.spend(-58_000)
    engine.loading, engine.meanwhile = lambda: context.spend(30_000), lambda: context.spend(30_000)
    engine.failure = EngineDown("silent")
    with pytest.raises(TooSlow):
        scan(context=context)
    assert row(cloud).scan is None
    assert tags(cloud, task) == {}


@pytest.mark.parametrize("broken", [True, False], ids=["while it scans", "while it is sent"])
def test_what_takes_a_warm_engine_too_long_is_refused(cloud, scan, task, engine, broken):
    context = Budget(60_000)
    engine.meanwhile = lambda: context.spend(58_000)
    engine.failure = EngineDown("silent") if broken else TooSlow()
    told = scan(context=context)
    assert (told["outcome"], told["code"]) == ("refused", "too_slow_to_scan")
    assert row(cloud).scan.result is ScanResult.UNSCANNED
    assert tags(cloud, task) == {"verdict": "refused"}


def test_an_engine_may_be_silent_for_no_longer_than_there_is_time(scan, engine):
    context = Budget(600_000)
    scan(context=context)
    assert engine.patience == 70  # its own time to scan, and a little
    engine.meanwhile = lambda: context.spend(580_000)
    scan(context=context)
    assert engine.patience == 17


def test_an_engine_that_calls_clean_what_it_did_not_read_is_not_believed(cloud, scan, task, engine, monkeypatch):
    monkeypatch.setattr(engine, "scan", lambda blocks, seconds: "stream: OK")
    with pytest.raises(Unclear):
        scan()
    assert row(cloud).scan is None
    assert tags(cloud, task) == {}


def test_lines_carry_ids_only(scan, lines, task):
    scan()
    (ended,) = [line for line in lines() if line["message"] == "step ended"]
    assert (ended["correlationId"], ended["fileId"], ended["outcome"]) == ("request-1", FILE_ID.id, "ok")


@pytest.mark.parametrize("scanner", ["", "ClamAV", "defender"])
def test_a_scanner_that_is_unknown_is_a_fault_of_the_configuration(scan, scanner):
    with pytest.raises(SettingsError, match="SCANNER"):
        scan(scanner)


def test_there_is_a_reason_for_each_code():
    for verdict in (verdicts.ZIP64, verdicts.TOO_LARGE, verdicts.TOO_SLOW, verdicts.NO_VERDICT):
        assert verdict.result is ScanResult.UNSCANNED
        assert verdict.code
        assert verdict.reason
