"""python -m bench.catalogue: lists and changes of files with many files there, beside bare calls of DynamoDB."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from bench import report
from bench.api.events import CLAIMS
from bench.catalogue import population, table
from bench.catalogue.lists import queries
from ingestion.tenants import identity
from local.home import Trouble, aws_settings
from local.outputs import client
from local.serve import LONG_LISTS
from tools.embedded import PAUSED, Embedded, embedded

# The functions whose routes are asked here, in a process with the environment that Terraform gives them.
FUNCTIONS = ("files", "changes")


def measure(cloud: Embedded, files: int, rounds: int, only: Sequence[str] = ()) -> None:
    """All tables, with so many files there; with `only` some of the lists. Raises Trouble."""
    print(report.machine(), flush=True)
    dynamodb, s3 = client("dynamodb", cloud.place), client("s3", cloud.place)
    started = time.perf_counter()
    drawn = population.drawn(identity.user(CLAIMS).personal_tenant, files)
    with table.filled(dynamodb, s3, cloud.outputs["catalog_table"], drawn, _tell) as filled:
        print(f"\n{filled.rows:,} rows of {files:,} files written in {time.perf_counter() - started:.0f} s", flush=True)
        asked = json.dumps({"files": files, "rounds": rounds, "only": only})
        command = [sys.executable, "-m", "bench.catalogue.inside", asked]
        environment = _environment(cloud, filled.name)
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Trouble("the bench failed: what is said above tells why")
    print(done.stdout)


def _tell(number: int) -> None:
    if number % 10_000 == 0:
        print(f"{number:,} files drawn", file=sys.stderr, flush=True)


def _environment(cloud: Embedded, catalogue: str) -> dict[str, str]:
    aws, variables = client("lambda", cloud.place), dict[str, Any]()
    for name in FUNCTIONS:
        told = aws.get_function_configuration(FunctionName=cloud.outputs["functions"][name])
        variables |= told["Environment"]["Variables"]
    process = {"PATH": os.environ["PATH"], "PYTHONPATH": "src:cli:.", "CATALOG_TABLE": catalogue}
    # As on Lambda, but for who asks: root, whom IAM need not be asked about.
    return variables | {"AWS_LAMBDA_FUNCTION_NAME": "bench"} | aws_settings(cloud.endpoint) | process


def main() -> int:
    """Runs the bench. Status 1 when there is trouble, 0 also when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.catalogue", description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=(), choices=[*queries()], metavar="LIST", help="some of the lists")
    asked = parser.parse_args()
    try:
        with embedded(PAUSED | {LONG_LISTS: "1"}) as cloud:
            measure(cloud, asked.files, asked.rounds, asked.only)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
