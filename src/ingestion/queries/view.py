"""What `events` means in a tenant's query: each event of that tenant once, its members as columns. Pure.

The view is that of terraform/stack/event_view.sql, which operators have; a test holds the two together.
"""

from functools import cache
from importlib import resources

import sqlglot
from sqlglot import exp

from ingestion.queries import guard

_DIALECTS = {"athena": "trino", "duckdb": "duckdb"}


def bound(query: exp.Query, database: str, tenant: str, dialect: str) -> str:
    """`query`, as `guard.read` let it through, over the tenant's view: SQL in `dialect`, athena or duckdb.

    Raises InvalidRequest when it is nested deeper than SQL is written.
    """
    query = query.copy()
    _name_columns(query)
    cte = exp.CTE(this=_of(database, tenant), alias=exp.TableAlias(this=exp.to_identifier(guard.TABLE)))
    with_ = query.args.get("with_") or exp.With(expressions=[])
    with_.set("expressions", [cte, *with_.expressions])
    query.set("with_", with_)
    try:
        return query.sql(_DIALECTS[dialect], identify=True, comments=False)
    except RecursionError as deep:
        raise guard.refused("depth") from deep


def _of(database: str, tenant: str) -> exp.Select:
    """The view of `tenant` alone: the condition stands where the table is read, as its partitions demand."""
    view = _every().copy()
    (table,) = view.find_all(exp.Table)
    table.set("db", exp.to_identifier(database))
    reading = table.find_ancestor(exp.Select) or view
    reading.where(exp.column("tenant").eq(exp.Literal.string(tenant)), copy=False)
    return view


@cache
def _every() -> exp.Select:
    """The view in Athena's SQL, over the table `events` of a database that is named later.

    An event may stand in several objects of one hour: while they are compacted, and when a batch was written again.
    Copies are looked for within the hour, so that conditions on date and hour reach the partitions through the window.
    """
    text = resources.files("ingestion.queries").joinpath("view.sql").read_text(encoding="utf-8")
    return sqlglot.parse_one(text, read="trino", into=exp.Select)


def _name_columns(query: exp.Query) -> None:
    """Names what has no name as Athena does, by its place: engines differ in it."""
    first = query
    while not isinstance(first, exp.Select):
        first = first.this
    for place, one in enumerate(list(first.expressions)):
        if one.is_star:
            return
        if not one.alias_or_name or not isinstance(one, exp.Column | exp.Alias):
            one.replace(exp.alias_(one.copy(), f"_col{place}"))
