"""A checksum that is promised with the last part: by clients that hash while they send."""

import pytest

from common.files import catalog
from common.files.file import Arrival
from common.files.lifecycle import Status
from tests.unit.cloud import NOW
from tests.unit.ingestion.multipart import announced, code, sender, sent

__all__ = ["announced", "sender", "sent"]
SHA, OTHER = "ab" * 32, "cd" * 32


CHECKSUMS = [
    # promised     at the end     answer                         is then promised
    (None, None, 200, None),
    (None, SHA, 200, SHA),
    (SHA, None, 200, SHA),
    (SHA, SHA, 200, SHA),
    (SHA, OTHER, 409, SHA),
]


@pytest.mark.parametrize(("promised", "given", "status", "kept"), CHECKSUMS)
def test_a_checksum_may_be_promised_at_the_end(sender, promised, given, status, kept):
    wish = {"sha256": promised} if promised else {}
    sender.announce(**wish)
    sender.send(1, 2, 3)
    answer = sender.complete(**({"sha256": given} if given else {}))
    assert (answer.status, sender.row.sha256) == (status, kept)
    if status == 409:
        assert answer.json["code"] == "checksum_conflict"
        assert sender.content is None
    else:
        assert sender.announce(**wish).status == 201


def test_of_two_checksums_at_the_end_the_first_counts(sent):
    assert sent.complete(sha256=SHA).status == 200
    assert code(sent.complete(sha256=OTHER)) == (409, "checksum_conflict")
    assert sent.complete(sha256=SHA).status == 200
    assert sent.row.sha256 == SHA


def test_a_checksum_that_comes_after_the_object_was_taken_is_too_late(sent):
    sent.complete()
    catalog.move("catalog", sent.row, Status.UPLOADED, by="logger", at=NOW, arrival=Arrival("v", "e", 1300, NOW))
    assert code(sent.complete(sha256=SHA)) == (409, "checksum_conflict")


def test_a_checksum_that_comes_before_the_object_was_taken_counts(sent):
    sent.complete()
    assert sent.complete(sha256=SHA).status == 200
    assert sent.row.sha256 == SHA


def test_missing_parts_promise_no_checksum(announced):
    assert code(announced.complete(sha256=SHA)) == (409, "upload_incomplete")
    assert announced.row.sha256 is None
