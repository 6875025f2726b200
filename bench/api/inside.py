"""Runs in an interpreter of its own that sees one unpacked zip: inside.py FOLDER BENCH. Prints figures as JSON.

So what is measured is what is shipped, with its own libraries and bytecode.
"""

import importlib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Calls `measure()` of the bench module; what functions print goes nowhere."""
    folder, name, rounds = sys.argv[1:]
    sys.path += [folder, str(ROOT)]
    told, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115 - as long as the process
    figures = importlib.import_module(name).measure(int(rounds))
    told.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
