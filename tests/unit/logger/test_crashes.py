"""The process dies at each AWS call in turn; the next delivery must make everything as if it never had."""

from typing import Any

import pytest

from common.files import File
from tests.unit.cloud import KEY, Crash, dying_at, interrupted, pending
from tests.unit.logger.conftest import ALL, record

# What is announced, and which objects come.
SCENES: dict[str, tuple[File | None, list[dict[str, Any]]]] = {
    "admitted": (pending(), [{}]),
    "broken promise": (pending(), [{"body": b"more bytes"}]),
    "unannounced": (None, [{}]),
    "overwritten": (pending(), [{}, {}]),
    "tagged": (pending(), [{"Tagging": "a=b"}]),
}


class _Scene:
    """One scene played on an account; versions are told by their order, since their ids are random."""

    def __init__(self, cloud, logger, scene):
        file, objects = SCENES[scene]
        self.cloud, self.logger = cloud, logger
        logger.configure(ALL, ALL | {"name": "more"})
        if file:
            cloud.announce(file)
        self.versions = [cloud.upload(**sent) for sent in objects]
        self.bodies = [[record(version, sequencer=f"0{n}")] for n, version in enumerate(self.versions)]

    def play(self):
        return self.logger(*self.bodies)

    def state(self):
        """Everything that stands afterwards."""
        rows = self.cloud.items(self.cloud.audit) + self.cloud.items(self.cloud.catalog)
        kept = [version for version in self.versions if version in self.cloud.versions(KEY)]
        text = repr(
            [{k: v for k, v in row.items() if k not in ("hour", "mailId", "uploadedAt")} for row in rows] + kept
        )
        for order, version in enumerate(self.versions):
            text = text.replace(version, f"<version {order}>")
        return text


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
@pytest.mark.parametrize("scene", SCENES)
def test_a_crash_at_any_call_is_mended_by_the_next_delivery(cloud, logger, scene, moment):
    undisturbed = _Scene(cloud, logger, scene)
    calls: list[str] = []
    with interrupted(calls.append):
        assert undisturbed.play() == []
    expected, mails = undisturbed.state(), len(cloud.mails())
    for call, operation in enumerate(calls, start=1):
        cloud.clear()
        disturbed = _Scene(cloud, logger, scene)
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            disturbed.play()
        assert disturbed.play() == []
        assert disturbed.state() == expected, f"died at call {call}, {operation}"
        # The one step that cannot be undone: a mail that was sent, but not yet noted as sent, comes again.
        last_done = calls[call - 1] if moment == "after-call" else calls[call - 2] if call > 1 else None
        assert len(cloud.mails()) == mails + (last_done == "SendEmail")
