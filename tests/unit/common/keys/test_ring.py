"""Two keys are alive: the one that signs, and the one that signed before it."""

import base64
import json

import pytest

from common.keys import ring
from common.keys.ring import Ring


def test_a_new_ring_has_one_key_that_signs():
    made = ring.new()
    assert list(made.keys) == [made.current]
    assert len(made.keys[made.current]) == 32
    assert made != ring.new()


def test_the_key_before_stays_for_one_rotation():
    first = ring.new()
    second = ring.rotated(first)
    third = ring.rotated(second)
    assert second.keys.keys() == {first.current, second.current}
    assert second.keys[first.current] == first.keys[first.current]
    assert third.keys.keys() == {second.current, third.current}
    assert len({first.current, second.current, third.current}) == 3


def test_a_key_is_never_replaced_by_one_of_its_id(monkeypatch):
    first = ring.new()
    ids = iter([first.current, "ffffffff"])
    monkeypatch.setattr("secrets.token_hex", lambda size: next(ids))
    assert ring.rotated(first).current == "ffffffff"


def test_what_was_written_is_read():
    turned = ring.rotated(ring.new())
    assert ring.parse(ring.text(turned)) == turned


def test_secrets_are_not_shown():
    made = ring.new()
    assert repr(made) == f"Ring(current='{made.current}')"


SECRET = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "said",
    [
        "",
        "null",
        "[]",
        "{}",
        "x" * 5000,
        "[" * 100_000,
        json.dumps({"current": "0000000a", "keys": {}}),
        json.dumps({"current": "0000000b", "keys": {"0000000a": SECRET}}),
        json.dumps({"current": "a", "keys": {"a": SECRET}}),
        json.dumps({"current": None, "keys": {"0000000a": SECRET}}),
        json.dumps({"current": ["0000000a"], "keys": {"0000000a": SECRET}}),
        json.dumps({"current": "0000000a", "keys": {"0000000a": None}}),
        json.dumps({"current": "0000000a", "keys": {"0000000a": "ü"}}),
        json.dumps({"current": "0000000a", "keys": {"0000000a": SECRET[:20]}}),
        json.dumps({"current": "0000000a", "keys": [["0000000a", SECRET]]}),
    ],
)
def test_what_is_no_ring_is_refused_without_repeating_it(said):
    with pytest.raises(ValueError, match=r"^no ring of keys$") as refused:
        ring.parse(said)
    assert refused.value.__suppress_context__


def test_a_ring_of_more_keys_is_read():
    keys = {"0000000a": bytes(32), "0000000b": bytes(40), "0000000c": bytes(32)}
    assert ring.parse(ring.text(Ring("0000000b", keys))) == Ring("0000000b", keys)
