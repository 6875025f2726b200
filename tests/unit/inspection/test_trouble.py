"""What goes wrong while a version is inspected."""

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from processor.inspection import libmagic, version
from tests.unit.cloud import KEY, Crash, dying_on, interrupted
from tests.unit.inspection.conftest import CLEAN, OK
from tests.unit.inspection.contents import CONTENTS


@pytest.mark.parametrize(("operation", "call"), [("HeadObject", 1), ("GetObjectTagging", 2), ("GetObject", 1)])
def test_a_version_that_goes_while_it_is_read(cloud, inspect, operation, call):
    inspect.begin(tags="verdict=clean", scan=CLEAN)
    seen = []

    def hook(called):
        seen.append(called)
        if called == operation and seen.count(called) == call:
            aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=inspect.version)

    with interrupted(hook):
        assert inspect()["outcome"] == "gone"


@pytest.mark.parametrize("operation", ["GetItem", "HeadObject", "GetObject", "UpdateItem"])
@pytest.mark.parametrize("event", ["before-call", "after-call"])
def test_dying_anywhere_is_mended_by_doing_it_again(inspect, operation, event):
    inspect.begin()
    with interrupted(dying_on(operation), event), pytest.raises(Crash):
        inspect()
    assert inspect() == OK


@pytest.mark.parametrize("short", [b"", b"x"])
def test_bytes_that_do_not_come_are_asked_for_again(cloud, inspect, monkeypatch, short):
    inspect.begin()
    client = aws.s3()
    answer = client.get_object(Bucket=cloud.bucket, Key=KEY, Range="bytes=0-0")
    monkeypatch.setattr(answer["Body"], "read", lambda _: short)
    monkeypatch.setattr(client, "get_object", lambda **_: answer)
    with pytest.raises(Busy):
        inspect()


def test_bytes_of_another_place_are_asked_for_again(cloud, inspect, monkeypatch):
    inspect.begin()
    client = aws.s3()
    answer = client.get_object(Bucket=cloud.bucket, Key=KEY)
    size = answer["ContentLength"]
    monkeypatch.setattr(client, "get_object", lambda **_: answer | {"ContentRange": f"bytes 5-{size + 4}/{size + 5}"})
    with pytest.raises(Busy):
        inspect()


def test_what_may_not_be_read_is_raised(inspect, monkeypatch):
    inspect.begin()
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "GetObject")

    def refuse(**_):
        raise denied

    monkeypatch.setattr(aws.s3(), "get_object", refuse)
    with pytest.raises(ClientError):
        inspect()


def test_without_libmagic_nothing_passes(inspect, monkeypatch):
    inspect.begin()
    libmagic._loaded.cache_clear()
    monkeypatch.setattr(libmagic, "find_spec", lambda _: None)
    with pytest.raises(libmagic.Unusable):
        inspect()
    libmagic._loaded.cache_clear()


def test_libmagic_without_its_database(monkeypatch, tmp_path):
    folder = libmagic._folder()
    libmagic._loaded.cache_clear()
    (tmp_path / "libmagic.so.1").symlink_to(libmagic._library(folder))
    monkeypatch.setattr(libmagic, "_folder", lambda: tmp_path)
    with pytest.raises(libmagic.Unusable):
        libmagic.media_type(CONTENTS["image/png"])
    libmagic._loaded.cache_clear()


def test_importing_it_leaves_ctypes_alone():
    import ctypes
    import sys

    libmagic.media_type(b"x")
    assert "pylibmagic" not in sys.modules
    assert not hasattr(ctypes.CDLL, "__init_orig__")


@pytest.mark.parametrize("size", [2000, 3_000_000])
def test_all_that_comes_though_a_range_was_asked_for(cloud, monkeypatch, size):
    """As the embedded AWS answers for a version."""
    content = bytes(range(250)) * (size // 250)
    pinned = cloud.upload(body=content)
    client = aws.s3()
    get_object = client.get_object
    monkeypatch.setattr(client, "get_object", lambda Range, **asked: get_object(**asked))  # noqa: N803 - S3's
    found = version.read(cloud.bucket, KEY, pinned, size)
    assert (found.head, found.tail) == (content[: len(found.head)], content[-len(found.tail) :])
    assert found.size == size
