"""Runs in a process of its own, with the environment of the API's functions; what is asked for is JSON.

Handlers keep their settings and clients for as long as a process lives, and count on no other being there.
"""

import json
import os
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import boto3

from bench.api.events import CLAIMS
from bench.catalogue import bare, lists, operations, population
from bench.catalogue.reads import Watch
from common import aws, times
from common.files.lifecycle import Status
from ingestion.changes import handler as changes
from ingestion.files import handler as files
from ingestion.tenants import identity, projects, tenancy

HANDLERS = {**dict.fromkeys(files._ROUTES, files.handler), **dict.fromkeys(changes._ROUTES, changes.handler)}  # noqa: SLF001


def measure(count: int, rounds: int, only: Sequence[str]) -> str:
    """All tables, over so many files; with `only` some of the lists."""
    name, user = os.environ["CATALOG_TABLE"], identity.user(CLAIMS)
    plain = boto3.client("dynamodb")
    session = aws.session()
    watch, record = Watch(session), bare.Record(session)
    (who,) = tenancy.memberships(name, user, at=times.now())
    for project in population.PROJECTS:
        projects.create(name, who, project, project, at=times.now())
    told = lists.table(lists.Lists(files.handler, watch, plain, name, who.tenant), rounds, only)
    settled = (file for file in population.drawn(who.tenant, count) if file.status is Status.COMPLETED)
    some = list(islice(settled, operations.MANY))
    for item in population.changes(some[0]):
        plain.put_item(TableName=name, Item=item)
    single = operations.Operations(HANDLERS, record, plain)
    return f"{told}\n\n{single.measure([file.id.id for file in some], rounds)}"


def main() -> None:
    """Prints the tables; what functions print goes nowhere."""
    asked = json.loads(sys.argv[1])
    told, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115 - as long as the process
    tables = measure(asked["files"], asked["rounds"], asked["only"])
    told.write(f"\n{tables}\n")


if __name__ == "__main__":
    main()
