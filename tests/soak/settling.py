"""After the storm: queues run empty, and the day passes after which the sweeper ends what never came."""

from datetime import timedelta
from typing import Any

from common import times
from local import queues
from tests.e2e.cloud import Cloud, eventually
from tests.soak import evidence

_QUICKLY_SECONDS = 10
_IDLE_LOOKS = 20  # in a row, each a tenth of a second after the one before


def hurry(cloud: Cloud) -> None:
    """Has all queues deliver again within seconds what was not done."""
    for queue in cloud.outputs["queues"].values():
        attributes = {"VisibilityTimeout": str(_QUICKLY_SECONDS)}
        cloud.root("sqs").set_queue_attributes(QueueUrl=queue["url"], Attributes=attributes)


def wait_for_queues(cloud: Cloud, patience_seconds: float = 300) -> None:
    """Until nothing is waiting or under way."""
    sqs, idle = cloud.root("sqs"), 0
    urls = queues.worked_off(cloud.outputs["queues"], cloud.place)

    def settled() -> bool:
        nonlocal idle
        busy = sum(queues.waiting(sqs, url) for url in urls)
        idle = 0 if busy else idle + 1
        return idle >= _IDLE_LOOKS

    eventually(settled, patience_seconds)


def sweep(cloud: Cloud) -> int:
    """Lets two days pass and runs the sweeper; how many uploads were pending."""
    pending = [row.key for row in evidence.rows(cloud).values() if row.status == "pending"]
    for key in pending:
        _put_back(cloud.root("dynamodb"), cloud.outputs["catalog_table"], key)
    cloud.invoke("sweeper", {})
    return len(pending)


def _put_back(dynamodb: Any, table: str, key: str) -> None:
    """Only for a row in the index: the sweeper has to find it by that."""
    then = {"S": times.text(times.now() - timedelta(days=2))}
    dynamodb.update_item(
        TableName=table,
        Key={"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}},
        UpdateExpression="SET signedAt = :then, waitingSince = :then",
        ConditionExpression="attribute_exists(waitingIn)",
        ExpressionAttributeValues={":then": then},
    )
