"""PDFs made to take memory or time."""

import zlib
from collections.abc import Iterator

from tests.hostile import zeros
from tests.unit.image.pictures import quarters, saved
from tests.unit.pdf.documents import document, drawing, objects, stream, text, written

HUGE = "0 0 1000000000 1000000000"


def boxes() -> bytes:
    """Pages of any size but a sensible one."""
    return document(text("x"), box=HUGE, page="/UserUnit 75000")


def kids(count: int) -> bytes:
    """A tree of pages that names one page again and again, and itself."""
    made = objects([text("one")])
    made[2] = b"<< /Type /Pages /Kids [%s 2 0 R] /Count %d >>" % (b"5 0 R " * count, count)
    return written(made)


def forms() -> bytes:
    """A form that draws itself, by way of another."""
    told = "/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /XObject << /X 7 0 R /Y 8 0 R >> >>"
    return drawing(b"/X Do", o7=stream(b"/Y Do " * 9, told), o8=stream(b"/X Do " * 9, told))


def inflating(megabytes: int, filters: int = 1) -> bytes:
    """A page whose content is so many megabytes of zeros, deflated `filters` times."""
    content = zeros.zlibbed(megabytes)
    for _ in range(filters - 1):
        content = zlib.compress(content, 9)
    made = objects([b""])
    made[6] = stream(content, f"/Filter [{'/FlateDecode ' * filters}]")
    return written(made)


def drawn(count: int) -> bytes:
    """A page of so many lines, each of which is kept, in few bytes."""
    made = objects([b""])
    made[6] = stream(b"0 0 m 1 1 l S " * count, deflated=True)
    return written(made)


def picture(side: int, name: str = "FlateDecode", content: bytes = bytes(1000)) -> bytes:
    """A page that shows a picture of `side` × `side` pixels, most of which are missing."""
    told = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    body = zlib.compress(content) if name == "FlateDecode" else content
    return drawing(b"595 0 0 842 0 0 cm /X Do", o7=stream(body, f"{told} /Filter /{name}"))


def large_jpeg() -> bytes:
    """A page that shows a JPEG which claims 65,000 × 65,000 pixels."""
    data = bytearray(saved(quarters(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = (65_000).to_bytes(2, "big") * 2
    return picture(65_000, "DCTDecode", bytes(data))


def tiled() -> bytes:
    """A page filled with a pattern whose tiles are far smaller than a pixel."""
    told = (
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001"
        " /Resources << >>"
    )
    made = objects([b"/Pattern cs /P scn 0 0 600 900 re f"])
    made[5] = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R"
        b" /Resources << /Pattern << /P 7 0 R >> >> >>"
    )
    return written(made | {7: stream(b"1 0 0 rg 0 0 1 1 re f", told)})


def words(pages: int) -> bytes:
    """Pages of 100,000 words each, all of which share one content."""
    made = objects([text("w " * 100_000, size=1)])
    kid = made[5]
    made |= dict.fromkeys(range(7, 7 + pages), kid)
    made[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (
        b" ".join(b"%d 0 R" % number for number in range(7, 7 + pages)),
        pages,
    )
    return written(made)


def previous() -> bytes:
    """A document whose table of objects follows upon itself."""
    made = document(text("x"))
    at = made.rindex(b"startxref") + 10
    return written(objects([text("x")]), f"/Prev {int(made[at : made.index(b'%%EOF')]) + 14}")


def unreadable() -> Iterator[bytes]:
    """200 megabytes that begin as a PDF does, and name objects without end."""
    yield b"%PDF-1.7\n"
    block = b"1 0 obj\n<<\n" * (1 << 16)
    for _ in range(200_000_000 // len(block)):
        yield block
    yield b"%%EOF\n"
