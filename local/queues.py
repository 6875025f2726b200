"""Which queues of the embedded cloud are worked off, and how much waits in one: for whoever waits until all is done."""

from typing import Any

from local.home import Home
from local.outputs import client

_COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]


def worked_off(queues: dict[str, Any], place: Home) -> list[str]:
    """The URLs of those `queues` (Terraform's output) that Lambda takes from. One that is paused keeps what it has."""
    mappings = client("lambda", place).list_event_source_mappings()["EventSourceMappings"]
    taken = {one["EventSourceArn"].rpartition(":")[2] for one in mappings if one["State"] in ("Enabled", "Enabling")}
    return [queue["url"] for queue in queues.values() if queue["url"].rpartition("/")[2] in taken]


def waiting(sqs: Any, url: str) -> int:
    """How many messages wait in a queue, or are being worked on."""
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=_COUNTS)["Attributes"]
    return sum(int(told[count]) for count in _COUNTS)
