"""Parts are put together once, whatever is lost or missing."""

import pytest

from inlet import (
    ApiError,
    UploadFailed,
)
from tests.unit.inlet.large import COMPLETE, only, send, sent
from tests.unit.inlet.world import lost, problem


def test_parts_that_s3_does_not_have_are_sent_again(client, world, film):
    def lose(request):
        if request.path.endswith("/complete") and len(world.asked(COMPLETE)) == 1:
            parts = only(world)["parts"]
            del parts[5]
            parts[9] = b"somebody else's"

    world.before = lose
    send(client, film)
    assert only(world)["object"] == film.read_bytes()
    assert sent(world)[26:] in ([5, 9], [9, 5])


def test_but_not_for_ever(client, world, film):
    def lose(request):
        if request.path.endswith("/complete"):
            only(world)["parts"].pop(5, None)

    world.before = lose
    with pytest.raises(ApiError, match="upload_incomplete"):
        send(client, film)
    assert only(world)["status"] == "aborted"
    assert sent(world).count(5) == 3


def test_a_lost_answer_of_complete_is_asked_for_again(client, world, film):
    lose = [lost(), lost()]

    def after(request):
        if request.path.endswith("/complete") and lose:
            raise lose.pop()

    world.after = after
    assert send(client, film).status == "uploaded"
    assert len(world.asked(COMPLETE)) == 3


def test_parts_that_vanished_are_no_success(client, world, film):
    """S3 drops parts that lie too long; the upload stays pending, and nothing will become of it."""

    def vanish(request):
        return problem(409, "upload_settled") if request.path.endswith("/complete") else None

    world.before = vanish
    with pytest.raises(ApiError, match="upload_settled"):
        send(client, film)
    assert only(world)["status"] == "aborted"


def test_an_upload_that_was_ended_elsewhere_says_so(client, world, film):
    def end(request):
        if request.path.endswith("/complete"):
            only(world).update(status="expired", reason="Too late.")

    world.before = end
    with pytest.raises(UploadFailed, match=r"expired: Too late\."):
        send(client, film)
