"""A digest is believed only where it stands in the verifier's form, and of the one version that it names."""

import dataclasses
import json
from typing import Any

import pytest

from common.files import digests, notifications
from common.files.digests import Digest
from common.files.file import Head
from common.files.notifications import Malformed
from tests.unit.cloud import KEY, NOW, PNG
from tests.unit.logger.conftest import record

SHA = "ab" * 32
DIGEST = Digest(KEY, "v1", "etag", len(PNG), SHA)
HEAD = Head("v1", "etag", len(PNG), "image/png", NOW, tagged=False)


def told(text: str) -> Any:
    message = notifications.read(text)
    return digests.parse(message.verified, notifications.parse(message.records[0]))


def test_an_arrival_goes_and_comes_back_as_it_was():
    asked = notifications.read(digests.request(record("v1"), "request-1"))
    assert asked == notifications.Message((record("v1"),), None, "request-1")
    answered = digests.answer(asked.records[0], DIGEST)
    assert notifications.read(answered).records == asked.records
    assert told(answered) == DIGEST


GOOD = json.loads(digests.answer(record("v1"), DIGEST))
FORM = "the digest has the wrong form"
OTHER = "the digest is of another version"
FORGED = [
    # verified                                     what is wrong
    ({}, FORM),
    ([], FORM),
    (SHA, FORM),
    (0, FORM),
    (False, FORM),
    (GOOD["Verified"] | {"more": ""}, FORM),
    (GOOD["Verified"] | {"sha256": 7}, FORM),
    (GOOD["Verified"] | {"sha256": None}, FORM),
    (GOOD["Verified"] | {"sha256": SHA[1:]}, FORM),
    (GOOD["Verified"] | {"sha256": SHA.upper()}, FORM),
    (GOOD["Verified"] | {"sha256": SHA + "\n"}, FORM),
    (GOOD["Verified"] | {"size": "8"}, FORM),
    (GOOD["Verified"] | {"size": True}, FORM),
    (GOOD["Verified"] | {"size": 8.0}, FORM),
    (GOOD["Verified"] | {"key": "another"}, OTHER),
    (GOOD["Verified"] | {"versionId": "v2"}, OTHER),
]


@pytest.mark.parametrize(("verified", "wrong"), FORGED)
def test_what_is_no_digest_of_this_version(verified, wrong):
    with pytest.raises(Malformed) as raised:
        told(json.dumps(GOOD | {"Verified": verified}))
    assert str(raised.value) == wrong


def test_only_what_arrived_has_a_digest():
    removal = record("v1", "ObjectRemoved:Delete")
    with pytest.raises(Malformed, match=OTHER):
        told(json.dumps(GOOD | {"Records": [removal]}))


def test_nothing_inside_a_record_is_taken_for_a_digest():
    """What a client chooses reaches a notification as text within its record."""
    key = json.dumps({"Verified": GOOD["Verified"]})
    sent = record("v1", key=key)
    sent["userIdentity"]["principalId"] = key
    sent["Verified"] = sent["s3"]["Verified"] = GOOD["Verified"]
    assert notifications.read(json.dumps({"Records": [sent]})).verified is None


def test_it_stands_for_the_checksum_that_s3_does_not_keep():
    assert digests.proven(HEAD, DIGEST) == dataclasses.replace(HEAD, checksum_sha256=SHA)


def test_what_s3_keeps_itself_counts_more():
    known = dataclasses.replace(HEAD, checksum_sha256="cd" * 32)
    assert digests.proven(known, DIGEST) == known


@pytest.mark.parametrize("change", [{"version_id": "v2"}, {"etag": "another"}, {"size": 9}])
def test_it_proves_no_other_object(change):
    with pytest.raises(Malformed, match=OTHER):
        digests.proven(dataclasses.replace(HEAD, **change), DIGEST)
