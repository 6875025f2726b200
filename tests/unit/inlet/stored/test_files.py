"""What is known of files, and having them processed once more."""

import pytest

from inlet import ApiError
from inlet.stored import naming
from tests.unit.inlet.stored.shelf import ID, told


def test_a_file_as_the_api_tells_it(client):
    file = client.file(ID)
    assert (file.filename, file.variants, file.extracted, file.readable) == (
        "Menü.png",
        ("original", "thumb-200"),
        {"width": 4},
        True,
    )
    assert (file.uploaded_at.isoformat(), file.processed_at) == ("2026-01-02T03:04:05.678000+00:00", None)


def test_a_url_for_somebody_else(client):
    url = client.content_url(ID, "thumb-200")
    assert (url.url, url.expires_at.isoformat()) == ("https://bucket.example/thumb-200/1", "2026-01-02T03:09:05+00:00")


def test_processed_once_more(client, shelf):
    assert client.reprocess(ID) == 2
    shelf.before = lambda _: told(409, {"code": "still_processing", "title": "Not yet"})
    with pytest.raises(ApiError, match="Not yet"):
        client.reprocess(ID)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.png", "a.png"),
        ("Menü – plan.png", "Menü – plan.png"),
        ("a/b\\c", "a_b_c"),
        ("..", "_."),
        (".bashrc", "_bashrc"),
        ("", "_"),
        ("  ", "_"),
        ("a\x1b[31m\n.txt", "a�[31m�.txt"),
    ],
)
def test_names_of_others_are_plain_files(name, safe):
    assert naming.safe(name) == safe


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename=\"x\"; filename*=UTF-8''Men%C3%BC%20%E2%80%93.png", "Menü –.png"),
        ("attachment; FILENAME*=utf-8''a.png", "a.png"),
        ("attachment; filename*=UTF-8''%FF.png; x=y", "�.png"),
        ('attachment; filename="x.png"', None),
        ("", None),
    ],
)
def test_the_name_that_a_header_tells(header, name):
    assert naming.told({"content-disposition": header}) == name
