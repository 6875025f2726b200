"""What the proxy did, so that a test can say that its faults really struck."""

import json
import threading
from dataclasses import dataclass, field

from tests.faults.calls import Call
from tests.faults.fault import Fault, Kind


@dataclass
class Entry:
    """One request. `did` is what came of `fault` (a cut where there is no body to shorten), or None.

    `sent` are the bytes of the body that went on, None where nothing did; `status` is what was answered to the proxy,
    `told` what the proxy answered: each None where nothing was. `trouble` is what neither side meant to happen.
    """

    number: int
    call: Call
    fault: Fault | None
    did: Kind | None = None
    sent: int | None = None
    status: int | None = None
    told: int | None = None
    trouble: str = ""

    def text(self) -> str:
        """The entry as a line of JSON."""
        shown = {"number": self.number, "operation": self.call.operation, "caller": self.call.caller}
        rest = {"did": self.did, "sent": self.sent, "status": self.status, "told": self.told, "trouble": self.trouble}
        return json.dumps(shown | {"path": self.call.path} | {name: value for name, value in rest.items() if value})


@dataclass
class Log:
    """The requests in the order in which they came."""

    _entries: list[Entry] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, entry: Entry) -> None:
        """Notes a request, whose entry is filled in while it goes on."""
        with self._lock:
            self._entries.append(entry)

    def all(self, operation: str = "") -> list[Entry]:
        """All requests so far; of one operation, if named."""
        with self._lock:
            return [entry for entry in self._entries if operation in ("", entry.call.operation)]

    def faults(self) -> list[Entry]:
        """The requests that met a fault."""
        return [entry for entry in self.all() if entry.did]

    def clear(self) -> None:
        """Forgets what was noted so far."""
        with self._lock:
            self._entries.clear()
