"""Lists by each filter, and by combinations that people would ask for: what a page reads, and how long it takes.

At its beginning and far inside; beside the least that could give the same page: a bare query of as many places as the
page has files, and a bare batch of their rows.
"""

import json
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bench import report, rounds
from bench.catalogue import asking
from bench.catalogue.asking import Handler, Wrong
from bench.catalogue.population import BEGIN, COMMON, EVERYWHERE, OWNERS, PROJECTS, RARE, YEAR
from bench.catalogue.reads import Reads, Watch
from common import times
from common.files import file_rows, places
from common.files.file import FileId

LIMIT = 50
_FAR = 1000  # pages
_STRIDE = 1000  # files of a page on the way there
_END = "~"  # behind all keys of a list
INSIDE = 1.5

Query = tuple[tuple[str, str], ...]


def queries() -> dict[str, Query]:
    """By name, what is asked for."""
    middle, month = BEGIN + YEAR / 2, timedelta(days=30)
    during = (("from", times.text(middle)), ("to", times.text(middle + month)))
    project, owner = ("project", PROJECTS[0]), ("owner", OWNERS[0])
    return {
        "all": (),
        "project, one of 20": (project,),
        "owner, one of 50": (owner,),
        "tag on all": (("tag", EVERYWHERE),),
        "tag on 1 of 10": (("tag", COMMON),),
        "tag on 1 of 1,000": (("tag", RARE),),
        "type, 1 of 5": (("type", "application/pdf"),),
        "types image/*": (("type", "image/*"),),
        "status failed, 1 of 100": (("status", "failed"),),
        "status completed": (("status", "completed"),),
        "a month": during,
        "project, a month": (project, *during),
        "project, type": (project, ("type", "application/pdf")),
        "project, owner": (project, owner),
        "owner, image/*": (owner, ("type", "image/*")),
        "tag on all, project": (("tag", EVERYWHERE), project),
        "both tags": (("tag", EVERYWHERE), ("tag", COMMON)),
        "rare tag, project": (("tag", RARE), project),
        "failed, project": (("status", "failed"), project),
    }


@dataclass(frozen=True)
class Page:
    """A page that the API answered, behind `before` files: where it begins, and the files on it."""

    before: int
    cursor: str | None
    files: tuple[dict[str, Any], ...]
    next_cursor: str | None


@dataclass(frozen=True)
class Lists:
    """GET /files by `handler`, over a table whose bare rows are read by `dynamodb`."""

    handler: Handler
    watch: Watch
    dynamodb: Any
    table: str
    tenant: str

    def measure(self, name: str, query: Query, count: int) -> tuple[list[str], float]:
        """The row of the table, and how much longer a page takes far inside than the first."""
        first, far = self._page(query, None, LIMIT), self._far(query)
        _, reads = self.watch.during(lambda: self._page(query, far.cursor, LIMIT))
        took = rounds.run(
            {
                "first": lambda: self._seconds(query, first),
                "far": lambda: self._seconds(query, far),
                "bare": lambda: self._bare(far),
            },
            count,
            warm_up=min(2, count - 1),
        )
        inside, beside = (took["far"].median / took[way].median for way in ("first", "bare"))
        cells = [name, f"{far.before // LIMIT + 1:,}", *_reads(reads, len(far.files))]
        cells += [report.milliseconds(took[way].median) for way in ("first", "far", "bare")]
        return [*cells, f"{inside:.2f}", f"{beside:.2f}"], inside

    def _far(self, query: Query) -> Page:
        """A page far inside: behind a thousand others, or halfway where there are fewer."""
        for stride in (_STRIDE, LIMIT):
            ends = list(self._ends(query, stride))
            if len(ends) > 2:
                break
        most = ends[-1][0]
        wanted = most if most >= _FAR * LIMIT else most // 2
        before, cursor = max(end for end in ends if end[0] <= wanted)
        page = self._page(query, cursor or None, LIMIT)
        return Page(before, cursor or None, page.files, page.next_cursor)

    def _ends(self, query: Query, stride: int) -> Iterator[tuple[int, str]]:
        """How many files there are before each cursor, as far as is worth while."""
        before, cursor = 0, ""
        yield before, cursor
        while before < _FAR * LIMIT:
            page = self._page(query, cursor or None, stride)
            before += len(page.files)
            if page.next_cursor is None:
                return
            cursor = page.next_cursor
            yield before, cursor

    def _page(self, query: Query, cursor: str | None, limit: int) -> Page:
        _, answer = asking.answered(self.handler, _event(query, cursor, limit))
        told = json.loads(answer["body"])
        return Page(0, cursor, tuple(told["items"]), told["nextCursor"])

    def _seconds(self, query: Query, page: Page) -> float:
        seconds, answer = asking.answered(self.handler, _event(query, page.cursor, LIMIT))
        if len(json.loads(answer["body"])["items"]) != len(page.files):
            raise Wrong(f"{query}: another page than before")
        return seconds

    def _bare(self, page: Page) -> float:
        """As many places of the list of all files, from where the page begins, and the rows of its files."""
        keys = [file_rows.row_key(FileId(self.tenant, one["fileId"])) for one in page.files]
        newest = places.sort_key(times.parse(page.files[0]["createdAt"]), page.files[0]["fileId"]) if keys else _END
        started = time.perf_counter()
        self.dynamodb.query(
            TableName=self.table,
            KeyConditionExpression="pk = :list AND sk <= :from",
            ExpressionAttributeValues={
                ":list": {"S": places.partition(self.tenant, places.ALL, 0)},
                ":from": {"S": newest},
            },
            ScanIndexForward=False,
            Limit=max(1, len(keys)),
            ConsistentRead=True,
        )
        if keys:
            self.dynamodb.batch_get_item(RequestItems={self.table: {"Keys": keys, "ConsistentRead": True}})
        return time.perf_counter() - started


def _event(query: Query, cursor: str | None, limit: int) -> dict[str, Any]:
    more = (("cursor", cursor),) if cursor else ()
    return asking.event("GET /files", query=(*query, ("limit", str(limit)), *more))


def _reads(reads: Reads, files: int) -> list[str]:
    queries = reads.calls["Query"]
    return [
        str(files),
        *(f"{read / max(files, 1):.2f}" for read in (reads.places, reads.rows, reads.units)),
        str(queries),
    ]


HEAD = (
    "GET /files, 50 a page",
    "a page far inside",
    "files on it",
    "places read a file",
    "rows read a file",
    "read units a file",
    "queries",
    "first, ms",
    "far, ms",
    "bare, ms",
    "far / first",
    "far / bare",
)


def table(lists: Lists, count: int, only: Collection[str]) -> str:
    """The table, of all queries or of `only` some, and whether its goal is kept."""
    measured = [lists.measure(name, query, count) for name, query in queries().items() if not only or name in only]
    inside = max(ratio for _, ratio in measured)
    told = report.goal(inside <= INSIDE, f"far inside at most {inside:.2f} × the first page (goal: ≤ {INSIDE})")
    return f"{report.table(HEAD, [row for row, _ in measured])}\n\n{told}"
