"""inlet events: what applications send, in and out."""

import click

from inlet.commands.events.bad import bad
from inlet.commands.events.every import every
from inlet.commands.events.query import query
from inlet.commands.events.send import send
from inlet.commands.events.stats import stats
from inlet.commands.events.tail import tail
from inlet.terminal.shell import Listing


@click.group(cls=Listing)
def events() -> None:
    """Send events, find and count them.

    \b
    inlet events send --type page_view --user u123 --set page=/home
    inlet events send app.ndjson
    inlet events --from 1h --type purchase
    inlet events stats --by day --from 7d
    inlet events query "select event_type, count(*) from events group by 1"
    """


for _command in (send, every, tail, stats, query, bad):
    events.add_command(_command)
