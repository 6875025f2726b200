"""What a queue holds, handed to its function by the test instead of by Lambda: when and as often as the test likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.e2e.cloud import Cloud, eventually


@dataclass(frozen=True)
class Messages:
    """The messages of `queue`, for `function`: both by their short names."""

    cloud: Cloud
    queue: str
    function: str

    @property
    def _url(self) -> str:
        return str(self.cloud.outputs["queues"][self.queue]["url"])

    def take(self, *containing: str) -> dict[str, Any]:
        """The next message with these texts in its body, as the function is handed it. Others are handed over now."""
        while True:
            message = eventually(self._next)
            if all(text in message["body"] for text in containing):
                return message
            assert self.hand_over(message)

    def _next(self) -> dict[str, Any] | None:
        sqs = self.cloud.root("sqs")
        for message in sqs.receive_message(QueueUrl=self._url, WaitTimeSeconds=0).get("Messages", []):
            sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            return {"messageId": message["MessageId"], "body": message["Body"]}
        return None

    def hand_over(self, message: dict[str, Any]) -> bool:
        """Whether the function has done what the message asks for. If not it is to be handed over once more."""
        return not self.cloud.invoke(self.function, {"Records": [message]})["batchItemFailures"]

    def empty(self) -> None:
        """Hands over whatever is there."""
        while message := self._next():
            assert self.hand_over(message)


def mapping_to(cloud: Cloud, function: str) -> Any:
    """What feeds the function from its queue."""
    mappings = cloud.root("lambda").list_event_source_mappings()["EventSourceMappings"]
    name = cloud.outputs["functions"][function]
    (found,) = [one for one in mappings if f":{name}:" in f"{one['FunctionArn']}:"]
    return found


@contextmanager
def held(cloud: Cloud, queue: str, function: str) -> Iterator[Messages]:
    """Keeps Lambda from the queue for the while."""
    functions, found = cloud.root("lambda"), mapping_to(cloud, function)
    mapping, enabled = found["UUID"], found["State"] == "Enabled"
    functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    messages = Messages(cloud, queue, function)
    try:
        yield messages
        messages.empty()
    finally:
        functions.update_event_source_mapping(UUID=mapping, Enabled=enabled)


@contextmanager
def processing(cloud: Cloud, *, batch: int | None = None, at_once: int | None = None) -> Iterator[None]:
    """Has Lambda work off the queue of processing for the while: `batch` files a run of the router, `at_once` runs.

    What waited in the queue is dropped: those files of other tests stay as they are.
    """
    functions, before = cloud.root("lambda"), mapping_to(cloud, "router")
    cloud.root("sqs").purge_queue(QueueUrl=cloud.outputs["queues"]["processing"]["url"])
    scaling = before["ScalingConfig"] | ({"MaximumConcurrency": at_once} if at_once else {})
    changes = {"BatchSize": batch or before["BatchSize"], "ScalingConfig": scaling}
    functions.update_event_source_mapping(UUID=before["UUID"], Enabled=True, **changes)
    try:
        yield
    finally:
        given = {name: before[name] for name in changes}
        functions.update_event_source_mapping(UUID=before["UUID"], Enabled=before["State"] == "Enabled", **given)
