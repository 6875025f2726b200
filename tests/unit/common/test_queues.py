"""Several messages, and those that SQS does not take again."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from common import aws, queues


class Sqs:
    """SQS that does with each call what `trouble` says: nothing, or an exception."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.trouble = lambda call, body: None

    def get_queue_url(self, QueueName):  # noqa: N803 - boto3's names
        return {"QueueUrl": QueueName}

    def send_message(self, QueueUrl, MessageBody, MessageAttributes, DelaySeconds):  # noqa: N803
        self.calls.append(MessageBody)
        if trouble := self.trouble(len(self.calls), MessageBody):
            raise trouble


THROTTLED = ClientError({"Error": {"Code": "RequestThrottled", "Message": ""}}, "SendMessage")


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


def test_each_once(sqs):
    assert queues.send_all("events", ["a", "b", "c"]) == [True] * 3
    assert sqs.calls == ["a", "b", "c"]


@pytest.mark.parametrize("trouble", [THROTTLED, ConnectTimeoutError(endpoint_url="sqs")])
def test_what_is_not_taken_is_sent_again_and_nothing_else(sqs, trouble):
    sqs.trouble = lambda call, body: trouble if body == "b" and call < 3 else None
    assert queues.send_all("events", ["a", "b", "c"]) == [True] * 3
    assert sqs.calls == ["a", "b", "b", "c"]


def test_what_is_never_taken_is_told_with_what_would_have_followed(sqs):
    sqs.trouble = lambda call, body: THROTTLED if body == "b" else None
    assert queues.send_all("events", ["a", "b", "c"]) == [True, False, False]
    assert sqs.calls == ["a", "b", "b", "b"]


def test_what_no_patience_mends_is_raised(sqs):
    sqs.trouble = lambda call, body: ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "SendMessage")
    with pytest.raises(ClientError):
        queues.send_all("events", ["a"])
