"""A file in three parts, small enough for tests: its client, and a look at what S3 keeps of it."""

from dataclasses import dataclass
from typing import Any

import pytest

from common import aws
from common.files import catalog
from common.files.file import FileId
from ingestion.tenants import identity
from ingestion.uploads import parts
from tests.unit.ingestion.conftest import ALICE, ENVIRONMENT, Api

ID = "0b0e7c1e-6f7d-4a3b-9a51-1f6f0a2b3c4d"
TENANT = identity.user(ALICE).personal_tenant
KEY = FileId(TENANT, ID).key
BUCKET = ENVIRONMENT["UPLOADS_BUCKET"]
BODIES = [b"a" * 600, b"b" * 600, b"c" * 100]
VIDEO = {"filename": "a.mp4", "contentType": "video/mp4", "size": 1300, "method": "MULTIPART", "fileId": ID}
PARTS, COMPLETE = "POST /uploads/{id}/parts", "POST /uploads/{id}/complete"


@dataclass(frozen=True)
class Sender:
    """Uploads the file of this module through the API, and to S3 as its signed URLs would."""

    api: Api

    def announce(self, *more: dict[str, Any], **file: Any) -> Any:
        """POST /uploads for the file, and further ones."""
        return self.api("POST /uploads", body={"files": [VIDEO | file, *more]})

    def parts(self, *numbers: int, **more: Any) -> Any:
        """POST /uploads/{id}/parts."""
        return self.api(PARTS, upload=ID, body={"partNumbers": list(numbers)}, **more)

    def send(self, *numbers: int, body: bytes | None = None) -> None:
        """Puts parts where the row says."""
        for number in numbers:
            aws.s3().upload_part(
                Bucket=BUCKET,
                Key=KEY,
                UploadId=self.row.multipart_id,
                PartNumber=number,
                Body=BODIES[number - 1] if body is None else body,
            )

    def complete(self, **body: Any) -> Any:
        """POST /uploads/{id}/complete, without a body where nothing is given."""
        return self.api(COMPLETE, upload=ID, body=body or None)

    @property
    def row(self) -> Any:
        """The file as the catalogue has it."""
        return catalog.find("catalog", FileId(TENANT, ID))

    @property
    def begun(self) -> list[str]:
        """The ids of the multipart uploads that S3 keeps."""
        listed = aws.s3().list_multipart_uploads(Bucket=BUCKET)
        return [one["UploadId"] for one in listed.get("Uploads", [])]

    @property
    def content(self) -> bytes | None:
        """What the object holds; None where there is none."""
        if not aws.s3().list_objects_v2(Bucket=BUCKET, Prefix=KEY).get("Contents"):
            return None
        return aws.s3().get_object(Bucket=BUCKET, Key=KEY)["Body"].read()


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a problem."""
    return answer.status, answer.json["code"]


def etags(sender: Sender) -> list[dict[str, Any]]:
    """The parts that S3 has, as a client names them to have them joined."""
    return [{"partNumber": one["partNumber"], "etag": one["etag"]} for one in sender.parts().json["uploaded"]]


@pytest.fixture
def sender(api: Api, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Parts of 600 bytes, which the S3 in this process takes."""
    monkeypatch.setattr(parts, "part_size", lambda _: 600)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
    return Sender(api)


@pytest.fixture
def announced(sender: Sender) -> Sender:
    """Its file is announced."""
    assert sender.announce().status == 201
    return sender


@pytest.fixture
def sent(announced: Sender) -> Sender:
    """All parts of its file are in S3, the last came first."""
    announced.send(3, 1, 2)
    return announced
