"""Uploads that are watched until they have come to their end."""

import uuid

import pytest

from inlet import ApiError
from tests.unit.inlet.world import _json


@pytest.fixture
def pauses(monkeypatch):
    """The pauses that were made: none of them takes time."""
    made: list[float] = []
    monkeypatch.setattr("inlet.api.waiting.time.sleep", made.append)
    return made


@pytest.fixture
def upload(client, file):
    """Uploads a small file; its id."""
    return lambda name="a.txt": client.upload(file(name)).file_id


def history(world, told: dict[str, list[str]]) -> None:
    """Answers with one status after the other; what did not change is not sent again."""

    def answer(request):
        file_id = request.path.rpartition("/")[2]
        status = told[file_id].pop(0) if len(told[file_id]) > 1 else told[file_id][0]
        if request.headers.get("If-None-Match") == f'"{status}"':
            shown = _json(304, None)
            shown.data = b""
        else:
            shown = world._show(world.uploads[file_id] | {"status": status}, request)
        shown.headers |= {"ETag": f'"{status}"', "Retry-After": "2"}
        return shown

    world.requests.clear()
    world.before = answer


def test_each_change_is_told_once(client, world, upload, pauses):
    one = upload()
    history(world, {one: ["uploaded", "uploaded", "processing", *["processing"] * 6, "completed"]})
    assert [seen.status for seen in client.watch(one)] == ["uploaded", "processing", "completed"]
    # Longer and longer up to Retry-After; from the beginning when something has changed.
    assert pauses == [0.1, 0.2, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


def test_several_at_once(client, world, upload, pauses):
    one, other = upload("a.txt"), upload("b.txt")
    history(world, {one: ["processing", "completed"], other: ["uploaded", "uploaded", "quarantined"]})
    seen = [(each.file_id, each.status) for each in client.watch(one, other)]
    assert seen == [(one, "processing"), (other, "uploaded"), (one, "completed"), (other, "quarantined")]
    # Who has come to the end is not asked after any more.
    assert [request.path.rpartition("/")[2] for request in world.requests] == [one, other, one, other, other]


def test_what_is_not_there(client, pauses):
    with pytest.raises(ApiError):
        list(client.watch(str(uuid.uuid4())))


def test_nothing_to_watch(client, pauses):
    assert list(client.watch()) == []
