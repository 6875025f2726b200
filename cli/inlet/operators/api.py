"""The calls about runs of the janitor."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.network.retry import retry_after_seconds
from inlet.operators.values import Finding, JanitorRun

_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 5.0


class Janitor:
    """Runs of the janitor, for operators of the platform. All raise ApiError when the API says no: 403 to others."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def begin(self, *, dry_run: bool, only: str | None = None) -> JanitorRun:
        """Begins a run, of all tenants or `only` that one, in the background; a dry run mends nothing.

        Raises ApiError (409) while another is under way. Not repeated when its answer is lost: `last` tells whether it
        was begun.
        """
        wanted = {"dryRun": dry_run} | ({"tenantId": only} if only else {})
        return _run(self._api("POST", "/janitor", wanted, repeatable=False).body)

    def run(self, run_id: str) -> JanitorRun:
        """One run, with samples of what it found."""
        return _run(self._api("GET", path("janitor", run_id)).body)

    def runs(self, limit: int = 20) -> list[JanitorRun]:
        """The last runs, newest first, at most 20."""
        return [_run(one) for one in self._api("GET", f"/janitor?limit={limit}").body["items"]]

    def last(self) -> JanitorRun | None:
        """The run that was begun last, with samples of what it found."""
        return next((self.run(one.run_id) for one in self.runs(1)), None)

    def watch(self, run_id: str) -> Iterator[JanitorRun]:
        """The run as it is, again and again, until it has come to its end.

        Pauses double from a quarter of a second to what the API asks for (Retry-After).
        """
        pause = _FIRST_PAUSE_SECONDS
        while True:
            answer = self._api("GET", path("janitor", run_id))
            run = _run(answer.body)
            yield run
            if run.over:
                return
            time.sleep(min(pause, retry_after_seconds(answer.headers.get("retry-after")) or _LONGEST_PAUSE_SECONDS))
            pause *= 2


def _run(told: Mapping[str, Any]) -> JanitorRun:
    """What the API adds some day is passed over."""
    return JanitorRun(
        run_id=told["runId"],
        dry_run=told["dryRun"],
        by=told["by"],
        state=told["state"],
        phase=told["phase"],
        grace_seconds=told["graceSeconds"],
        started_at=datetime.fromisoformat(told["startedAt"]),
        ended_at=datetime.fromisoformat(told["endedAt"]) if told["endedAt"] else None,
        unseen=told["unseen"],
        findings=tuple(_finding(one) for one in told["findings"]),
        bytes=told["bytes"],
        monthly_usd=told["monthlyUsd"],
        told=told,
    )


def _finding(told: Mapping[str, Any]) -> Finding:
    return Finding(
        kind=told["kind"],
        means=told["means"],
        remedy=told["remedy"],
        found=told["found"],
        young=told["young"],
        mended=told["mended"],
        failed=told["failed"],
        bytes=told["bytes"],
        monthly_usd=told["monthlyUsd"],
        samples=tuple(told.get("samples", ())),
    )
