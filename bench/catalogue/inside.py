"""Runs in a process of its own, with the environment of the API's functions; what is asked for is JSON.

Handlers keep their settings and clients for as long as a process lives, and count on no other being there.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import boto3
from botocore.config import Config

from bench.api.events import CLAIMS
from bench.catalogue import lists, operations, population, table
from bench.catalogue.reads import Watch
from common import aws, times
from common.files.lifecycle import Status
from common.files.spread import Spread
from ingestion.files import handler as files
from ingestion.tenants import identity, projects, tenancy

SINGLE = ("GET /files/{id}", "GET /files/{id}/content")


def measure(count: int, rounds: int, only: Sequence[str]) -> str:
    """All tables, over so many files; with `only` some of the lists."""
    name, user = os.environ["CATALOG_TABLE"], identity.user(CLAIMS)
    bare = boto3.client("dynamodb")
    watch = Watch(aws.session())
    (who,) = tenancy.memberships(name, user, at=times.now())
    for project in population.PROJECTS:
        projects.create(name, who, project, project, at=times.now())
    started = time.perf_counter()
    drawn = Spread(1, {}).assigned(list(population.drawn(who.tenant, count)))
    # Half a million rows that the bench has made itself need no check of their form.
    filling = boto3.client("dynamodb", config=Config(parameter_validation=False))
    written = table.fill(filling, name, drawn, _tell)
    told = [f"{written:,} rows of {count:,} files written in {time.perf_counter() - started:.0f} s"]
    told.append(lists.table(lists.Lists(files.handler, watch, bare, name, who.tenant), rounds, only))
    settled = [file.id.id for file in drawn if file.status is Status.COMPLETED]
    single = operations.Operations(dict.fromkeys(SINGLE, files.handler), bare, name, who.tenant)
    told.append(single.measure(settled, rounds))
    return "\n\n".join(told)


def _tell(number: int) -> None:
    if number % 10_000 == 0:
        print(f"{number:,} files written", file=sys.stderr, flush=True)


def main() -> None:
    """Prints the tables; what functions print goes nowhere."""
    asked = json.loads(sys.argv[1])
    told, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115 - as long as the process
    tables = measure(asked["files"], asked["rounds"], asked["only"])
    told.write(f"\n{tables}\n")


if __name__ == "__main__":
    main()
