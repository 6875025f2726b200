"""A file as a row of the catalogue: its key, its attributes, its place in the index by status. Pure."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from common import times
from common.files import places
from common.files.file import Arrival, Deletion, File, FileId, Method, Verification
from common.files.lifecycle import Status
from common.files.processing import from_plain, to_plain
from common.files.usage import Amount
from common.files.waiting import Wait, waits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]
else:
    Item = dict


def row_key(file_id: FileId) -> Item:
    """The primary key of a file's row."""
    return {"pk": {"S": f"F#{file_id.key}"}, "sk": {"S": "FILE"}}


def sign_of_life(table: str, file_id: FileId, *, by: str, at: datetime) -> dict[str, Any]:
    """The update that notes that `by` gave a sign of life of a file, as long as it is pending, whatever else of it has
    changed.
    """
    return {
        "TableName": table,
        "Key": row_key(file_id),
        # The revision moves too: a sweeper that read the row before must not expire it now.
        "UpdateExpression": (
            "SET waitingSince = :at, signedAt = :at, changedAt = :at, changedBy = :by ADD revision :one"
        ),
        "ConditionExpression": "#status = :pending",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {
            ":at": {"S": times.text(at)},
            ":by": {"S": by},
            ":pending": {"S": Status.PENDING},
            ":one": {"N": "1"},
        },
    }


def to_item(file: File) -> Item:
    """The row's attributes; what is None is absent."""
    values: dict[str, str | int | datetime | None] = {
        "tenantId": file.id.tenant,
        "fileId": file.id.id,
        "owner": file.owner,
        "project": file.project,
        "filename": file.filename,
        "contentType": file.content_type,
        "status": file.status.value,
        "maxBytes": file.max_bytes,
        "createdAt": file.created_at,
        "changedAt": file.changed_at,
        "changedBy": file.changed_by,
        "correlationId": file.correlation_id,
        "revision": file.revision,
        "size": file.size,
        "sha256": file.sha256,
        "hashedLate": 1 if file.hashed_late else None,
        "method": file.method.value,
        "partSize": file.part_size,
        "multipartId": file.multipart_id,
        # Not escaped: a row may be as large as what was promised, not three times that.
        "tags": json.dumps(file.tags, ensure_ascii=False) if file.tags else None,
        "metadata": json.dumps(file.metadata, ensure_ascii=False) if file.metadata else None,
        "signedAt": file.signed_at,
        "rejectedVersion": file.rejected_version,
        "reasonCode": file.reason_code,
        "reason": file.reason,
        "shard": file.shard,
        "promised": file.promised,
        "usageShard": file.usage_shard,
        "heldBytes": file.held.bytes or None,
        "heldFiles": file.held.files or None,
    }
    if by_status := places.status_partition(file.id.tenant, file.status, file.shard):
        values |= {"statusKey": by_status, "statusAt": places.sort_key(file.created_at, file.id.id)}
    if file.arrival:
        values |= {
            "versionId": file.arrival.version_id,
            "etag": file.arrival.etag,
            "arrivedBytes": file.arrival.size,
            "uploadedAt": file.arrival.uploaded_at,
        }
    if file.verification:
        values |= {
            "verifyingVersion": file.verification.version_id,
            "verifyingSince": file.verification.started_at,
            "verifiedAt": file.verification.ended_at,
            "verifyAttempts": file.verification.attempts,
        }
    if file.deletion:
        values |= {
            "deletedAt": file.deletion.at,
            "deletedBy": file.deletion.by,
            "deletedFrom": file.deletion.status.value,
            "purgingSince": file.deletion.purging_since,
        }
    item = row_key(file.id) | {name: _attribute(value) for name, value in values.items() if value is not None}
    if file.processing:
        item["processing"] = nested(to_plain(file.processing))
    return item


def nested(value: Any) -> Any:
    """`value` - text, whole numbers, and objects of them - as an attribute's value."""
    if isinstance(value, dict):
        return {"M": {name: nested(one) for name, one in value.items()}}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _plain(attribute: Any) -> Any:
    """What `nested` made an attribute of."""
    ((kind, value),) = attribute.items()
    if kind == "M":
        return {name: _plain(one) for name, one in value.items()}
    return int(value) if kind == "N" else value


def _attribute(value: str | int | datetime) -> Any:
    if isinstance(value, datetime):
        return {"S": times.text(value)}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def from_item(item: Any) -> File:
    """The file that `to_item` wrote."""
    row = {name: next(iter(value.values())) for name, value in item.items()}
    arrival = None
    if "versionId" in row:
        arrival = Arrival(row["versionId"], row["etag"], int(row["arrivedBytes"]), times.parse(row["uploadedAt"]))
    verification = None
    if "verifyingVersion" in row:
        ended_at = times.parse(row["verifiedAt"]) if "verifiedAt" in row else None
        attempts = int(row.get("verifyAttempts", 1))
        verification = Verification(row["verifyingVersion"], times.parse(row["verifyingSince"]), ended_at, attempts)
    deletion = None
    if "deletedAt" in row:
        purging_since = times.parse(row["purgingSince"]) if "purgingSince" in row else None
        deletion = Deletion(times.parse(row["deletedAt"]), row["deletedBy"], Status(row["deletedFrom"]), purging_since)
    return File(
        id=FileId(row["tenantId"], row["fileId"]),
        owner=row["owner"],
        project=row["project"],
        filename=row["filename"],
        content_type=row["contentType"],
        status=Status(row["status"]),
        max_bytes=int(row["maxBytes"]),
        created_at=times.parse(row["createdAt"]),
        changed_at=times.parse(row["changedAt"]),
        changed_by=row["changedBy"],
        correlation_id=row["correlationId"],
        size=int(row["size"]) if "size" in row else None,
        sha256=row.get("sha256"),
        hashed_late="hashedLate" in row,
        method=Method(row.get("method", Method.PUT)),
        part_size=int(row["partSize"]) if "partSize" in row else None,
        multipart_id=row.get("multipartId"),
        tags=tuple(json.loads(row.get("tags", "[]"))),
        metadata=json.loads(row.get("metadata", "{}")),
        revision=int(row["revision"]),
        signed_at=times.parse(row["signedAt"]) if "signedAt" in row else None,
        arrival=arrival,
        rejected_version=row.get("rejectedVersion"),
        reason_code=row.get("reasonCode"),
        reason=row.get("reason"),
        verification=verification,
        processing=from_plain(_plain(item["processing"])) if "processing" in item else None,
        shard=int(row.get("shard", 0)),
        promised=row.get("promised"),
        deletion=deletion,
        usage_shard=int(row["usageShard"]) if "usageShard" in row else None,
        held=Amount(int(row.get("heldBytes", 0)), held_files := int(row.get("heldFiles", 0)), held_files),
        listed=waits(row, Wait.PENDING),
    )
