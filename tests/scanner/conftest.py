"""A real clamd with the definitions of the embedded cloud. Where there is none, these tests fail: `make clamav`."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from local.home import ROOT
from processor.scan import engine
from processor.scan.engine import Engine
from tools import clamav

DEFINITIONS = ROOT / "local/definitions"

# In two parts: a file that holds the whole is taken for infected by scanners of developers' machines.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EICAR_NAME = "Inlet.Test.Eicar"


def patience() -> float:
    """For how many seconds an engine may be silent."""
    return 60


@pytest.fixture(scope="session")
def clamd() -> str:
    found = clamav.find()
    assert found, clamav.WHERE
    return str(found)


@pytest.fixture(scope="session")
def start(clamd: str) -> Iterator[Callable[..., Engine]]:
    """Starts engines, which end with the session."""
    with ExitStack() as stack:

        def begin(definitions: Path = DEFINITIONS, scan_seconds: int = 30) -> Engine:
            started = engine.start(clamd, definitions, "test-1", scan_seconds=scan_seconds)
            stack.callback(started.stop)
            return started

        yield begin


@pytest.fixture(scope="session")
def warm_engine(start: Callable[..., Engine]) -> Engine:
    """One that all tests share."""
    return start()


@pytest.fixture
def judged(warm_engine: Engine) -> Callable[[bytes], str]:
    """What the engine says of a file."""
    return lambda content: warm_engine.scan([content], seconds=patience)


def zipped(files: dict[str, bytes], *, zip64: bool = False) -> bytes:
    """A zip of the files; with `zip64` each entry's sizes stand in its extra field."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            with archive.open(name, "w", force_zip64=zip64) as entry:
                entry.write(content)
    return made.getvalue()


def nested(content: bytes, depth: int) -> bytes:
    """`content` in a zip in a zip …"""
    for _ in range(depth):
        content = zipped({"inner.zip": content})
    return content


def encrypted(content: bytes) -> bytes:
    """A zip whose one entry says that it is encrypted, as far as a scanner looks."""
    archive = bytearray(zipped({"secret": content}))
    for flags in (6, archive.rfind(b"PK\x01\x02") + 8):
        archive[flags] |= 1
    return bytes(archive)


def pdf_with(attachment: bytes) -> bytes:
    """A PDF of one empty page with an attachment."""
    stream = zlib.compress(attachment)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.com) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        b"<</Type/Filespec/F(a.com)/EF<</F 5 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    made, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(made)
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, start)
    )
