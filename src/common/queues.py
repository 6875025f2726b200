"""What functions put into queues themselves: what they hand to one another, and what no further delivery could mend."""

from functools import cache
from typing import TYPE_CHECKING

from common import aws, logs
from common.backoff import attempts
from common.errors import Busy

# Of one call of SendMessageBatch: messages, and bytes in all of them.
_CALL_MESSAGES = 10
_CALL_BYTES = 256 * 1024
_ROUNDS = 3

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef


def send(queue: str, body: str) -> None:
    """Puts a message into the queue named `queue`. Raises Busy when SQS asks for patience."""
    _send(queue, body, {})


def send_all(queue: str, bodies: list[str]) -> list[bool]:
    """Puts messages (ASCII, each at most 256 KiB) into the queue named `queue`, in as few calls as they fit into.

    Answers for each whether SQS took it. What it did not take was tried again; SQS may have taken that nevertheless
    when its answer got lost, so a message may be there and count as not taken, or be there twice.
    """
    waiting = list(range(len(bodies)))
    for _ in attempts(_ROUNDS):
        waiting = _send_those(queue, bodies, waiting)
        if not waiting:
            break
    return [number not in waiting for number in range(len(bodies))]


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


def _send_those(queue: str, bodies: list[str], numbers: list[int]) -> list[int]:
    """One round: sends the bodies of these numbers and returns the numbers of those that SQS did not take."""
    refused: set[int] = set()
    groups = _groups(bodies, numbers)
    for position, group in enumerate(groups):
        try:
            refused |= _send_group(queue, {number: bodies[number] for number in group})
        except Busy:
            # Who does not answer one call does not answer the next: a pause comes first.
            refused.update(number for later in groups[position:] for number in later)
            break
    return [number for number in numbers if number in refused]


def _groups(bodies: list[str], numbers: list[int]) -> list[list[int]]:
    """The numbers in groups whose bodies are sent in one call."""
    groups: list[list[int]] = []
    room = 0
    for number in numbers:
        size = len(bodies[number])
        if not groups or len(groups[-1]) == _CALL_MESSAGES or size > room:
            groups.append([])
            room = _CALL_BYTES
        groups[-1].append(number)
        room -= size
    return groups


def _send_group(queue: str, bodies: dict[int, str]) -> set[int]:
    """One call; the numbers of what SQS did not take. Raises Busy."""
    if len(bodies) == 1:
        send(queue, *bodies.values())
        return set()
    with aws.calling():
        answer = aws.sqs().send_message_batch(
            QueueUrl=_url(queue),
            Entries=[{"Id": str(number), "MessageBody": body} for number, body in bodies.items()],
        )
    failed = answer.get("Failed", [])
    if failed:
        logs.warning("messages not taken", queue=queue, codes=sorted({one["Code"] for one in failed}))
    return {int(one["Id"]) for one in failed}
