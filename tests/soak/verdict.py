"""Whether a soak went well: pure, over what the clients said and what is there."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from tests.soak.crew import Outcome
from tests.soak.evidence import Evidence, Row

UPLOADED, PENDING = "uploaded", "pending"
# Reasons that say something of the client or of the soak, and nothing of the file.
_NO_REASONS = ("the client broke", "no outcome within", "NotSignedIn")
_ENDED = frozenset({"aborted", "rejected", "expired"})


def faults(outcomes: Iterable[Outcome], digests: Mapping[str, str], there: Evidence) -> list[str]:
    """All that is wrong, a line each; `digests` are the SHA-256 of the files by their names."""
    outcomes = list(outcomes)
    return [
        *_of_all(outcomes),
        *(line for outcome in outcomes for line in _of_outcome(outcome, there)),
        *(line for row in there.rows.values() for line in _of_row(row, digests, there)),
        *(
            f"{key}: version {version} belongs to no upload"
            for key, versions in there.versions.items()
            for version in versions
            if (row := there.rows.get(key)) is None or row.version != version
        ),
        *(f"{key}: parts are left over" for key in there.multiparts),
        *(f"a dead letter: {letter[:200]}" for letter in there.dead_letters),
        *_of_usage(there),
    ]


def _of_all(outcomes: Collection[Outcome]) -> Iterable[str]:
    sent = sum(outcome.file_id is not None for outcome in outcomes)
    if 2 * sent < len(outcomes):
        yield f"only {sent} of {len(outcomes)} files were sent: the faults leave room for more"


def _of_outcome(outcome: Outcome, there: Evidence) -> Iterable[str]:
    name = outcome.job.filename
    if outcome.file_id is None:
        if not outcome.refused:
            yield f"{name}: given up without a reason"
        if (outcome.refused or "").startswith(_NO_REASONS):
            yield f"{name}: {outcome.refused}"
        return
    row = next((row for row in there.rows.values() if row.key.endswith(f"/{outcome.file_id}")), None)
    if row is None:
        yield f"{name}: the client says sent, and there is no row"
    elif row.filename != name:
        yield f"{name}: the client says sent, and it is {row.filename}"
    elif row.status != UPLOADED:
        yield f"{name}: the client says sent, and it is {row.status} ({row.reason})"


def _of_row(row: Row, digests: Mapping[str, str], there: Evidence) -> Iterable[str]:
    if row.status == UPLOADED:
        found = there.versions.get(row.key, {}).get(row.version or "")
        if found is None:
            yield f"{row.filename}: uploaded, and its version is not there"
        elif found != digests[row.filename]:
            yield f"{row.filename}: uploaded, and not what was sent"
    elif row.status not in _ENDED:
        yield f"{row.filename}: {row.status} for good"
    elif not row.reason:
        yield f"{row.filename}: {row.status} without a reason"


def _of_usage(there: Evidence) -> Iterable[str]:
    expected = usage(there.rows.values())
    if there.usage != expected:
        yield f"the tenant's usage is {there.usage}, not {expected}"


def usage(rows: Collection[Row]) -> dict[str, int]:
    """What a tenant with these files is to be charged for."""
    pending = [row for row in rows if row.status == PENDING]
    counted = [*pending, *(row for row in rows if row.status == UPLOADED)]
    return {"bytes": sum(row.size for row in counted), "files": len(counted), "pending": len(pending)}


def statuses(rows: Iterable[Row]) -> Counter[str]:
    """How many uploads ended how."""
    return Counter(row.status for row in rows)
