"""The verdict on one object version, as the audit log keeps it and alerts tell it. Pure."""

from dataclasses import dataclass

from common.files.admission import Judgement, Rejected
from common.files.file import Head, Rejection

ADMITTED = "admitted"
REJECTED = "rejected"
INFECTED = "infected"


@dataclass(frozen=True)
class Verdict:
    """What was decided about the version `version_id` of `size` bytes. `rejection` is None when it was admitted.

    A version that was admitted may be found infected later: that is another verdict on it, whose rejection says so.
    """

    version_id: str
    size: int
    content_type: str
    rejection: Rejection | None

    @property
    def outcome(self) -> str:
        """ADMITTED, REJECTED or INFECTED."""
        if self.rejection is None:
            return ADMITTED
        return INFECTED if self.rejection.code == INFECTED else REJECTED


def verdict(decision: Judgement, head: Head) -> Verdict:
    """The verdict that `decision` passes on the version `head`."""
    rejection = decision.rejection if isinstance(decision, Rejected) else None
    return Verdict(head.version_id, head.size, head.content_type, rejection)
