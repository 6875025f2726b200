"""PDFs made for tests: a few objects, an offset for each, and what may be wrong with them."""

import hashlib
import zlib
from collections.abc import Sequence

PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
A4 = "0 0 595 842"
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 600 900]"
Objects = dict[int, bytes]


def text(*lines: str, size: int = 24) -> bytes:
    """A page's content: lines of text from the top."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    return f"BT /F1 {size} Tf {size + 4} TL 72 720 Td {shown} ET".encode("latin-1")


def stream(content: bytes, entries: str = "", *, deflated: bool = False) -> bytes:
    """A stream object."""
    if deflated:
        content, entries = zlib.compress(content, 9), f"{entries} /Filter /FlateDecode"
    return b"<< /Length %d %s >> stream\n%s\nendstream" % (len(content), entries.encode(), content)


def string(value: str) -> str:
    """A text string of metadata, in UTF-16."""
    return f"<feff{value.encode('utf-16-be', 'surrogatepass').hex()}>"


def objects(pages: Sequence[bytes], *, box: str = A4, page: str = "", catalog: str = "", info: str = "") -> Objects:
    """The objects of a document: 1 the catalog, 2 the tree of pages, 3 the font, 4 what it says of itself; then pages,
    each with its content after it."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    made = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: f"<< {info} >>".encode(),
    }
    for number, content in enumerate(pages):
        at = 5 + 2 * number
        told = f"/Parent 2 0 R /MediaBox [{box}] /Resources << /Font << /F1 3 0 R >> >> /Contents {at + 1} 0 R {page}"
        made |= {at: f"<< /Type /Page {told} >>".encode(), at + 1: stream(content)}
    return made


def written(made: Objects, trailer: str = "") -> bytes:
    """The file of these objects."""
    out, places = b"%PDF-1.7\n", {}
    for number, body in sorted(made.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    told = f"/Size {len(places) + 1} /Root 1 0 R /Info 4 0 R {trailer}"
    return out + f"trailer << {told} >>\nstartxref\n{at}\n%%EOF\n".encode()


def document(*pages: bytes, **told: str) -> bytes:
    """A document of these pages; see `objects`."""
    return written(objects(pages, **told))


def drawing(content: bytes, **more: bytes) -> bytes:
    """A document whose page draws with object 7; `more` are further ones, as o7=…."""
    made = objects([content])
    made[5] = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R"
        b" /Resources << /Font << /F1 3 0 R >> /XObject << /X 7 0 R >> >> >>"
    )
    return written(made | {int(number[1:]): body for number, body in more.items()})


def nested(depth: int, times: int) -> bytes:
    """Forms that draw the next one `times` times, `depth` deep: times ** depth rectangles."""
    made = {
        f"o{7 + level}": stream(b"/X Do " * times, f"{FORM} /Resources << /XObject << /X {8 + level} 0 R >> >>")
        for level in range(depth)
    }
    return drawing(b"/X Do", **made, **{f"o{7 + depth}": stream(b"0 0 10 10 re f", FORM)})


def encrypted(*pages: bytes, user: bytes, owner: bytes = b"owner", info: tuple[str, bytes] = ("Title", b"")) -> bytes:
    """A document under RC4 of 40 bits (ISO 32000-1, 7.6.3): `user` opens it, empty for whoever comes."""
    file_id = b"0123456789abcdef"
    permissions = -64
    kept = _rc4(hashlib.md5(_padded(owner)).digest()[:5], _padded(user))
    seed = _padded(user) + kept + permissions.to_bytes(4, "little", signed=True) + file_id
    key = hashlib.md5(seed).digest()[:5]
    name, value = info
    made = objects([_rc4(_of(key, 6 + 2 * number), page) for number, page in enumerate(pages)])
    made[4] = f"<< /{name} <{_rc4(_of(key, 4), value).hex()}> >>".encode()
    made[max(made) + 1] = (
        f"<< /Filter /Standard /V 1 /R 2 /O <{kept.hex()}> /U <{_rc4(key, PADDING).hex()}> /P {permissions} >>"
    ).encode()
    return written(made, f"/Encrypt {max(made)} 0 R /ID [<{file_id.hex()}> <{file_id.hex()}>]")


def _padded(password: bytes) -> bytes:
    return (password + PADDING)[:32]


def _of(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]


def _rc4(key: bytes, plain: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in plain:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
