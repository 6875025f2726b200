"""The step `scan` under its own role: a real clamd with the definitions in the bucket, the row, and the tag."""

from typing import Any

import pytest

from tests.e2e.cloud import key_of, put
from tests.e2e.processed import begin, file_of
from tests.scanner.conftest import EICAR, EICAR_NAME, encrypted, zipped

ZIP = {"filename": "a.zip", "contentType": "application/zip"}


@pytest.fixture
def begun(alice, cloud):
    """Uploads a file and begins a run of it; what the state machine would then hand to the step."""

    def upload(content: bytes) -> dict[str, Any]:
        signed = alice.sign(**ZIP, size=len(content))
        assert put(signed, content).status_code == 200
        assert alice.settled(signed["fileId"])["status"] == "uploaded"
        return begin(cloud, key_of(signed["url"]))

    return upload


def verdict(cloud: Any, task: dict[str, Any]) -> str | None:
    """The verdict by which S3 knows the version."""
    tags = cloud.root("s3").get_object_tagging(
        Bucket=cloud.outputs["uploads_bucket"], Key=task["key"], VersionId=task["versionId"]
    )["TagSet"]
    return {tag["Key"]: tag["Value"] for tag in tags}.get("verdict")


CASES = {
    "clean": (zipped({"a.txt": b"hello"}), "ok", "clean", "clean", None),
    "infected": (zipped({"a.com": EICAR}), "infected", "infected", "infected", EICAR_NAME),
    "encrypted": (encrypted(b"hello" * 99), "refused", "unscanned", "refused", "Heuristics.Encrypted.Zip"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_gets_its_verdict(begun, cloud, name):
    content, outcome, result, tag, signature = CASES[name]
    task = begun(content)
    assert verdict(cloud, task) is None
    assert cloud.invoke("scan", task)["outcome"] == outcome
    assert verdict(cloud, task) == tag
    found: Any = file_of(cloud, task["key"]).processing
    assert (found.scan.result, found.scan.signature, found.scan.scanner) == (result, signature, "clamav")
    assert found.scan.definitions.startswith("own-")


def test_a_version_that_is_gone_is_told_so(begun, cloud):
    task = begun(zipped({"a.txt": b"hello"}))
    s3, bucket = cloud.root("s3"), cloud.outputs["uploads_bucket"]
    s3.delete_object(Bucket=bucket, Key=task["key"], VersionId=task["versionId"])
    assert cloud.invoke("scan", task)["outcome"] == "gone"
