"""Judges the SQL of a query before anything else sees it. Pure.

It is read into a tree, and of the tree only known kinds of nodes are let through; what is run is written anew from it.
So neither comments nor spelling reach an engine, and what two engines might read differently is read once.
"""

import logging
import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from common.errors import Fault, InvalidRequest, Problem
from ingestion.queries import effort, vocabulary

# It repeats texts of the query in its warnings, and they are somebody's own.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

TABLE = "events"
_DIALECT = "trino"  # which Athena speaks
# What else a name in quotes may mean (DuckDB opens files by their names), it cannot look like this.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_DETAILS = {
    "syntax": "The SQL cannot be read",
    "statement": "A query is one SELECT, with or without WITH before it",
    "table": "The one table is events; other names are those of the query's own WITH",
    "function": "Queries may not call this function",
    "construct": "Queries may not hold this",
    "type": "Queries may not name this type",
    "depth": "The query is nested too deeply, or too long",
}


def read(sql: str) -> exp.Query:
    """The query as a tree. Raises InvalidRequest: one fault at /sql, with line and column where they are known."""
    try:
        _check_effort(sql)
        query = _checked(sql)
        _check_written(query)
    except Problem:
        raise
    except SqlglotError as wrong:
        errors = getattr(wrong, "errors", None)
        raise refused("syntax", errors[0] if errors else {}) from wrong
    except RecursionError as deep:
        raise refused("depth") from deep
    except Exception as odd:  # the parser stumbles over calls that lack arguments, each time in another way
        raise refused("syntax") from odd
    return query


def _check_effort(sql: str) -> None:
    if effort.reads_long([token.token_type for token in sqlglot.tokenize(sql, read=_DIALECT)]):
        raise refused("depth")


def _checked(sql: str) -> exp.Query:
    statements = sqlglot.parse(sql, read=_DIALECT)
    query = statements[0] if len(statements) == 1 else None
    if not isinstance(query, vocabulary.QUESTIONS) or not isinstance(query.unnest(), vocabulary.QUESTIONS):
        raise refused("statement")
    for node in query.walk():
        _check(node)
    return query


def _check_written(query: exp.Query) -> None:
    """Reads what Athena is to read: should a text of the query not be written as a text, it is found out here."""
    if any(map(effort.multiplies, query.walk())):
        raise refused("depth")
    try:
        _checked(query.sql(_DIALECT, identify=True, comments=False))
    except (Problem, SqlglotError) as changed:
        raise refused("construct") from changed


def _check(node: exp.Expr) -> None:
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous):
        if not isinstance(node.this, str) or node.name.lower() not in vocabulary.NAMES:
            raise refused("function", node.meta)
    elif kind not in vocabulary.FUNCTIONS and kind not in vocabulary.CONSTRUCTS:
        raise refused("function" if isinstance(node, exp.Func) else "construct", node.meta)
    if isinstance(node, exp.Select) and not node.expressions:
        raise refused("syntax", node.meta)
    if isinstance(node, exp.Table):
        _check_table(node)
    elif isinstance(node, exp.With) and node.args.get("recursive"):
        raise refused("construct", node.meta)
    elif isinstance(node, exp.CTE) and not _is_own_name(node.alias):
        raise refused("table", node.meta)
    elif isinstance(node, exp.DataType) and node.this not in vocabulary.TYPES:
        raise refused("type", node.meta)
    elif _is_raw(node):
        raise refused("construct", node.meta)


def _is_raw(node: exp.Expr) -> bool:
    """Whether the node is written as it is, and holds more than a word: made of a text, it could hold anything."""
    if isinstance(node, exp.Var):
        return not _NAME.fullmatch(node.name)
    length = node.args.get("length") if isinstance(node, exp.SHA2 | exp.SHA2Digest) else None
    return length is not None and not (isinstance(length, exp.Literal) and length.name in {"256", "512"})


def _check_table(table: exp.Table) -> None:
    name = table.this
    plain = isinstance(name, exp.Identifier) and not table.db and not table.catalog
    extras = {key for key, value in table.args.items() if value and key not in {"this", "alias", "joins", "laterals"}}
    # Some letters have their small form in ASCII without being there themselves.
    if not plain or extras or not table.name.isascii() or (table.name.lower() != TABLE and not _bound(table)):
        raise refused("table", name.meta if isinstance(name, exp.Expr) else {})


def _is_own_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name.lower() != TABLE


def _bound(table: exp.Table) -> bool:
    """Whether a WITH around the table, or before it in the same one, gives its name a meaning."""
    inside: exp.Expr = table
    node = table.parent
    while node:
        with_ = node if isinstance(node, exp.With) else node.args.get("with_")
        for cte in with_.expressions if isinstance(with_, exp.With) and with_ is not inside else ():
            if cte is inside:
                break
            if cte.alias.lower() == table.name.lower():
                return True
        inside, node = node, node.parent
    return False


def refused(rule: str, place: dict[str, object] | None = None) -> Problem:
    """The error for a broken rule, at a place that a node's `meta` gives."""
    line, column = (place or {}).get("line"), (place or {}).get("col")
    where = f" (line {line}, near column {column})" if line and column else ""
    return InvalidRequest(f"{_DETAILS[rule]}{where}.", (Fault("/sql", rule),))
