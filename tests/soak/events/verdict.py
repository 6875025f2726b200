"""Whether a soak of events went well: pure, over the clients' journals and what is there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from common import times
from tests.soak.events.evidence import Evidence, Pair, Stored
from tests.soak.events.sender import ACCEPTED, REJECTED, Journal
from tests.soak.events.stream import Meant

ENVELOPE = ("event_id", "event_type", "user_id", "anonymous_id", "timestamp")
CONFLICT = "event_conflict"
INVALID = frozenset({"invalid_event", "invalid_request"})
_SPLIT = "duplicate_event_id"
_LINES = 20  # of one kind; thousands tell no more


@dataclass(frozen=True)
class Said:
    """What the clients know: pairs that were accepted, pairs that never were with the code, and all that they meant."""

    accepted: frozenset[Pair]
    rejected: Mapping[Pair, str]
    unanswered: frozenset[Pair]
    meant: Mapping[Pair, Meant]


def said(journals: Iterable[Journal], meant: Mapping[Pair, Meant]) -> Said:
    """All journals together: what one client had accepted is accepted."""
    answers: dict[Pair, tuple[str, str]] = {}
    for journal in journals:
        for pair, answer in journal.answers.items():
            if answers.get(pair, ("", ""))[0] != ACCEPTED:
                answers[pair] = answer
    accepted = frozenset(pair for pair, (answer, _) in answers.items() if answer == ACCEPTED)
    rejected = {pair: code for pair, (answer, code) in answers.items() if answer == REJECTED}
    return Said(accepted, rejected, frozenset(answers.keys() - accepted - rejected.keys()), meant)


def faults(journals: Sequence[Journal], meant: Mapping[Pair, Meant], there: Evidence) -> list[str]:
    """All that is wrong, a line each."""
    known = said(journals, meant)
    rows = {row.pair: row for row in there.rows}
    bad = dict(there.bad)
    groups = [
        [line for journal in journals for line in journal.odd],
        list(_of_clients(known)),
        list(_balance(known, rows, bad)),
        list(_of_rows(known, there.rows)),
        list(_of_bad(known, rows, bad)),
        list(_of_archive(rows, there.archived)),
        list(_of_totals(there)),
    ]
    return [line for group in groups for line in _shortened(group)]


def _of_clients(known: Said) -> Iterable[str]:
    for pair in sorted(known.unanswered):
        yield f"{pair}: never answered"
    for pair, code in known.rejected.items():
        if known.meant[pair].valid and code != _SPLIT:
            yield f"{pair}: valid, and rejected as {code}"
        elif not known.meant[pair].valid and code not in INVALID:
            yield f"{pair}: invalid, and rejected as {code}"
    if 2 * len(known.accepted) < len(known.meant):
        yield f"only {len(known.accepted)} of {len(known.meant)} events were accepted: that proves little"


def _balance(known: Said, rows: Mapping[Pair, Stored], bad: Mapping[Pair, str]) -> Iterable[str]:
    if len(known.accepted) != len(rows) + len(bad):
        yield f"accepted {len(known.accepted)} is not stored {len(rows)} + bad {len(bad)}"
    for pair in sorted(known.accepted - rows.keys() - bad.keys()):
        yield f"{pair}: accepted, and neither stored nor bad: lost"
    for pair in sorted(rows.keys() & bad.keys()):
        yield f"{pair}: both stored and bad"


def _of_rows(known: Said, rows: Sequence[Stored]) -> Iterable[str]:
    for event_id, count in Counter(row.pair[0] for row in rows).items():
        if count > 1:
            yield f"{event_id}: {count} rows"
    for row in rows:
        if row.pair not in known.accepted:
            yield f"{row.pair}: stored, and never accepted"
        else:
            yield from _of_content(known.meant[row.pair], row)


def _of_content(meant: Meant, row: Stored) -> Iterable[str]:
    body = dict(meant.body)
    envelope = {name: body.pop(name, None) for name in ENVELOPE}
    user = envelope["user_id"] or envelope["anonymous_id"]
    if not meant.valid:
        yield f"{row.pair}: invalid, and stored"
    if (row.event_type, row.user, row.properties) != (envelope["event_type"], user, body):
        yield f"{row.pair}: stored with other content than was sent"
    if row.timestamp != happened(envelope["timestamp"], row):
        yield f"{row.pair}: happened at {row.timestamp}, not at {happened(envelope['timestamp'], row)}"


def happened(told: str | None, row: Stored) -> str:
    """When the event happened: as the client says, by the server's clock where the client told its own, never later."""
    if told is None:
        return row.received_at
    at, received = times.parse(told), times.parse(row.received_at)
    if row.sent_at is not None:
        at += received - times.parse(row.sent_at)
    return times.text(min(at, received))


def _of_bad(known: Said, rows: Mapping[Pair, Stored], bad: Mapping[Pair, str]) -> Iterable[str]:
    stored_ids = {event_id for event_id, _ in rows}
    for pair, code in bad.items():
        if pair not in known.accepted:
            yield f"{pair}: bad ({code}), and never accepted"
        elif known.meant[pair].valid and (code != CONFLICT or pair[0] not in stored_ids):
            yield f"{pair}: valid, and bad as {code}"
        elif not known.meant[pair].valid and code not in INVALID:
            yield f"{pair}: invalid, and bad as {code}"


def _of_archive(rows: Mapping[Pair, Stored], archived: Counter[Pair]) -> Iterable[str]:
    for pair in rows:
        if archived[pair] != 1:
            yield f"{pair}: stored, and {archived[pair]} times in the archive"
    for pair in archived.keys() - rows.keys():
        yield f"{pair}: in the archive, and not stored"


def _of_totals(there: Evidence) -> Iterable[str]:
    counts, users = truth(there.rows)
    for title, told, true in (("counts", there.counts, counts), ("users", there.users, users)):
        for key in sorted(told.keys() | true.keys()):
            if told.get(key, 0) != true.get(key, 0):
                yield f"{title} of {key}: {told.get(key, 0)} told, {true.get(key, 0)} are true"
    if there.dead_letters:
        yield f"{there.dead_letters} dead letters are left"
    if there.unfolded:
        yield f"{there.unfolded} slices are not folded"


def truth(rows: Iterable[Stored]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Counts and unique users by period and type, as the rows have it.

    Periods are days (`2026-11-21`), hours (`2026-11-21T13`), and the whole (empty), which is also told for all types.
    """
    counts: Counter[tuple[str, str]] = Counter()
    users: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        kind = row.event_type
        for key in ((row.timestamp[:10], kind), (row.timestamp[:13], kind), ("", kind), ("", "")):
            counts[key] += 1
            if row.user:
                users[key].add(row.user)
    return dict(counts), {key: len(who) for key, who in users.items()}


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - _LINES
    return lines if more <= 0 else [*lines[:_LINES], f"… and {more} more like these"]
