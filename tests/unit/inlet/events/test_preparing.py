"""Events that are given as text get an id, and stay otherwise as they are written."""

import json

import pytest

from inlet.events.preparing import Prepared, prepare

RUN = "019ab3c0-0000-7000-8000-000000000000"
ID_NAMES = ("event_id", "eventId")


@pytest.mark.parametrize(
    "text",
    [
        '{"n":1.50}',
        '{"event_id":null,"n":1.50}',
        ' { "n" : 1.50 , "event_id" : null }\n',
        '{"eventId": null, "a": {"event_id": null}, "event_id": null, "n": [1.50, 12345678901234567890.1]}',
    ],
)
def test_numbers_stay_as_they_are_written(text):
    sent = prepare(0, text, RUN)
    assert isinstance(sent, Prepared)
    rest = {name: value for name, value in json.loads(text, parse_float=str).items() if name not in ID_NAMES}
    assert json.loads(sent.text, parse_float=str) == {"event_id": sent.event_id, **rest}
    assert sent.text.count(b'"event_id"') == 1 + text.count('{"event_id": null}')


@pytest.mark.parametrize("text", ['{"event_id":null}', "{}", " { } ", '{"eventId" : null , "event_id" : null }'])
def test_an_event_of_nothing_but_an_id(text):
    sent = prepare(0, text, RUN)
    assert isinstance(sent, Prepared)
    assert json.loads(sent.text) == {"event_id": sent.event_id}
