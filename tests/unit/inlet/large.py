"""What tests of large files share: sending one in parts, and what came of it."""

import pytest

PARTS = "POST /uploads/[^/]+/parts"
COMPLETE = "POST /uploads/[^/]+/complete"


def send(client, path, **more):
    return client.upload(path, method="MULTIPART", **more)


def sent(world) -> list[int]:
    """The numbers of the parts that came through, in their order."""
    return [int(request.path.split("/")[2]) for request in world.asked("PUT .*")]


def only(world):
    (upload,) = world.uploads.values()
    return upload


def interrupted(connect, world, path, *, after: int = 10, failure: type[BaseException] = KeyboardInterrupt) -> None:
    """An upload of which `after` parts came through before it was stopped."""

    def stop(request):
        if request.method == "PUT" and len(world.asked("PUT .*")) > after:
            raise failure

    world.before = stop
    with connect(parallel=1) as client, pytest.raises(failure):
        send(client, path)
    world.before = lambda request: None
    world.requests.clear()
