"""Names of files as HTTP carries them."""

import re
from email.message import Message
from email.utils import collapse_rfc2231_value
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion import names
from ingestion.files import naming

HEADER = re.compile(r'attachment; filename="(?P<plain>[ -~]*)"; filename\*=UTF-8\'\'(?P<star>[!-~]+)')


@pytest.mark.parametrize(
    ("name", "plain", "star"),
    [
        ("a.png", "a.png", "a.png"),
        ("Menü.png", "Men_.png", "Men%C3%BC.png"),
        ('"; filename=evil.exe', "_; filename=evil.exe", "%22%3B%20filename%3Devil.exe"),
        ("100%.txt", "100_.txt", "100%25.txt"),
        ("a'b*c(d).txt", "a'b*c(d).txt", "a%27b%2Ac%28d%29.txt"),
        ("تقرير.pdf", "_____.pdf", "%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.pdf"),
        ("👩‍🚀.gif", "___.gif", "%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80.gif"),
    ],
)
def test_as_a_header_carries_it(name, plain, star):
    assert naming.disposition("attachment", name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{star}"


@given(st.text(min_size=1, max_size=255).filter(lambda name: names.broken_rule(name) is None))
def test_whatever_is_taken_as_a_name_comes_back(name):
    header = naming.disposition("attachment", name)
    told = HEADER.fullmatch(header)
    assert told
    back = unquote(told["star"], errors="strict")
    assert len(back.encode()) <= 255
    if len(name.encode()) <= 255:
        assert back == name
        # As a client reads it that knows the standards.
        message = Message()
        message["Content-Disposition"] = f"attachment; filename*=UTF-8''{told['star']}"
        assert collapse_rfc2231_value(message.get_param("filename", header="content-disposition")) == name  # type: ignore[arg-type]
    assert '"' not in told["plain"]
    assert "\\" not in told["plain"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("ü" * 255, "ü" * 127),
        ("ü" * 251 + ".png", "ü" * 125 + ".png"),
        ("." + "x" * 254, "." + "x" * 254),
        ("€" * 200 + "." + "e" * 54, "€" * 85),
        ("😀" * 200 + ".tar.gz", "😀" * 63 + ".gz"),
    ],
)
def test_too_long_for_a_disk(name, kept):
    star = HEADER.fullmatch(naming.disposition("attachment", name))["star"]  # type: ignore[index]
    assert unquote(star) == kept


@pytest.mark.parametrize(
    ("filename", "key", "name"),
    [
        ("holiday.png", "t-1/f/1/thumb-200.jpg", "holiday-thumb-200.jpg"),
        ("README", "t-1/f/2/text.txt", "README-text.txt"),
        (".profile", "t-1/f/2/text.txt", ".profile-text.txt"),
        ("a.tar.gz", "t-1/f/1/preview.jpg", "a.tar-preview.jpg"),
    ],
)
def test_what_was_made_of_a_file_is_named_after_it(filename, key, name):
    assert naming.of_variant(filename, key) == name
