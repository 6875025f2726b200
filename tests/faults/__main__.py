"""python -m tests.faults URL [--port 4570] [--seed 1] [--probability 0.2]: a rough network before URL."""

import argparse
import contextlib
import threading

from tests.faults.plan import Chance, Plan
from tests.faults.proxy import Proxy


def main() -> None:
    """Runs until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("upstream", help="http://host:port of the embedded AWS")
    parser.add_argument("--port", type=int, default=4570)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--probability", type=float, default=0.2, help="of a fault, for each request")
    given = parser.parse_args()
    plan = Plan(Chance(given.seed, given.probability))
    with Proxy(given.upstream, plan, port=given.port, said=lambda entry: print(entry.text(), flush=True)) as proxy:
        print(f"{proxy.url} → {given.upstream}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
