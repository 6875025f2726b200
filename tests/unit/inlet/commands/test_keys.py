"""inlet keys: made and shown once, listed, revoked."""

import json

import pytest

from tests.unit.inlet.world import Response

KEY = {"id": "k-1", "name": "web", "createdAt": "2026-01-02T03:04:05Z"}


@pytest.fixture
def answers(world):
    given = {
        "GET /write-keys": {"items": [KEY | {"createdBy": "u-1"}], "nextCursor": None},
        "POST /write-keys": KEY | {"key": "wk_secret"},
        "DELETE /write-keys/k-1": None,
    }
    world.before = lambda request: (
        Response(200, json.dumps(given[request.route]).encode()) if given[request.route] else Response(204)
    )


def test_a_key_is_made_and_shown_alone(inlet, answers, world):
    done = inlet("keys", "create", "web")
    assert (done.out, "k-1" in done.err, "wk_secret" in done.err) == ("wk_secret\n", True, False)
    assert world.asked("POST /write-keys")[0].said == {"name": "web"}
    assert inlet("keys", "create", "web", "--json").json() == [KEY | {"key": "wk_secret"}]


def test_keys_are_listed(inlet, answers):
    assert inlet("keys").rows[0][:2] == ["k-1", "web"]
    assert inlet("keys", "list", "--json").json() == [{"items": [KEY]}]


def test_a_key_is_revoked(inlet, answers, world):
    assert inlet("keys", "revoke", "k-1").status == 0
    assert inlet("keys", "revoke", "k-1", "--json").json() == [{"id": "k-1", "revoked": True}]
    assert len(world.asked("DELETE /write-keys/k-1")) == 2


def test_a_key_is_in_no_text_of_it(client, answers):
    made = client.create_write_key("web")
    assert (made.key, "wk_secret" in repr(made)) == ("wk_secret", False)
