"""What GuardDuty told of versions, in rows beside their files': its event may come before a file can be processed."""

import json

from botocore.exceptions import ClientError

from common import aws
from common.files.file import FileId
from common.files.file_rows import Item, row_key
from processor.router.messages import THREATS_FOUND, Verdict


def keep(table: str, file_id: FileId, version_id: str, verdict: Verdict) -> None:
    """Keeps the verdict on a version in place of an earlier one, unless that found something. Raises Busy."""
    with aws.calling():
        try:
            aws.dynamodb().update_item(
                TableName=table,
                Key=_key(file_id, version_id),
                UpdateExpression="SET verdict = :verdict, threats = :threats",
                ConditionExpression="attribute_not_exists(verdict) OR verdict <> :found",
                ExpressionAttributeValues={
                    ":verdict": {"S": verdict.status},
                    ":threats": {"S": json.dumps(verdict.threats, ensure_ascii=False)},
                    ":found": {"S": THREATS_FOUND},
                },
            )
        except ClientError as failure:
            if aws.code(failure) != "ConditionalCheckFailedException":
                raise


def find(table: str, file_id: FileId, version_id: str) -> Verdict | None:
    """The verdict on a version; None when there was none yet. Raises Busy."""
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table, Key=_key(file_id, version_id), ConsistentRead=True)
    if "Item" not in answer:
        return None
    return Verdict(answer["Item"]["verdict"]["S"], tuple(json.loads(answer["Item"]["threats"]["S"])))


def _key(file_id: FileId, version_id: str) -> Item:
    return row_key(file_id) | {"sk": {"S": f"GUARDDUTY#{version_id}"}}
