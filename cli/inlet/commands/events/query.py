"""inlet events query: SQL over the archive."""

import csv
import sys

import click

from inlet.events.queries import Answer, Row
from inlet.files.names import printable
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected


@click.command()
@click.argument("sql", metavar="SQL")
@click.option("--csv", "as_csv", is_flag=True, help="The rows as CSV, with a header.")
@as_json
@connected
def query(target: Connection, sql: str, as_csv: bool, as_json: bool) -> None:
    """Ask the archive by SQL: one SELECT over the table events, as Athena understands it.

    - for SQL reads it from stdin. The table has the columns event_id, event_type, user_id, anonymous_id, session_id,
    timestamp, received_at, source, ip, user_agent, context and properties (JSON), date and hour (of receipt, UTC). What
    a query may read is bounded: name the days where there are many.

    \b
    inlet events query "select event_type, count(*) from events group by 1"
    inlet events query --csv "select json_extract_scalar(properties, '$.page') as page, count(*) as views
        from events where date >= '2026-11-01' and event_type = 'page_view' group by 1 order by 2 desc limit 20"
    """
    if as_csv and as_json:
        raise click.UsageError("--csv or --json, not both")
    text = sys.stdin.read() if sql == "-" else sql
    with target.client() as client:
        found = client.events.query(text)
        if as_json:
            _document(found)
        elif as_csv:
            _csv(found)
        else:
            output.table([one.name for one in found.columns], list(found.rows))
    output.say(f"{output.size(found.scanned_bytes)} read")


def _document(found: Answer) -> None:
    columns = [{"name": one.name, "type": one.type} for one in found.columns]
    read = {"queryId": found.query_id, "scannedBytes": found.scanned_bytes}
    output.document({**read, "columns": columns, "rows": [list(row) for row in found.rows]})


def _csv(found: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_cells(tuple(one.name for one in found.columns)))
    for row in found.rows:
        writer.writerow(_cells(row))


def _cells(row: Row) -> list[str]:
    """As they are for programs; on a terminal without what could steer it."""
    texts = ["" if cell is None else cell for cell in row]
    return [printable(text) for text in texts] if sys.stdout.isatty() else texts
