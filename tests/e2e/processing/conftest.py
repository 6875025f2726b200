"""Files on their way through the state machine of the one cloud, whose queue is worked off by the tests alone."""

import json
import uuid

import pytest

from tests.e2e.cloud import eventually, key_of, put

TEXT = b"first line\nsecond line\n"
SETTLED = ("completed", "failed", "quarantined")


class Processing:
    """Hands messages to the router, when and as often as a test likes. Those of other tests stay where they are."""

    def __init__(self, cloud):
        self.cloud = cloud
        self._seen = {}

    def uploaded(self, api, body=TEXT, **file):
        """The key of a new file that is there; logger or router takes it, whoever comes first."""
        signed = api.sign(**{"size": len(body)} | file)
        assert put(signed, body).status_code == 200
        return key_of(signed["url"])

    def told(self, key):
        """What EventBridge put into the queue about the object, which is taken out of it."""
        sqs, url = self.cloud.root("sqs"), self.cloud.outputs["queues"]["processing"]["url"]

        def known():
            return next((receipt for receipt, body in self._seen.items() if key in body), None)

        def look():
            # Not for long: an empty queue would keep who asks waiting.
            asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 0}
            if not known():
                for message in sqs.receive_message(**asked).get("Messages", []):
                    self._seen[message["ReceiptHandle"]] = message["Body"]
            return known()

        receipt = eventually(look)
        sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt)
        return self._seen.pop(receipt)

    def event(self, key, run=None):
        """A message such as EventBridge's, which names the run `run`."""
        detail = {"bucket": {"name": self.cloud.outputs["uploads_bucket"]}, "object": {"key": key}}
        return json.dumps({"id": run or str(uuid.uuid4()), "detail-type": "Object Created", "detail": detail})

    def deliver(self, *bodies, deliveries=1):
        """Hands over one batch; how many of its messages are to be delivered again."""
        records = [
            {
                "messageId": str(uuid.uuid4()),
                "receiptHandle": "none",
                "body": body,
                "attributes": {"ApproximateReceiveCount": str(deliveries)},
            }
            for body in bodies
        ]
        return len(self.cloud.invoke("router", {"Records": records})["batchItemFailures"])

    def derived(self, key):
        """The names of the objects that were made of a file, each below the number of its attempt."""
        found = self.cloud.root("s3").list_objects_v2(Bucket=self.cloud.outputs["derived_bucket"], Prefix=f"{key}/")
        return [one["Key"].removeprefix(f"{key}/") for one in found.get("Contents", [])]

    def outcome(self, key):
        """All that processing left of a file: status, attempt, steps, and what is derived."""
        row = self.cloud.catalogue(key)
        steps = {name: step["M"]["status"]["S"] for name, step in row["processing"]["steps"]["M"].items()}
        return row["status"], row["processing"]["attempt"]["N"], steps, self.derived(key)


@pytest.fixture(scope="module")
def processing(cloud):
    return Processing(cloud)
