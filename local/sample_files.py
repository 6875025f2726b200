"""What the demo uploads when it is given nothing: the files of local/samples, and what is made for it and then gone."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from inlet import Item
from local.home import ROOT

FOLDER = ROOT / "local/samples"
LARGE = "measurements.csv"
LARGE_BYTES = 30_000_000
INFECTED = "eicar.txt"
# The harmless file by which scanners are tried (https://www.eicar.org). In two parts: a file that holds the whole, such
# as this one, is taken for infected by scanners of developers' machines.
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def large() -> Iterator[Item]:
    """A table of 30 MB, above what goes in one piece; gone afterwards."""
    chance = random.Random(0)  # noqa: S311 - no secret
    block = "".join(f"{number},{chance.gauss(20, 5):.3f}\n" for number in range(100_000)).encode()
    content = b"number,celsius\n" + block * (LARGE_BYTES // len(block) + 1)
    with _file(LARGE, content[: content.rindex(b"\n", 0, LARGE_BYTES) + 1]) as item:
        yield item


@contextmanager
def infected() -> Iterator[Item]:
    """A file that every scanner finds, and that does no harm; gone afterwards."""
    with _file(INFECTED, _EICAR) as item:
        yield item


@contextmanager
def _file(name: str, content: bytes) -> Iterator[Item]:
    with TemporaryDirectory(prefix="inlet-demo-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield Item(path)
