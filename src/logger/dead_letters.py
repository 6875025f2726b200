"""The dead-letter queue, for messages that no further delivery could mend: there at once, with the reason."""

from functools import cache

from common import aws


def put(queue: str, body: str, reason: str) -> None:
    """Puts a message with its `reason` into the queue named `queue`. Raises Busy when SQS asks for patience."""
    with aws.calling():
        aws.sqs().send_message(
            QueueUrl=_url(queue),
            MessageBody=body,
            MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
        )


@cache
def _url(queue: str) -> str:
    return aws.sqs().get_queue_url(QueueName=queue)["QueueUrl"]
