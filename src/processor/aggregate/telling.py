"""Tenants that had events in a period, what they are told of it, and the marks of what was told.

Told at least once: a run that dies between telling and its mark tells again, with the same id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import aws, times
from common.events import keys, totals
from common.events.keys import BAD_SHARDS
from common.events.totals import TooMuch
from processor.aggregate import figures
from processor.aggregate.figures import MOST_BAD, Report
from processor.aggregate.periods import Period

PUBLISHED, MAILED = "publishedAt", "mailedAt"


@dataclass(frozen=True)
class Active:
    """A tenant that had events in a period, and which marks are there."""

    tenant: str
    marks: frozenset[str]


def active(table: str, period: Period) -> Iterator[Active]:
    """The tenants that had events in the period, as far as they are in the totals. Raises Busy."""
    start: dict[str, Any] = {}
    while True:
        with aws.calling():
            answer = aws.dynamodb().query(
                TableName=table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": keys.active(period.name)}},
                ConsistentRead=True,
                **start,
            )
        for item in answer["Items"]:
            yield Active(item["sk"]["S"], frozenset(item) & {PUBLISHED, MAILED})
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def report(table: str, tenant: str, period: Period) -> Report:
    """The figures as they are now; of all types together only, where there are too many of them. Raises Busy."""
    try:
        reading = totals.read(table, tenant, period.with_the_one_before)
    except TooMuch:
        reading = totals.read(table, tenant, period.with_the_one_before, "")
    return Report(
        tenant=tenant,
        period=period,
        reading=reading,
        pages=totals.read_pages(table, tenant, period.name),
        bad=_bad(table, tenant, period),
    )


def publish(topic: str, told: Report) -> None:
    """Publishes a report. Raises Busy."""
    with aws.calling():
        aws.sns().publish(
            TopicArn=topic,
            Subject=told.letter().subject,
            Message=figures.published(told),
            MessageStructure="json",
            MessageAttributes={
                "tenantId": {"DataType": "String", "StringValue": told.tenant},
                "period": {"DataType": "String", "StringValue": told.period.kind},
            },
        )


def mark(table: str, tenant: str, period: Period, name: str, at: datetime) -> None:
    """Notes that the report went out. Raises Busy."""
    with aws.calling():
        aws.dynamodb().update_item(
            TableName=table,
            Key={"pk": {"S": keys.active(period.name)}, "sk": {"S": tenant}},
            UpdateExpression="SET #mark = :at",
            ExpressionAttributeNames={"#mark": name},
            ExpressionAttributeValues={":at": {"S": times.text(at)}},
        )


def _bad(table: str, tenant: str, period: Period) -> int:
    """How many bad events were received in the period; no more than MOST_BAD are counted."""
    count = 0
    for shard in range(BAD_SHARDS):
        start: dict[str, Any] = {}
        while count < MOST_BAD:
            with aws.calling():
                answer = aws.dynamodb().query(
                    TableName=table,
                    KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :end",
                    ExpressionAttributeValues={
                        ":pk": {"S": keys.bad(tenant, shard)},
                        ":first": {"S": times.text(period.begins_at)},
                        # Sort keys go on after the instant, so that of the next period's first is beyond its end.
                        ":end": {"S": times.text(period.ends_at)},
                    },
                    Select="COUNT",
                    **start,
                )
            count += answer["Count"]
            if "LastEvaluatedKey" not in answer:
                break
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    return min(count, MOST_BAD)
