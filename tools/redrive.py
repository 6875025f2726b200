"""python -m tools.redrive QUEUE [ENV]: sends what a dead-letter queue holds to its queue again.

Each message is sent before it is deleted, body for body: a redrive that breaks off may send some twice, and loses none.
SQS's own way to do it (StartMessageMoveTask) would give a message that fails again at once straight back to itself.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from typing import Any

from local.home import Trouble
from tools.environments import client

_AT_ONCE = 10  # the most that SQS hands out, or takes


@dataclass(frozen=True)
class Redriven:
    """How many messages were sent again, and how many came (back) into the dead-letter queue meanwhile."""

    sent: int
    new: int


def redrive(sqs: Any, queue_url: str, dlq_url: str, *, now: float) -> Redriven:
    """Sends all messages that were there `now` (seconds since 1970) again. Raises what SQS raises; the rest stays."""
    sent, new = 0, set[str]()
    while messages := _received(sqs, dlq_url):
        old = [one for one in messages if int(one["Attributes"]["SentTimestamp"]) <= now * 1000]
        for one in old:
            sqs.send_message(QueueUrl=queue_url, MessageBody=one["Body"])
            sqs.delete_message(QueueUrl=dlq_url, ReceiptHandle=one["ReceiptHandle"])
        sent += len(old)
        # Nobody but this program receives here: what was seen once stays hidden until it has ended.
        new |= {one["MessageId"] for one in messages if one not in old}
    return Redriven(sent, len(new))


def _received(sqs: Any, url: str) -> list[dict[str, Any]]:
    """Some messages, none when there seem to be no more: asked long enough for SQS to look everywhere."""
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=_AT_ONCE,
        WaitTimeSeconds=2,
        VisibilityTimeout=300,
        MessageSystemAttributeNames=["SentTimestamp"],
    )
    return list(answer.get("Messages", []))


def urls(sqs: Any, env: str, queue: str) -> tuple[str, str]:
    """The URLs of a queue, by its short name, and of its dead-letter queue. Raises Trouble when there is none."""
    try:
        name = f"inlet-{env}-{queue}"
        return sqs.get_queue_url(QueueName=name)["QueueUrl"], sqs.get_queue_url(QueueName=f"{name}-dlq")["QueueUrl"]
    except sqs.exceptions.QueueDoesNotExist as missing:
        raise Trouble(f"{env} has no queue {queue!r} with a dead-letter queue, as in QUEUE=events") from missing


def _redriven(env: str, queue: str) -> Redriven:
    """Raises Trouble, also when SQS refuses: what was not sent again by then is where it was."""
    sqs = client(env, "sqs")
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    try:
        return redrive(sqs, *urls(sqs, env, queue), now=time.time())
    except (BotoCoreError, ClientError) as error:
        raise Trouble(f"SQS refused ({error}): what was not sent again stays in the dead-letter queue") from error


def _messages(count: int) -> str:
    return f"{count} message{'s'[: count != 1]}"


def main() -> int:
    """Redrives one queue of one environment. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.redrive", description=__doc__)
    parser.add_argument("queue")
    parser.add_argument("environment", nargs="?", default="local")
    asked = parser.parse_args()
    env = asked.environment or "local"
    try:
        done = _redriven(env, asked.queue)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"Sent again to {asked.queue} of {env}: {_messages(done.sent)}")
    if done.new:
        print(f"Came into the dead-letter queue meanwhile: {_messages(done.new)}. Their cause is not mended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
