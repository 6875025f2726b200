"""What the demo says of a file, by what was found in it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from inlet import File
from local import findings

IMAGE: Any = {"width": 1200, "height": 1600, "format": "JPEG", "frames": 1, "blurHash": "L"}
EXIF = {"exif": {"make": "Inlet", "model": "Sample Camera", "takenAt": "2026-06-21T20:15:00+02:00"}}
DOCUMENT = {"pageCount": 1, "encrypted": False, "title": "Menu", "author": None, "text": "Soup,\n plum cake " * 9}
TABLE: Any = {"rowCount": 2, "rowsRead": 2, "columnCount": 5, "columns": [{"name": n, "type": "text"} for n in "abcde"]}
TEXT = {"encoding": "utf-8", "lineCount": 1, "wordCount": 1200, "firstLines": "a"}


def file(**told):
    known: Any = {"status": "completed", "reason_code": None, "reason": None, "media_type": "application/zip"}
    of: Any = {"file_id": "f", "filename": "a", "project_id": "p", "owner": "o", "content_type": "c", "size": 1}
    rest: Any = {"sha256": None, "readable": True, "attempt": 1, "variants": (), "created_at": datetime.now(UTC)}
    return File(**of | known | rest | {"uploaded_at": None, "processed_at": None} | told)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"extracted": IMAGE}, "1200 × 1600 JPEG"),
        (
            {"extracted": IMAGE | EXIF | {"gps": {"lat": 46.5197, "lng": -8.30194}}},
            "1200 × 1600 JPEG; Inlet Sample Camera; 2026-06-21 20:15; at 46.5197, -8.3019",
        ),
        ({"extracted": DOCUMENT}, "1 page; “Menu”; text: Soup, plum cake Soup, plum cake Soup, pl…"),
        (
            {"extracted": dict.fromkeys(("pageCount", "title", "author", "text")) | {"encrypted": True}},
            "under a password",
        ),
        ({"extracted": TABLE}, "2 rows; 5 columns: a text, b text, c text, d text, …"),
        (
            {"extracted": TABLE | {"rowCount": None, "columnCount": 1, "columns": TABLE["columns"][:1]}},
            "2 rows at least; 1 column: a text",
        ),
        ({"extracted": TEXT}, "1 line; 1,200 words; utf-8"),
        ({"extracted": TEXT | {"lineCount": None, "wordCount": None, "encoding": None}}, ""),
        ({}, "application/zip"),
        ({"status": "failed", "reason": "The PDF is damaged."}, "The PDF is damaged."),
        ({"told": {"scan": {"scanner": "clamav", "signature": "Eicar"}}}, "Eicar, as clamav says"),
        ({"told": {"scan": None}, "media_type": None}, ""),
    ],
)
def test_each_kind_in_a_line(told, words):
    assert findings.told(file(**told)) == words


def test_nothing_in_a_file_moves_the_cursor():
    assert "\x1b" not in findings.told(file(extracted=DOCUMENT | {"title": "\x1b[2J"}))
