"""Requests to process a file."""

import json

import pytest

from common.files import requests
from common.files.requests import Cause, Malformed, Request
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER


@pytest.mark.parametrize("cause", list(Cause))
def test_a_message_says_all_of_its_request(cause):
    one = requests.request(FILE_ID, cause, "c-1", at=NOW)
    message = json.loads(requests.text(one))
    assert requests.is_own(message)
    assert requests.parse(message) == one


def test_a_message_names_the_user_who_asked():
    one = Request("r-1", FILE_ID, Cause.REPROCESS, "c-1", OWNER)
    assert requests.parse(json.loads(requests.text(one))) == one


def test_each_request_has_an_id_of_its_own():
    assert (
        requests.request(FILE_ID, Cause.LOST, "c", at=NOW).id != requests.request(FILE_ID, Cause.LOST, "c", at=NOW).id
    )


WHOLE = {"id": "r-1", "key": KEY, "cause": "lost", "correlationId": "c-1"}


def test_the_least_message():
    assert requests.parse({"process": WHOLE}) == Request("r-1", FILE_ID, Cause.LOST, "c-1")


@pytest.mark.parametrize(
    "process",
    [
        None,
        [],
        "text",
        {},
        *({name: value for name, value in WHOLE.items() if name != missing} for missing in WHOLE),
        *(WHOLE | {name: 1} for name in WHOLE),
        WHOLE | {"key": "../etc/passwd"},
        WHOLE | {"id": "a b"},
        WHOLE | {"id": "x" * 65},
        WHOLE | {"by": 1},
        WHOLE | {"by": "router"},
        WHOLE | {"cause": "whim"},
        WHOLE | {"cause": ["lost"]},
    ],
)
def test_what_no_part_of_inlet_sends(process):
    with pytest.raises(Malformed):
        requests.parse({"process": process})


def test_what_eventbridge_sends_is_none_of_these():
    assert not requests.is_own({"detail-type": "Object Created", "detail": {}})
