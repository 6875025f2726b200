"""inlet janitor: rows and objects held against each other, for operators."""

import click

from inlet.client import Client
from inlet.errors import InletError
from inlet.network.retry import Backoff
from inlet.operators.values import Finding, JanitorRun
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.counter import counting
from inlet.terminal.exits import Exit
from inlet.terminal.moments import shown

_HEADINGS = ("kind", "what it means", "found", "mended", "too young", "failed", "size", "USD a month")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only look: mend nothing.")
@click.option("--only", metavar="TENANT", help="Look at that tenant only, by its id.")
@click.option("--last", is_flag=True, help="Show the run that was begun last, and begin none.")
@as_json
@connected
def janitor(target: Connection, dry_run: bool, only: str | None, last: bool, as_json: bool) -> None:
    """Have rows and objects of all tenants held against each other, and what does not agree mended; for operators.

    The run goes on in the background, where the daily ones do; the command waits for its end, and may be interrupted.
    What is younger than the platform's grace is counted and left alone. The exit status is 0 when the run has come to
    its end and nothing is left that could have been mended, else 1.

    \b
    inlet janitor --dry-run
    inlet janitor
    inlet janitor --last --json | jq -r '.findings[] | select(.found > .mended) | .samples[]'
    """
    if last and (dry_run or only):
        raise click.UsageError("--last begins no run: leave --dry-run and --only out")
    with target.client(backoff=Backoff()) as client:
        run = client.janitor.last() if last else _finished(client, client.janitor.begin(dry_run=dry_run, only=only))
    if run is None:
        output.say("there has been no run yet")
        click.get_current_context().exit(Exit.FAILED)
    if as_json:
        output.document(run.told)
    else:
        output.table(_HEADINGS, map(_row, run.findings))
    output.say(*_summary(run))
    if not run.agrees:
        click.get_current_context().exit(Exit.FAILED)


def _finished(client: Client, run: JanitorRun) -> JanitorRun:
    """The run at its end. Who breaks off is told that it goes on."""
    output.say(f"run {run.run_id} is begun")
    try:
        with counting() as say:
            for now in client.janitor.watch(run.run_id):
                say(_progress(now))
    except (KeyboardInterrupt, InletError):
        output.say("the run goes on without you: inlet janitor --last shows how it stands")
        raise
    return now


def _progress(run: JanitorRun) -> str:
    where = f"{run.state}, {run.phase}" if run.phase else run.state
    return f"{where}: {sum(one.found for one in run.findings)} found"


def _row(one: Finding) -> tuple[str, ...]:
    counts = (one.found, one.mended, one.young, one.failed)
    return one.kind, one.means, *map(str, counts), output.size(one.bytes), _dollars(one.monthly_usd)


def _summary(run: JanitorRun) -> list[str]:
    """What came of the run, in a few lines for people."""
    kind = "dry run" if run.dry_run else "run"
    when = f"{shown(run.started_at)} to {shown(run.ended_at)}" if run.ended_at else f"since {shown(run.started_at)}"
    said = [f"{kind} {run.run_id} of {run.by}: {run.state}, {when}"]
    if run.unseen:
        said.append(f"{run.unseen} could not be looked at: the janitor's log names them")
    if not run.findings:
        return said + (["rows and objects agree"] if run.agrees else [])
    each = {name: sum(getattr(one, name) for one in run.findings) for name in ("found", "mended", "young")}
    left = f"{run.left} would be mended" if run.dry_run else f"{run.left} could not be"
    hours = run.grace_seconds / 3600
    said.append(
        f"{each['found']} found, {output.size(run.bytes)}, {_dollars(run.monthly_usd)} USD a month: "
        f"{each['mended']} mended, {each['young']} younger than {hours:g} hours, {left}"
    )
    return said


def _dollars(amount: float) -> str:
    return "<0.01" if 0 < amount < 0.01 else f"{amount:.2f}"
