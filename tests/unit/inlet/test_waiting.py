import pytest

from inlet import StillPending
from tests.unit.inlet.world import _json


@pytest.fixture
def pauses(monkeypatch):
    """The pauses that were made: none of them takes time."""
    made: list[float] = []
    clock = [0.0]

    def sleep(seconds: float) -> None:
        made.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr("inlet.api.waiting.time.sleep", sleep)
    monkeypatch.setattr("inlet.api.waiting.time.monotonic", lambda: clock[0])
    return made


def pending(world, file_id: str, answers: int, *, then: str = "uploaded") -> None:
    """The upload is pending for so many answers; what did not change is not sent again."""

    def answer(request):
        if len(world.requests) > answers:
            world.uploads[file_id]["status"] = then
            return None
        if request.headers.get("If-None-Match") == '"e"':
            told = _json(304, None)
            told.data = b""
        else:
            told = world._show(world.uploads[file_id], request)
        told.headers |= {"ETag": '"e"', "Retry-After": "5"}
        return told

    world.requests.clear()
    world.before = answer


@pytest.fixture
def upload(client, world, file) -> str:
    client.upload(file("film.mp4"), method="PUT")
    (file_id,) = world.uploads
    world.uploads[file_id]["status"] = "pending"
    return file_id


def test_pauses_grow_to_what_the_api_asks_for(client, world, upload, pauses):
    pending(world, upload, 9)
    assert client.wait(upload).status == "uploaded"
    assert pauses == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5])
    assert len(world.requests) == 10


@pytest.mark.parametrize("end", ["rejected", "aborted", "expired"])
def test_any_end_is_an_end(client, world, upload, pauses, end):
    pending(world, upload, 1, then=end)
    assert client.wait(upload).status == end


def test_patience_is_the_callers(client, world, upload, pauses):
    pending(world, upload, 100)
    with pytest.raises(StillPending, match=upload):
        client.wait(upload, timeout_seconds=2)
    assert sum(pauses) == pytest.approx(2)
    pending(world, upload, 100)
    with pytest.raises(StillPending):
        client.wait(upload, timeout_seconds=0)
    assert len(world.requests) == 1
