"""What functions put into queues themselves: what they hand to one another, and what no further delivery could mend."""

from functools import cache
from typing import TYPE_CHECKING

from common import aws
from common.backoff import attempts
from common.errors import Busy

_ROUNDS = 3

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef


def send(queue: str, body: str, *, after_seconds: int = 0) -> None:
    """Puts a message into the queue named `queue`, to be delivered then. Raises Busy when SQS asks for patience."""
    _send(queue, body, {}, after_seconds)


def send_all(queue: str, bodies: list[str]) -> list[bool]:
    """Puts messages into the queue named `queue`. Answers for each whether SQS took it, at once or when asked again.

    SQS may also have taken a message whose answer was lost: it may be there and count as not taken, or be there twice.
    """
    taken = [False] * len(bodies)
    for _ in attempts(_ROUNDS):
        for number, body in enumerate(bodies):
            if not taken[number]:
                try:
                    send(queue, body)
                except Busy:
                    break  # who does not answer one call does not answer the next: a pause comes first
                taken[number] = True
        if all(taken):
            break
    return taken


def put_away(queue: str, body: str, reason: str) -> None:
    """Puts a message with its `reason` into the dead-letter queue named `queue`. Raises Busy."""
    _send(queue, body, {"reason": {"DataType": "String", "StringValue": reason}})


def deliver_again(queue: str, receipt: str, *, after_seconds: int) -> None:
    """Lets the message that was received with `receipt` be delivered again then, not at its visibility timeout.

    Raises Busy.
    """
    with aws.calling():
        aws.sqs().change_message_visibility(
            QueueUrl=_url(queue), ReceiptHandle=receipt, VisibilityTimeout=after_seconds
        )


def _send(queue: str, body: str, attributes: "dict[str, MessageAttributeValueTypeDef]", after_seconds: int = 0) -> None:
    with aws.calling():
        aws.sqs().send_message(
            QueueUrl=_url(queue), MessageBody=body, MessageAttributes=attributes, DelaySeconds=after_seconds
        )


@cache
def _url(queue: str) -> str:
    return aws.sqs().get_queue_url(QueueName=queue)["QueueUrl"]
