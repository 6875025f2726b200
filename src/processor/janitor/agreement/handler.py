"""Entry of the janitor: by the clock, by the API, or by hand a run is begun, or gone on with."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from common import aws, logs, times, uuid7
from common.janitor import runs
from common.janitor.run import Run
from processor.janitor.agreement import loop
from processor.janitor.agreement.scope import BY_CLOCK, JanitorSettings, for_janitor
from processor.janitor.agreement.wanted import Begin, parse

BY_HAND = "direct"
# Enough of the last runs to find the clock's own among them.
_RECENT = 50


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An event of wanted.py → {"id": "…", "state": "done", "dryRun": false, "phase": "parts", "unseen": 0, "findings":
    {"place_missing": {"found": 2, "young": 0, "mended": 2, "failed": 0, "bytes": 0}}}, the run as it stands at the end
    of this invocation; {} when there is none to work on.

    Raises BadEvent; UnderWay when a run is to be begun and another is not over; and what kept the run from going on.
    """
    logs.setup()
    conf, now = for_janitor(), times.now()
    with logs.bound(correlationId=getattr(context, "aws_request_id", None)):
        run = _run(event, conf, now)
        if run is None or run.over:
            return _summary(run)
        aws.s3(), aws.sqs()  # clients are made by one thread, and then used by all
        try:
            # An invocation that is repeated has the same id as before, so that is no name for a holder.
            holder, until = uuid7.make(now), loop.lease_until(now, context)
            run = runs.take(conf.catalog_table, run, holder=holder, at=now, until=until)
            with logs.bound(run=run.id):
                return _summary(loop.work(run, conf, context))
        except runs.Lost:
            logs.info("run is another's", run=run.id)
            return _summary(runs.find(conf.catalog_table, run.id))


def _run(event: dict[str, Any], conf: JanitorSettings, now: datetime) -> Run | None:
    wanted, table = parse(event, conf.grace), conf.catalog_table
    if isinstance(wanted, Begin):
        return runs.begin(table, dry_run=wanted.dry_run, by=BY_HAND, grace=wanted.grace, at=now, tenant=wanted.tenant)
    if wanted.run:
        return runs.find(table, wanted.run)
    under_way = runs.under_way(table)
    if under_way or not _is_due(conf, now):
        return under_way
    try:
        return runs.begin(table, dry_run=False, by=BY_CLOCK, grace=conf.grace, at=now)
    except runs.UnderWay:
        return runs.under_way(table)


def _is_due(conf: JanitorSettings, now: datetime) -> bool:
    if not conf.scheduled:
        return False
    last = next((run for run in runs.recent(conf.catalog_table, _RECENT) if run.by == BY_CLOCK), None)
    return last is None or last.started_at <= now - conf.every


def _summary(run: Run | None) -> dict[str, Any]:
    if run is None:
        return {}
    return {
        "id": run.id,
        "state": run.state.value,
        "dryRun": run.dry_run,
        "phase": run.phase,
        "unseen": run.unseen,
        "findings": {name: asdict(tally) for name, tally in run.tallies.items()},
    }
