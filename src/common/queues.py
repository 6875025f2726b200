"""What functions put into queues themselves: what they hand to one another, and what no further delivery could mend."""

from functools import cache
from typing import TYPE_CHECKING

from common import aws

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef


def send(queue: str, body: str) -> None:
    """Puts a message into the queue named `queue`. Raises Busy when SQS asks for patience."""
    _send(queue, body, {})


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


def _send(queue: str, body: str, attributes: "dict[str, MessageAttributeValueTypeDef]") -> None:
    with aws.calling():
        aws.sqs().send_message(QueueUrl=_url(queue), MessageBody=body, MessageAttributes=attributes)


@cache
def _url(queue: str) -> str:
    return aws.sqs().get_queue_url(QueueName=queue)["QueueUrl"]
