"""python -m bench.processing: what extractors take, beside the usual ways to find out the same."""

import argparse
import sys

from bench import report
from bench.processing import documents, end_to_end, images, tables
from local.home import Trouble

# Each prints its tables and goals; it is told how many rounds to run.
KINDS = {
    "images": images.measure,
    "documents": documents.measure,
    "tables": tables.measure,
    "end-to-end": end_to_end.measure,
}


def main() -> int:
    """Runs the benches of all kinds of files, or of one."""
    parser = argparse.ArgumentParser(prog="python -m bench.processing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=KINDS)
    asked = parser.parse_args()
    print(report.machine())
    try:
        for kind, measure in KINDS.items():
            if asked.only in (None, kind):
                measure(asked.rounds)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
