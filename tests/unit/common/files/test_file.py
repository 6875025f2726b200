"""Object keys and promises."""

import pytest

from common.files.file import FileId, Method, parse_key
from tests.unit.cloud import FILE_ID, KEY, pending


def test_a_key_and_its_file_are_each_others():
    assert parse_key(KEY) == FILE_ID
    assert FILE_ID.key == KEY


@pytest.mark.parametrize(
    "key",
    [
        "",
        "a.png",
        KEY + "/x",
        KEY + "\n",
        "/" + KEY,
        KEY.upper(),
        KEY.replace("t-", "u-"),
        KEY.replace("-", ""),
        "Menü – plan+final ü%.png",
    ],
)
def test_other_keys_are_nobodys(key):
    assert parse_key(key) is None


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"revision": 7, "signed_at": None, "correlation_id": "request-2"}, True),
        ({"id": FileId(FILE_ID.tenant, "another")}, True),
        ({"filename": "b.png"}, False),
        ({"size": None}, False),
        ({"method": Method.MULTIPART}, False),
        ({"part_size": 8388608, "multipart_id": "m"}, True),
        ({"sha256": "00", "hashed_late": True}, True),
        ({"sha256": "00"}, False),
        ({"project": "p"}, False),
        ({"owner": "o"}, False),
        ({"content_type": "image/jpeg"}, False),
        ({"tags": ("x",)}, False),
        ({"metadata": {"k": "v"}}, False),
    ],
)
def test_a_promise_is_what_was_asked_for(changes, same):
    assert (pending(**changes).promise == pending().promise) is same


def test_the_order_of_tags_and_metadata_is_no_promise():
    one = pending(tags=("a", "b"), metadata={"k": "1", "l": "2"})
    assert one.promise == pending(tags=("b", "a"), metadata={"l": "2", "k": "1"}).promise
