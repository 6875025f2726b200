"""A client: sends its events call by call until each is answered for good, and keeps a journal of the answers."""

import base64
import json
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import urllib3

from tests.soak.events.stream import Job, Manner, Meant

ACCEPTED, REJECTED, UNKNOWN = "accepted", "rejected", "unknown"
# Longer than any storm: an event without an answer is a finding.
_TRIES = 200
_LONGEST_SECONDS = 2.0
_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass
class Journal:
    """What a client knows in the end: each event's last answer, and the code of a refusal. `odd` are other answers."""

    job: Job
    answers: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    calls: int = 0
    tries: int = 0
    key_refused: int = 0
    odd: list[str] = field(default_factory=list)

    def note(self, meant: Meant, answer: str, code: str = "") -> None:
        """What was accepted once stays so, whatever a repetition is told."""
        if self.answers.get(meant.pair, ("", ""))[0] != ACCEPTED:
            self.answers[meant.pair] = answer, code


@dataclass(frozen=True)
class Place:
    """Where the API is, and the write keys: the first that is not refused is used."""

    url: str
    keys: tuple[str, ...]


def send(place: Place, job: Job) -> Journal:
    """Sends all of `job`."""
    journal = Journal(job)
    sending = _Sending(place, journal)
    for events in job.calls():
        journal.calls += 1
        if job.manner is Manner.SEGMENT:
            sending.segment(events)
        else:
            sending.native(events)
    return journal


class _Sending:
    def __init__(self, place: Place, journal: Journal) -> None:
        self._place = place
        self._keys = list(place.keys)
        self._journal = journal
        self._chance = random.Random(f"pauses {journal.job.seed} {journal.job.number}")
        self._http = urllib3.PoolManager(retries=False, timeout=35)

    def native(self, events: list[Meant]) -> None:
        left = events
        for _ in range(_TRIES):
            body = left[0].body if self._journal.job.manner is Manner.SINGLE else {"batch": [one.body for one in left]}
            answered = self._ask("/events", body)
            if answered is None:
                break
            left = self._told(left, *answered)
            if not left:
                return
            self._pause(1)
        for one in left:
            self._journal.note(one, UNKNOWN)

    def segment(self, events: list[Meant]) -> None:
        answered = self._ask("/v1/batch", {"batch": [_as_segment(one) for one in events]})
        if answered is None:
            outcome = UNKNOWN
        elif answered == (200, {"success": True}):
            outcome = ACCEPTED
        else:
            self._journal.odd.append(f"/v1/batch: {answered}"[:300])
            outcome = UNKNOWN
        for one in events:
            self._journal.note(one, outcome)

    def _told(self, events: list[Meant], status: int, answer: dict[str, Any]) -> list[Meant]:
        """Notes what was answered; the events that have to be sent again."""
        if status == 400 and all(not one.valid for one in events):
            for one in events:
                self._journal.note(one, REJECTED, str(answer.get("code")))
            return []
        if status != 202:
            self._journal.odd.append(f"/events: {status} {answer}"[:300])
            return []
        refused = {one["index"]: one["code"] for one in answer["rejected"]}
        for index, one in enumerate(events):
            if index not in refused:
                self._journal.note(one, ACCEPTED)
            elif refused[index] != "busy":
                self._journal.note(one, REJECTED, refused[index])
        taken = [one.event_id for index, one in enumerate(events) if index not in refused]
        if set(answer["eventIds"]) != set(taken):
            self._journal.odd.append(f"/events: eventIds are not those accepted: {answer}"[:300])
        return [one for index, one in enumerate(events) if refused.get(index) == "busy"]

    def _ask(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        """Status and JSON of an answer for good; None when none came in all tries."""
        for attempt in range(_TRIES):
            self._journal.tries += 1
            try:
                status, answer = self._once(path, body)
            except (urllib3.exceptions.HTTPError, ValueError):  # cut off, or cut short
                self._pause(attempt)
                continue
            if status in (401, 403) and len(self._keys) > 1:
                self._keys.pop(0)
                self._journal.key_refused += 1
            elif status in _AGAIN:
                self._pause(attempt)
            else:
                return status, answer
        return None

    def _once(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json"}
        if self._journal.job.manner is Manner.SEGMENT:
            body = body | {"sentAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")}
            headers["Authorization"] = f"Basic {base64.b64encode(f'{self._keys[0]}:'.encode()).decode()}"
        else:
            headers["X-Write-Key"] = self._keys[0]
        answer = self._http.request("POST", self._place.url + path, body=json.dumps(body).encode(), headers=headers)
        return answer.status, dict(json.loads(answer.data))

    def _pause(self, attempt: int) -> None:
        time.sleep(min(_LONGEST_SECONDS, 0.05 * 2 ** min(attempt, 10)) * self._chance.random())


def _as_segment(meant: Meant) -> dict[str, Any]:
    """The event as Segment's libraries send one: what is not of the envelope are properties."""
    body = dict(meant.body)
    sent: dict[str, Any] = {"type": "track", "messageId": body.pop("event_id"), "event": body.pop("event_type")}
    for name, theirs in (("user_id", "userId"), ("anonymous_id", "anonymousId"), ("timestamp", "timestamp")):
        if name in body:
            sent[theirs] = body.pop(name)
    return sent | {"properties": body, "context": {"library": {"name": "soak", "version": "1"}}}
