"""Admission: which version is taken, and why another is not."""

import dataclasses

import pytest

from common.files.admission import Admitted, Rejected, Unproven, admit
from common.files.file import Arrival, Head
from common.files.lifecycle import Status
from tests.unit.cloud import NOW, PNG, pending

SHA = "ab" * 32
GOOD = Head("v1", "etag", len(PNG), "image/png", NOW, tagged=False)
PINNED = Arrival("v1", "etag", len(PNG), NOW)
OPEN = pending(size=None)
UPLOADED = pending(status=Status.UPLOADED, arrival=PINNED)
REFUSED = pending(status=Status.REJECTED, rejected_version="v1", reason_code="too_large", reason="Too large.")


def head(**changes):
    return dataclasses.replace(GOOD, **changes)


ADMITTED = [
    # file                        head                              first
    (pending(), GOOD, True),
    (OPEN, head(size=1000), True),
    (pending(sha256=SHA), head(checksum_sha256=SHA), True),
    (pending(), head(checksum_sha256=SHA), True),
    (UPLOADED, GOOD, False),
    (dataclasses.replace(UPLOADED, sha256=SHA), GOOD, False),
    (dataclasses.replace(UPLOADED, status=Status.COMPLETED), head(tagged=True), False),
    (dataclasses.replace(UPLOADED, status=Status.DELETED), GOOD, False),
]


@pytest.mark.parametrize(("file", "version", "first"), ADMITTED)
def test_admitted(file, version, first):
    assert admit(file, version) == Admitted(first)


REJECTED = [
    # file                        head                              code                settles
    (None, GOOD, "unannounced", False),
    (pending(), head(tagged=True), "tagged", True),
    (pending(), head(size=9), "size_mismatch", True),
    (pending(), head(size=0), "size_mismatch", True),
    (pending(size=2000), head(size=2000), "too_large", True),
    (OPEN, head(size=1001), "too_large", True),
    (OPEN, head(size=0), "empty", True),
    (pending(), head(content_type="image/jpeg"), "type_mismatch", True),
    (pending(), head(content_type=""), "type_mismatch", True),
    (pending(sha256=SHA), head(checksum_sha256="cd" * 32), "checksum_mismatch", True),
    (pending(sha256=SHA, size=9), GOOD, "size_mismatch", True),
    (pending(sha256=SHA), head(tagged=True), "tagged", True),
    (pending(sha256=SHA), head(content_type="image/jpeg"), "type_mismatch", True),
    (pending(sha256=SHA, size=None), head(size=1001), "too_large", True),
    (pending(sha256=SHA, size=None), head(size=0), "empty", True),
    (pending(sha256=SHA, status=Status.ABORTED), GOOD, "aborted", False),
    (pending(sha256=SHA, status=Status.EXPIRED), GOOD, "expired", False),
    (dataclasses.replace(UPLOADED, sha256=SHA), head(version_id="v2"), "overwrite", False),
    (dataclasses.replace(REFUSED, sha256=SHA), head(version_id="v2"), "already_rejected", False),
    (UPLOADED, head(version_id="v2"), "overwrite", False),
    (dataclasses.replace(UPLOADED, status=Status.DELETED), head(version_id="v2"), "overwrite", False),
    (REFUSED, GOOD, "too_large", False),
    (REFUSED, head(version_id="v2"), "already_rejected", False),
    (pending(status=Status.EXPIRED), GOOD, "expired", False),
    (pending(status=Status.ABORTED), GOOD, "aborted", False),
    (pending(status=Status.DELETED), GOOD, "deleted", False),
    (pending(status=Status.PROCESSING), GOOD, "overwrite", False),
]


@pytest.mark.parametrize(("file", "version", "code", "settles"), REJECTED)
def test_rejected(file, version, code, settles):
    decision = admit(file, version)
    assert isinstance(decision, Rejected)
    assert (decision.rejection.code, decision.settles) == (code, settles)
    assert decision.rejection.reason


@pytest.mark.parametrize("file", [pending(sha256=SHA), pending(sha256=SHA, size=None)])
def test_only_a_promised_checksum_that_s3_does_not_know_has_to_be_read(file):
    assert admit(file, GOOD) == Unproven(file)
    assert admit(file, head(checksum_sha256=SHA)) == Admitted(first=True)
    assert admit(dataclasses.replace(file, sha256=None), GOOD) == Admitted(first=True)
