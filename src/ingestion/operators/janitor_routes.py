"""`/janitor`: runs of the janitor are begun, listed and looked at."""

import re

from common import logs
from common.backoff import attempts
from common.errors import Busy, NotFound, RunUnderWay
from common.janitor import runs
from common.janitor.run import Run
from ingestion.operators import views, waking
from ingestion.operators.operator_settings import Settings
from ingestion.tenants.identity import User
from ingestion.web import http

# As many as are in one answer of DynamoDB, which is 1 MB: a run's row may hold 30 KB of samples.
_LIMIT = 20

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def begin(request: http.Request, user: User, conf: Settings) -> http.Response:
    """202 with the run that now waits for the janitor. Raises RunUnderWay, which says where that one is."""
    run = _begun(request, user, conf)
    waking.wake(conf.janitor_function, run.id)
    logs.info("janitor's run begun", run=run.id, dryRun=run.dry_run)
    return http.answer(202, views.run(run, conf.janitor_prices), {"location": _path(run), "retry-after": "5"})


def _begun(request: http.Request, user: User, conf: Settings) -> Run:
    for _ in attempts(3):
        try:
            return runs.begin(
                conf.catalog_table,
                dry_run=request.body["dryRun"],
                by=user.id,
                grace=conf.grace,
                at=request.time,
                tenant=request.body.get("tenantId"),
            )
        except runs.UnderWay:
            # It may have come to its end just now.
            if other := runs.under_way(conf.catalog_table):
                detail = f"Its run {other.id} is not over yet: GET {_path(other)} tells how it stands."
                raise RunUnderWay(detail, location=_path(other)) from None
    raise Busy


def every(request: http.Request, _: User, conf: Settings) -> http.Response:
    """200 with the last runs, newest first; what they found is counted, not named."""
    found = runs.recent(conf.catalog_table, request.query.get("limit", _LIMIT))
    return http.answer(200, http.items([views.run(one, conf.janitor_prices) for one in found]))


def show(request: http.Request, _: User, conf: Settings) -> http.Response:
    """200 with one run; `Retry-After` while it is not over. Raises NotFound."""
    run_id = request.path["id"]
    run = runs.find(conf.catalog_table, run_id) if _ID.fullmatch(run_id) else None
    if run is None:
        raise NotFound
    return http.answer(200, views.with_samples(run, conf.janitor_prices), {} if run.over else {"retry-after": "5"})


def _path(run: Run) -> str:
    return f"/janitor/{run.id}"
