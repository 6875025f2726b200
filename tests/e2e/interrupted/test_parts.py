"""Beginning and joining files that are sent in parts, with AWS lost at each call: one object, and no parts besides."""

import uuid
from functools import partial

import pytest

from tests.e2e.cloud import eventually, key_of, put
from tests.e2e.interrupted.story import BODY, MOMENTS, calls, loses_one, promise, state


def send(upload):
    """Sends the one part of an upload."""
    (part,) = upload["parts"]
    assert put(part, BODY).status_code == 200


@pytest.fixture
def joined(cloud):
    """Looks whether a file of one part is there, once, and nothing of it besides when the sweeper has been."""
    done = "uploaded", True, [("ObjectCreated:CompleteMultipartUpload", True)], ["admitted"]

    def look(upload):
        key = key_of(upload["parts"][0]["url"])
        eventually(lambda: state(cloud, key) == done)
        cloud.invoke("sweeper", {})
        listed = cloud.root("s3").list_multipart_uploads(Bucket=cloud.outputs["uploads_bucket"], Prefix=key)
        return "Uploads" not in listed

    return look


@pytest.mark.parametrize("moment", MOMENTS)
def test_beginning_in_parts(proxy, newcomer, function, joined, charged, moment):
    uploads, api = function("uploads"), newcomer()
    promise(api, str(uuid.uuid4()))
    in_parts = partial(promise, api, method="MULTIPART")
    for nth, operation in enumerate(calls(proxy, uploads, lambda: in_parts(str(uuid.uuid4()))), start=1):
        file_id = str(uuid.uuid4())
        proxy.log.clear()
        with proxy.following(moment(uploads, nth)):
            answer = in_parts(file_id)
        assert proxy.log.faults(), operation
        assert answer.status_code == (201 if moment is loses_one else 503), operation
        (upload,) = in_parts(file_id).json()["uploads"]
        send(upload)
        assert api("POST", f"/uploads/{file_id}/complete").status_code == 200, operation
        assert joined(upload), operation
        assert charged(api), operation


@pytest.mark.parametrize("moment", MOMENTS)
def test_joining(proxy, newcomer, function, joined, charged, moment):
    uploads, api = function("uploads"), newcomer()

    def sent():
        upload = api.sign(method="MULTIPART")
        send(upload)
        return upload, partial(api, "POST", f"/uploads/{upload['fileId']}/complete")

    for nth, operation in enumerate(calls(proxy, uploads, sent()[1]), start=1):
        upload, complete = sent()
        proxy.log.clear()
        with proxy.following(moment(uploads, nth)):
            answer = complete()
        assert proxy.log.faults(), operation
        assert answer.status_code in {200, 503}, operation
        assert complete().status_code == 200, operation
        assert joined(upload), operation
        assert charged(api), operation
