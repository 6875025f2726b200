"""Small contents of many types, made here."""

import io
import json
import struct
import wave
import zipfile
from functools import cache

from PIL import Image
from pillow_heif import from_pillow

PHP = b"<?php system($_GET[0]); ?>"
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
CSV = "name;größe\r\nÄpfel;12\r\n".encode()
PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\x3e\x00\x01" + bytes(60)
PE = (
    b"MZ"
    + bytes(58)
    + struct.pack("<I", 128)
    + b"This program cannot be run in DOS mode.\r\r\n$"
    + bytes(22)
    + b"PE\0\0d\x86"
)


@cache
def picture(form: str, **more: object) -> bytes:
    """A picture of 40 × 30 pixels as Pillow writes it."""
    output = io.BytesIO()
    image = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
    if form == "HEIF":
        from_pillow(image).save(output)
    else:
        image.save(output, form, **more)
    return output.getvalue()


def zipped(*names: str, mimetype: str | None = None, comment: bytes = b"") -> bytes:
    """A ZIP of files of these names."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name in names:
            archive.writestr(name, "content " * 4)
        archive.comment = comment
    return output.getvalue()


def office(folder: str) -> bytes:
    """An Office document whose main part stands below `folder`."""
    return zipped("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml", "docProps/app.xml")


def sound() -> bytes:
    """A tenth of a second of silence as WAV."""
    output = io.BytesIO()
    with wave.open(output, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(bytes(1600))
    return output.getvalue()


def film(*brands: str) -> bytes:
    """The first boxes of an ISO base media file of these brands, the first of them the major one."""
    listed = "".join(brands).encode()
    box = struct.pack(">I4s4sI", 16 + len(listed), b"ftyp", brands[0].encode(), 512) + listed
    return box + struct.pack(">I4s", 8, b"free") + struct.pack(">I4s", 40, b"mdat") + bytes(32)


def mpeg(frames: int = 6) -> bytes:
    """Frames of MPEG-1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes each."""
    return (b"\xff\xfb\x90\x64" + bytes(413)) * frames


CONTENTS = {
    "image/jpeg": picture("JPEG"),
    "image/png": picture("PNG"),
    "image/gif": picture("GIF"),
    "image/webp": picture("WEBP"),
    "image/tiff": picture("TIFF"),
    "image/heic": picture("HEIF"),
    "image/avif": film("avif", "mif1", "miaf"),
    "application/pdf": PDF,
    "application/zip": zipped("a.txt", "b/c.txt"),
    "video/mp4": film("isom", "iso2", "avc1", "mp41"),
    "audio/mpeg": b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + mpeg(),
    "audio/wav": sound(),
    "text/csv": CSV,
    "text/tab-separated-values": b"a\tb\n1\t2\n",
    "text/plain": "Grüße\n".encode("cp1252"),
    "application/json": json.dumps({"a": [1, "ü"]}).encode(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office("word"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office("xl"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": office("ppt"),
    "application/vnd.oasis.opendocument.text": zipped(
        "content.xml", mimetype="application/vnd.oasis.opendocument.text"
    ),
    "application/epub+zip": zipped("OEBPS/a.xhtml", mimetype="application/epub+zip"),
    "application/java-archive": zipped("META-INF/MANIFEST.MF", "A.class"),
    "text/html": HTML,
    "image/svg+xml": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>',
}
TEXTS = {"text/csv", "text/tab-separated-values", "text/plain", "application/json", "text/html", "image/svg+xml"}
IMAGES = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/heic"]
