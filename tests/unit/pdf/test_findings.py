"""What people are told of a PDF, and what is made of it."""

import dataclasses
import io
import json
from datetime import UTC, datetime

from PIL import Image

from common.files.findings import MAX_BYTES
from processor.pdf import findings
from processor.pdf.reading import Facts, Picture

AT = datetime(2022, 4, 3, 17, 31, 2, tzinfo=UTC)
RED = Picture(30, 40, bytes((0, 0, 255)) * 1200)
FACTS = Facts(2, False, "Title", "Zoë", AT, AT, b"one\ntwo\fthree\f", False, RED)


def test_the_findings():
    assert findings.of(FACTS, 80).extracted == {
        "pageCount": 2,
        "encrypted": False,
        "title": "Title",
        "author": "Zoë",
        "createdAt": "2022-04-03T17:31:02.000Z",
        "modifiedAt": "2022-04-03T17:31:02.000Z",
        "text": "one\ntwo\n\nthree",
        "textTruncated": False,
    }


def test_what_is_locked_tells_no_more_than_that():
    made = findings.locked()
    assert made.extracted.keys() == findings.of(FACTS, 80).extracted.keys()
    assert {name: value for name, value in made.extracted.items() if value is not None} == {"encrypted": True}
    assert made.variants == {}


def test_the_variants():
    variants = findings.of(FACTS, 80).variants
    text, preview = variants["text"], variants["preview"]
    assert (text.media_type, text.body) == ("text/plain; charset=utf-8", FACTS.text)
    assert (preview.media_type, preview.width, preview.height) == ("image/jpeg", 30, 40)
    image = Image.open(io.BytesIO(preview.body))
    assert (image.format, image.size, image.mode) == ("JPEG", (30, 40), "RGB")
    assert image.tobytes()[0] > 200
    assert max(image.tobytes()[1:3]) < 50


def test_no_variant_of_what_is_not_there():
    made = findings.of(dataclasses.replace(FACTS, text=b"\f\f", picture=None, created=None, modified=None), 80)
    assert made.variants == {}
    assert (made.extracted["text"], made.extracted["createdAt"], made.extracted["modifiedAt"]) == ("", None, None)


def test_the_quality_is_as_configured():
    noise = dataclasses.replace(FACTS, picture=Picture(30, 40, bytes(range(240)) * 15))
    low, high = (len(findings.of(noise, quality).variants["preview"].body) for quality in (20, 95))
    assert low < high


def test_the_largest_findings_find_their_place_in_a_row():
    largest = dataclasses.replace(FACTS, title="😀" * 500, author="😀" * 500, text=("😀\n" * 500_000).encode())
    written = json.dumps(findings.of(largest, 80).extracted, ensure_ascii=False)
    assert len(written.encode()) < MAX_BYTES
