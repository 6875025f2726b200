"""What is told of a table, bounded: however wide it is and whatever stands in its cells."""

import json
from typing import Any

from processor.table import naming
from processor.table.reading import Table
from processor.table.records import NO_DELIMITER

MAX_CELL = 100
# As JSON; together they stay within what a row of findings may have.
COLUMNS_BYTES, SAMPLE_BYTES = 18_000, 8_000


def findings(table: Table) -> dict[str, Any]:
    """{"encoding", "byteOrderMark", "delimiter", "header", "rowCount", "rowsRead", "profiledRows", "raggedRows",
    "replacedCharacters", "columnCount", "columns": [{"name", "type", "nulls", "min", "max"}], "sample": [[cell]]}.

    `rowCount` is None when the table was not read to its end. `columns` holds the first ones when there are many;
    `sample` has cells of these. `delimiter` is None where there is one column and nothing to tell.
    """
    columns = _columns(table)
    return {
        "encoding": table.decoding.encoding,
        "byteOrderMark": table.decoding.byte_order_mark,
        "delimiter": None if table.dialect.delimiter == NO_DELIMITER else table.dialect.delimiter,
        "header": table.header,
        "rowCount": table.rows if table.whole else None,
        "rowsRead": table.rows,
        "profiledRows": table.profiled,
        "raggedRows": table.ragged,
        "replacedCharacters": table.decoding.replaced,
        "columnCount": table.width,
        "columns": columns,
        "sample": _sample(table, len(columns)),
    }


def _columns(table: Table) -> list[dict[str, Any]]:
    told, left = [], COLUMNS_BYTES
    for name, column in zip(table.names, table.columns, strict=True):
        one = {"name": name, **column.plain()}
        left -= _size(one)
        if left < 0:
            break
        told.append(one)
    return told


def _sample(table: Table, count: int) -> list[list[str]]:
    """The sample's rows with their cells of the columns that are told; as short as they all fit."""
    rows = [[naming.cleaned(cell, MAX_CELL) for cell in row[:count]] for row in table.sample]
    while _size(rows) > SAMPLE_BYTES:
        rows = rows[:-1] if len(rows) > 1 else [row[: len(row) // 2] for row in rows]
    return rows


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode(errors="replace")) + 2
