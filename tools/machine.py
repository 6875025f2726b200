"""python tools/machine.py: names what this machine lacks, a line each with how to get it. Runs on any Python 3."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from typing import Iterator, Optional, Sequence, Tuple

NEEDED = (
    ("node", ("node", "--version"), (20,), "https://nodejs.org/en/download"),
    ("make", ("make", "--version"), (3, 81), "https://www.gnu.org/software/make (macOS: xcode-select --install)"),
    ("terraform", ("terraform", "version", "-json"), (1, 11), "https://developer.hashicorp.com/terraform/install"),
)


def missing() -> Iterator[str]:
    """A line for each thing that is absent or too old."""
    if sys.version_info < (3, 11):
        yield "Python 3.11 or newer is needed, this is %d.%d: https://www.python.org/downloads" % sys.version_info[:2]
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        yield "Python lacks its venv module: Debian and Ubuntu have it as package python3-venv"
    for name, command, least, where in NEEDED:
        found = version(command)
        if found is None:
            yield "%s %s or newer is missing: %s" % (name, _dotted(least), where)
        elif found < least:
            yield "%s %s or newer is needed, this is %s: %s" % (name, _dotted(least), _dotted(found), where)


def version(command: Sequence[str]) -> Optional[Tuple[int, ...]]:
    """The version that a program tells of itself, as numbers; None when it is not there or does not run."""
    if shutil.which(command[0]) is None:
        return None
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    text = shown.stdout.decode(errors="replace")
    if text.startswith("{"):
        text = json.loads(text)["terraform_version"]
    found = re.search(r"\d+(\.\d+)+", text)
    return tuple(map(int, found.group().split("."))) if found else None


def _dotted(numbers: Tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


if __name__ == "__main__":
    lines = list(missing())
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    sys.exit(1 if lines else 0)
