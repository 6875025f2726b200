"""A soak of processing that went well, and every way in which it may not have."""

import hashlib
from dataclasses import replace

import pytest

from tests.soak.processing.evidence import Evidence, Seen, derived
from tests.soak.processing.jobs import Job
from tests.soak.processing.report import Run, text
from tests.soak.processing.verdict import faults

PICTURE, VIRUS, TORN, LIE = (
    Job(number, name) for number, name in enumerate(("JPEG", "EICAR", "PDF that is none", "program called PNG"))
)
SENT = {"picture": PICTURE, "virus": VIRUS, "torn": TORN, "lie": LIE}
THUMBNAILS = {"thumb-200": b"\xff\xd8\xff\xe0", "thumb-800": b"\xff\xd8\xff\xe0"}


def seen(file_id, **told):
    job = SENT[file_id]
    content = hashlib.sha256(job.content).hexdigest() if job.kind.readable else "not_readable"
    found = job.kind.found(job.number)
    known = {"status": job.kind.status, "code": job.kind.code, "extracted": found, "content": content}
    return Seen(f"t/{file_id}", job.filename, **known | told)


FILES = {file_id: seen(file_id) for file_id in SENT} | {"picture": seen("picture", variants=THUMBNAILS)}
WELL = Evidence(
    FILES,
    uploads=frozenset({"t/picture", "t/torn", "t/lie"}),
    quarantine=frozenset({"t/virus"}),
    derived={"t/picture": frozenset({"1/thumb-200.jpg", "1/thumb-800.jpg", "1/image.json"})},
    runs=2,
    at_once=3,
)


def judged(there, given_up=None):
    return faults(SENT, given_up or {}, there, 3)


def test_it_went_well():
    assert judged(WELL) == []


def with_file(file_id, **told):
    return {"files": FILES | {file_id: replace(FILES[file_id], **told)}}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"files": {one: FILES[one] for one in ("virus", "torn", "lie")}}, "sent, and there is no such file"),
        (with_file("picture", filename="9999.jpg"), "sent, and there is no such file"),
        (with_file("picture", status="processing"), "processing (None), not completed"),
        (with_file("torn", code="step_failed"), "failed (step_failed), not failed (damaged)"),
        (with_file("virus", status="completed", code=None), "completed (None), not quarantined"),
        (with_file("picture", extracted={"width": 240, "height": 160}), "was found in it"),
        (with_file("picture", extracted={}), "'nothing'"),
        (with_file("picture", variants={}), "has [], not ['thumb-200', 'thumb-800']"),
        (with_file("picture", variants=THUMBNAILS | {"thumb-200": b""}), "thumb-200 begins with b''"),
        (with_file("picture", content="0" * 64), "its owner gets 0000"),
        (with_file("torn", content="not_readable"), "its owner gets not_readable"),
        (with_file("lie", content="f" * 64), "its owner gets ffff"),
        ({"uploads": WELL.uploads | {"t/virus"}}, "still in the bucket of uploads"),
        ({"uploads": WELL.uploads - {"t/torn"}}, "no longer in the bucket of uploads"),
        ({"quarantine": frozenset()}, "not in quarantine"),
        ({"quarantine": WELL.quarantine | {"t/picture"}}, "in quarantine"),
        ({"derived": {**WELL.derived, "t/lie": frozenset({"1/x"})}}, "was made of what nobody may read"),
        (with_file("picture", attempt=2, variants=THUMBNAILS), "is left of an earlier attempt"),
        ({"waiting": 1}, "1 messages are left in the queue"),
        ({"dead_letters": ["{}"]}, "a dead letter"),
        ({"at_once": 4}, "4 runs of the router at once, of 3 that may be"),
        ({"at_once": 2}, "the bound of 3 was not tried"),
    ],
)
def test_what_is_wrong_is_told(change, line):
    assert any(line in told for told in judged(replace(WELL, **change)))


def test_clients_owe_files_or_reasons():
    assert any("too little" in told for told in judged(WELL, {8: "S3 answered 500"}))
    assert any("without a reason" in told for told in judged(WELL, {8: ""}))


def test_what_was_made_is_told_by_file():
    made = derived(["t/a/1/x.jpg", "t/a/1/y.jpg", "t/b/2/z.txt"])
    assert made == {"t/a": frozenset({"1/x.jpg", "1/y.jpg"}), "t/b": frozenset({"2/z.txt"})}


def test_the_figures_are_told():
    lines = text(Run(7, 1.2, 3.4, SENT, {9: "why"}, [], WELL, 3, ["0001.jpg: gone"])).splitlines()
    assert "| files sent | 4 of 5 |" in lines
    assert "| ends | 4: 1 completed, 1 quarantined (infected), 1 failed (damaged), 1 failed (type_mismatch) |" in lines
    assert "| of them at once, at most; allowed | 3; 3 |" in lines
    assert "- why" in lines
    assert lines[-1] == "- 0001.jpg: gone"
