"""SQS entry of the router: messages about files in, each run through the state machine to its end."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from common import aws, logs, queues, times
from common.errors import Busy
from processor.router import machine, messages, runs
from processor.router.settings import RouterSettings, for_router

# The pause before the next delivery is doubled so often at most.
_DOUBLED = 4


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{"Records": [{"messageId": "…", "receiptHandle": "…", "body": <a message of messages.py>, "attributes":
    {"ApproximateReceiveCount": "1"}}]} → {"batchItemFailures": […]}.

    All messages of a batch run at once. One that fails fails alone and is delivered again soon; what Inlet or AWS never
    sent goes to the dead-letter queue at once.
    """
    logs.setup()
    conf = for_router()
    records = event["Records"]
    # Clients are made by one thread, and then used by all.
    aws.dynamodb(), aws.s3(), aws.sqs(), machine.client(conf.machine_seconds)
    with ThreadPoolExecutor(len(records)) as pool:
        # A thread knows what is bound to the log lines only when it is told.
        done = [pool.submit(copy_context().run, _took, message, conf) for message in records]
        failed = [message for message, one in zip(records, done, strict=True) if not one.result()]
    return {"batchItemFailures": [{"itemIdentifier": message["messageId"]} for message in failed]}


def _took(message: dict[str, Any], conf: RouterSettings) -> bool:
    """Whether the message is dealt with, or put away for good."""
    deliveries = int(message["attributes"]["ApproximateReceiveCount"])
    with logs.bound(correlationId=message["messageId"], messageId=message["messageId"]):
        try:
            try:
                wanted = messages.parse(message["body"])
                runs.follow(wanted, conf, at=times.now(), last=deliveries >= conf.max_receive_count)
            except messages.Malformed as reason:
                logs.warning("message failed", kind="Malformed", reason=str(reason))
                queues.put_away(conf.processing_dlq, message["body"], str(reason))
        except (Busy, machine.Failed) as reason:
            logs.warning("message failed", kind=type(reason).__name__, reason=str(reason))
        except Exception:  # noqa: BLE001 - whatever it is, it must fail this message and no other
            logs.failure("message failed")
        else:
            return True
        _soon(message, deliveries, conf)
    return False


def _soon(message: dict[str, Any], deliveries: int, conf: RouterSettings) -> None:
    """Has a message that failed delivered again in a minute or two; should that fail, at its visibility timeout."""
    pause = conf.retry_seconds * 2 ** min(deliveries - 1, _DOUBLED)
    try:
        queues.deliver_again(conf.processing_queue, message["receiptHandle"], after_seconds=pause)
    except Exception:  # noqa: BLE001 - that the message failed must be told all the same
        logs.failure("message comes again late")
