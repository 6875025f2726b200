"""python -m tests.unit.table.hostile NAME...: reads hostile tables; a line for each: findings or failure, and peak.

Each is read in a process of its own, forked from one that has imported everything. The content is made as it is read,
so the peak in bytes is that of the reading alone.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common.files.extraction import Failed
from processor.table import reading
from processor.table.findings import findings

MIB = 1 << 20
WIDE = b",".join(b"%d" % number for number in range(100_000)) + b"\n"


def _repeated(line: bytes, mebibytes: int, first: bytes = b"") -> Iterator[bytes]:
    yield first
    block = line * (MIB // len(line) + 1)
    for _ in range(mebibytes):
        yield block


TABLES = {
    "a line of 100 MB": lambda: _repeated(b"x", 100),
    "a quote that nobody closes": lambda: _repeated(b"x,y\n", 100, b'a,b\n"'),
    "quotes in the middle of cells": lambda: _repeated(b'x" y,"z\n', 20, b"a,b\n"),
    "100,000 columns": lambda: _repeated(WIDE, 5),
    "delimiters only": lambda: _repeated(b"," * 1000 + b"\n", 20),
    "delimiters in a line": lambda: _repeated(b",", 100),
    "quotes only": lambda: _repeated(b'"', 20),
    "short rows under a wide header": lambda: _repeated(b"x\n", 2, WIDE + WIDE + WIDE),
    "short rows under some hundreds of columns": lambda: _repeated(b"x\n", 1, (b"a," * 299 + b"a\n") * 500),
    "wide characters": lambda: _repeated("\N{GRINNING FACE},".encode() * 9 + b"x\n", 20, b"a\n"),
    "cells that all differ": lambda: iter([b"%d,%d\n" * 50_000 % tuple(range(100_000)) for _ in range(5)]),
    "20 MiB of an ordinary table": lambda: _repeated(b"17,a name,2026-11-21,3.5\n", 20, b"a,b,c,d\n"),
    "zeros": lambda: _repeated(bytes(100), 20),
}


def main() -> None:
    """Reads the tables that the command line names."""
    for name in sys.argv[1:]:
        if (child := os.fork()) == 0:
            print(json.dumps(told(name)), flush=True)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


def told(name: str) -> dict[str, Any]:
    """What is told of the table."""
    try:
        found = findings(reading.read(TABLES[name](), "text/csv"))
    except Failed as failed:
        found = {"failed": failed.code}
    return found | {"peakBytes": peak_bytes()}


def peak_bytes() -> int:
    """Of this process alone: what rusage tells begins with the peak of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


if __name__ == "__main__":
    main()
