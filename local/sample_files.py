"""What the demo uploads when it is given nothing: the files of local/samples, and a large one that is made for it."""

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


@contextmanager
def large() -> Iterator[Item]:
    """A table of 30 MB, above what goes in one piece; gone afterwards."""
    with TemporaryDirectory(prefix="inlet-demo-") as folder:
        path = Path(folder) / LARGE
        chance = random.Random(0)  # noqa: S311 - no secret
        block = "".join(f"{number},{chance.gauss(20, 5):.3f}\n" for number in range(100_000)).encode()
        content = b"number,celsius\n" + block * (LARGE_BYTES // len(block) + 1)
        path.write_bytes(content[: content.rindex(b"\n", 0, LARGE_BYTES) + 1])
        yield Item(path)
