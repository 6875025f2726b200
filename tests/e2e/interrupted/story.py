"""What happens to an upload, told shortly."""

import pytest

from tests.faults.fault import LOSE_ANSWER
from tests.faults.plan import Nth, dies_after, dies_before

BODY = b"hello"


def loses_one(match, nth):
    """The answer to one call is lost, and later ones go well: the SDK asks again by itself."""
    return Nth(match, LOSE_ANSWER, nth)


# Dead after one call is dead before the next: so between every two of them. `make test-long` tries the others, too.
MOMENTS = [dies_after, *(pytest.param(moment, marks=pytest.mark.long) for moment in (dies_before, loses_one))]


def calls(proxy, match, act):
    """How many calls of AWS that `match` there are in what `act` does undisturbed."""
    proxy.log.clear()
    act()
    return [entry.call.operation for entry in proxy.log.all() if match(entry.call)]


def promise(api, file_id, **more):
    """Asks for a signature, whatever the answer."""
    file = {"filename": "a.txt", "contentType": "text/plain", "size": len(BODY), "fileId": file_id} | more
    return api("POST", "/uploads", json={"files": [file]})


def state(cloud, key):
    """All that is known of a file: its row, its versions, what happened and what was decided."""
    row = cloud.catalogue(key)
    pinned = row.get("versionId")
    facts = [(fact["eventName"], fact["versionId"] == pinned) for fact in cloud.facts(key)]
    return row["status"], cloud.versions(key) == [pinned], facts, [one["verdict"] for one in cloud.decisions(key)]
