"""The process dies at each AWS call in turn; the next delivery must make everything as if it never had."""

import hashlib
from typing import Any

import pytest

from common import queues
from common.files import digests, notifications
from common.files.digests import Digest
from common.files.file import File
from tests.unit.cloud import KEY, NOW, PNG, Crash, dying_at, interrupted, pending
from tests.unit.logger.conftest import ALL, record

# Dead after one call is dead before the next: `make test-long` tries both.
MOMENTS = ["after-call", pytest.param("before-call", marks=pytest.mark.long)]

SHA = hashlib.sha256(PNG).hexdigest()

# What is announced, and which objects come; with a digest, back from the verifier.
SCENES: dict[str, tuple[File | None, list[dict[str, Any]]]] = {
    "admitted": (pending(), [{}]),
    "broken promise": (pending(), [{"body": b"more bytes"}]),
    "unannounced": (None, [{}]),
    "overwritten": (pending(), [{}, {}]),
    "tagged": (pending(), [{"Tagging": "a=b"}]),
    "handed to the verifier": (pending(sha256=SHA), [{}]),
    "verified": (pending(sha256=SHA), [{"digest": SHA}]),
    "verified and refused": (pending(sha256=SHA), [{"digest": "cd" * 32}]),
    "verified in the sweeper's name": (pending(sha256=SHA), [{"digest": SHA, "found": True}]),
}


class _Scene:
    """One scene played on an account; versions are told by their order, since their ids are random."""

    def __init__(self, cloud, logger, scene):
        file, objects = SCENES[scene]
        self.cloud, self.logger = cloud, logger
        logger.configure(ALL, ALL | {"name": "more"})
        if file:
            cloud.announce(file)
        queues._url.cache_clear()  # a new container each time
        self.versions = []
        self.bodies: list[Any] = []
        for number, told in enumerate(objects):
            sent = {name: value for name, value in told.items() if name not in ("digest", "found")}
            version = cloud.upload(**sent)
            body = record(version, sequencer=f"0{number}")
            if "found" in told:
                body = notifications.found(cloud.bucket, KEY, version, len(PNG), at=NOW)
            self.versions.append(version)
            if "digest" in told:
                digest = Digest(KEY, version, cloud.head(version).etag, len(PNG), told["digest"])
                self.bodies.append(digests.answer(body, digest))
            else:
                self.bodies.append([body])

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


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("scene", SCENES)
def test_a_crash_at_any_call_is_mended_by_the_next_delivery(cloud, logger, scene, moment):
    undisturbed = _Scene(cloud, logger, scene)
    calls: list[str] = []
    with interrupted(calls.append):
        assert undisturbed.play() == []
    expected, mails = undisturbed.state(), len(cloud.mails())
    requests = len(cloud.bodies(cloud.verifications))
    processed = len(cloud.bodies(cloud.processing))
    assert processed == (scene.startswith("verified") and "refused" not in scene)
    for call, operation in enumerate(calls, start=1):
        cloud.clear()
        disturbed = _Scene(cloud, logger, scene)
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            disturbed.play()
        assert disturbed.play() == []
        assert disturbed.state() == expected, f"died at call {call}, {operation}"
        # What cannot be undone: a mail that was sent, but not yet noted as sent, comes again.
        last_done = calls[call - 1] if moment == "after-call" else calls[call - 2] if call > 1 else None
        assert len(cloud.mails()) == mails + (last_done == "SendEmail")
        # The same of a request that was sent, but not yet noted: the bytes are read twice, with one result.
        asked_twice = requests > 0 and last_done == "SendMessage"
        assert len(cloud.bodies(cloud.verifications)) == requests + asked_twice
        # It is asked for with each delivery, that it be processed: the first one counts.
        assert bool(cloud.bodies(cloud.processing)) == bool(processed)
