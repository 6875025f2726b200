"""Many messages in few calls, and those that SQS does not take again."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from common import aws, queues


class Sqs:
    """SQS that takes what `refuse` lets it, call by call."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.refuse = lambda call, body: False
        self.silent: set[int] = set()

    def get_queue_url(self, QueueName):  # noqa: N803 - boto3's names
        return {"QueueUrl": QueueName}

    def send_message(self, QueueUrl, MessageBody, MessageAttributes):  # noqa: N803
        refused = self.send_message_batch(QueueUrl, [{"Id": "0", "MessageBody": MessageBody}])["Failed"]
        if refused:
            raise ClientError({"Error": {"Code": "ServiceUnavailable", "Message": ""}}, "SendMessage")

    def send_message_batch(self, QueueUrl, Entries):  # noqa: N803
        assert len(Entries) <= 10
        assert sum(len(one["MessageBody"]) for one in Entries) <= 256 * 1024
        self.calls.append([one["MessageBody"] for one in Entries])
        call = len(self.calls)
        if call in self.silent:
            raise ConnectTimeoutError(endpoint_url="sqs")
        refused = [one for one in Entries if self.refuse(call, one["MessageBody"])]
        return {"Failed": [{"Id": one["Id"], "Code": "InternalError", "SenderFault": False} for one in refused]}


@pytest.fixture
def sqs(monkeypatch):
    fake = Sqs()
    monkeypatch.setattr(aws, "sqs", lambda: fake)
    monkeypatch.setattr("common.backoff.time", SimpleNamespace(sleep=lambda seconds: None))
    queues._url.cache_clear()
    yield fake
    queues._url.cache_clear()


def test_nothing_is_no_call(sqs):
    assert queues.send_all("events", []) == []
    assert sqs.calls == []


def test_ten_a_call(sqs):
    bodies = [str(number) for number in range(25)]
    assert queues.send_all("events", bodies) == [True] * 25
    assert sqs.calls == [bodies[:10], bodies[10:20], bodies[20:]]


def test_no_more_bytes_a_call_than_a_message_may_have(sqs):
    large, small = "x" * 200_000, "y" * 50_000
    assert queues.send_all("events", [large, small, small, large]) == [True] * 4
    assert sqs.calls == [[large, small], [small, large]]


def test_what_fails_is_sent_again_alone(sqs):
    sqs.refuse = lambda call, body: body == "b" and call < 3
    assert queues.send_all("events", ["a", "b", "c"]) == [True] * 3
    assert sqs.calls == [["a", "b", "c"], ["b"], ["b"]]


def test_what_fails_again_and_again_is_told(sqs):
    sqs.refuse = lambda call, body: body == "b"
    assert queues.send_all("events", ["a", "b", "c"]) == [True, False, True]
    assert sqs.calls == [["a", "b", "c"], ["b"], ["b"]]


def test_no_answer_ends_a_round(sqs):
    sqs.silent = {2}
    bodies = [str(number) for number in range(25)]
    assert queues.send_all("events", bodies) == [True] * 25
    assert sqs.calls == [bodies[:10], bodies[10:20], bodies[10:20], bodies[20:]]


def test_no_answer_at_all(sqs):
    sqs.silent = {1, 2, 3}
    assert queues.send_all("events", ["a", "b"]) == [False, False]
    assert len(sqs.calls) == 3
