"""Columns stay straight whatever the alphabet."""

import pytest

from local.columns import fit, places

CASES = [
    # text                   width  shown
    ("a.txt", 8, "a.txt   "),
    ("a.txt", 5, "a.txt"),
    ("a-long-name.txt", 9, "a-lo….txt"),
    ("日本.txt", 9, "日本.txt "),
    ("日本日本日本.txt", 9, "日本….txt"),
    ("cafe\u0301", 5, "cafe\u0301 "),
    ("", 2, "  "),
]


@pytest.mark.parametrize(("text", "width", "shown"), CASES)
def test_a_text_takes_exactly_its_places(text, width, shown):
    assert fit(text, width) == shown
    assert places(fit(text, width)) == width
