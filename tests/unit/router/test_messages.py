"""What a message of the queue `processing` asks for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.files import requests
from common.files.file import FileId
from common.files.requests import Cause
from processor.router.messages import Malformed, Verdict, Wanted, parse
from tests.unit.cloud import FILE_ID, KEY, NOW, Cloud
from tests.unit.router.conftest import RUN, event, scanned


def test_an_object_that_came():
    assert parse(event("v1")) == Wanted(RUN, KEY, Cloud.bucket, "v1")
    assert parse(event("v1")).file_id == FILE_ID


def test_without_a_version():
    assert parse(event()) == Wanted(RUN, KEY, Cloud.bucket)


def test_a_key_as_it_is():
    name = "Menü – plan+final ü%.png"
    assert parse(event("v1", key=name)) == Wanted(RUN, name, Cloud.bucket, "v1")
    assert parse(event("v1", key="a+b")).file_id is None


def test_a_verdict_of_guardduty():
    clean, infected = parse(scanned()), parse(scanned("v1", "THREATS_FOUND", [{"name": "EICAR-Test-File"}]))
    assert clean == Wanted(RUN, KEY, Cloud.bucket, "v1", verdict=Verdict("NO_THREATS_FOUND"))
    assert infected.verdict == Verdict("THREATS_FOUND", ("EICAR-Test-File",))


def test_threats_without_number_are_told_by_the_first_of_them():
    threats = [{"name": f"{number:02d}" + "ü" * 9000} for number in range(99)]
    verdict = parse(scanned("v1", "THREATS_FOUND", threats)).verdict
    assert verdict
    assert [name[:3] for name in verdict.threats] == [f"{number:02d}ü" for number in range(20)]
    assert {len(name) for name in verdict.threats} == {200}


@pytest.mark.parametrize("cause", Cause)
def test_a_request(cause):
    one = requests.request(FILE_ID, cause, "request-1", at=NOW)
    assert parse(requests.text(one)) == Wanted(one.id, KEY, cause=cause)


GOOD = json.loads(event("v1"))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an object"),
        ("{}", "missing"),
        ('{"process": {}}', "a member of the request"),
        (json.dumps(GOOD | {"id": "x" * 65}), "id has the wrong form"),
        (json.dumps(GOOD | {"id": 7}), "id has the wrong form"),
        (json.dumps(GOOD | {"id": "../x"}), "id has the wrong form"),
        (json.dumps(GOOD | {"detail-type": "Object Deleted"}), "another type"),
        (json.dumps(GOOD | {"detail": None}), "missing"),
        (json.dumps(GOOD | {"detail": {"bucket": {"name": "b"}, "object": {"key": ""}}}), "wrong form"),
        (
            json.dumps(GOOD | {"detail": {"bucket": {"name": "b"}, "object": {"key": "k", "version-id": 3}}}),
            "wrong form",
        ),
        (scanned(status=None), "wrong form"),
        (scanned(threats=["EICAR"]), "wrong form"),
        (scanned(version=None), "missing"),
    ],
)
def test_what_nobody_sends(body, said):
    with pytest.raises(Malformed, match=said):
        parse(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "detail-type", "detail", "bucket", "object", "name", "key", "process", "version-id"]
                )
                | st.text(max_size=3),
                inner,
                max_size=6,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_comes_is_understood_or_malformed(value):
    try:
        wanted = parse(json.dumps(value))
    except Malformed:
        return
    assert wanted.file_id is None or isinstance(wanted.file_id, FileId)
