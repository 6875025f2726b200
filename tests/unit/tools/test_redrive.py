"""Messages that were given up are sent again: each of them, as it was, and none for ever."""

import time

import boto3
import pytest
from moto import mock_aws

from local.home import Trouble
from tools import redrive
from tools.redrive import Redriven


@pytest.fixture
def sqs(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unit")
    with mock_aws():
        client = boto3.client("sqs", region_name="eu-central-1")
        for name in ("inlet-dev-events", "inlet-dev-events-dlq"):
            client.create_queue(QueueName=name)
        yield client


@pytest.fixture
def queues(sqs):
    return redrive.urls(sqs, "dev", "events")


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch):
    """Asks as SQS is asked, without its waiting."""
    received = redrive._received

    def at_once(sqs, url):
        class Impatient:
            def receive_message(self, **asked):
                return sqs.receive_message(**asked | {"WaitTimeSeconds": 0})

        return received(Impatient(), url)

    monkeypatch.setattr(redrive, "_received", at_once)


def bodies(sqs, url):
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [one["Body"] for one in messages]
    return sorted(found)


def give_up(sqs, dlq, *texts):
    reason = {"reason": {"DataType": "String", "StringValue": "why"}}
    for text in texts:
        sqs.send_message(QueueUrl=dlq, MessageBody=text, MessageAttributes=reason)


def test_all_messages_are_sent_again(sqs, queues):
    queue, dlq = queues
    texts = sorted(f"ü{number}" for number in range(25))
    give_up(sqs, dlq, *texts)
    assert redrive.redrive(sqs, queue, dlq, now=time.time() + 1) == Redriven(25, 0)
    assert bodies(sqs, queue) == texts
    assert redrive.redrive(sqs, queue, dlq, now=time.time() + 1) == Redriven(0, 0)


def test_what_fails_again_at_once_is_not_sent_for_ever(sqs, queues):
    queue, dlq = queues
    give_up(sqs, dlq, "old")
    began = time.time() + 1

    class Failing:
        """A queue whose consumer puts each message away as soon as it comes."""

        receive_message, delete_message = sqs.receive_message, sqs.delete_message

        def send_message(self, QueueUrl, MessageBody):  # noqa: N803 - as boto3 calls it
            while time.time() <= began:
                time.sleep(0.05)
            sqs.send_message(QueueUrl=dlq, MessageBody=MessageBody)

    assert redrive.redrive(Failing(), queue, dlq, now=began) == Redriven(1, 1)


def test_a_message_that_cannot_be_sent_stays(sqs, queues):
    queue, dlq = queues
    give_up(sqs, dlq, "a")
    sqs.delete_queue(QueueUrl=queue)
    with pytest.raises(sqs.exceptions.ClientError):
        redrive.redrive(sqs, queue, dlq, now=time.time() + 1)
    left = sqs.get_queue_attributes(QueueUrl=dlq, AttributeNames=["All"])["Attributes"]
    assert left["ApproximateNumberOfMessagesNotVisible"] == "1"


@pytest.mark.parametrize("queue", ["", "evnts", "events-dlq"])
def test_a_queue_that_there_is_none_of(sqs, queue):
    with pytest.raises(Trouble, match="QUEUE=events"):
        redrive.urls(sqs, "dev", queue)


def asked(monkeypatch, client):
    monkeypatch.setattr(redrive, "client", lambda env, service: client)
    monkeypatch.setattr("sys.argv", ["redrive", "events", "dev"])
    return redrive.main()


def test_what_was_done_is_told(sqs, queues, monkeypatch, capsys):
    later = time.time() + 1
    monkeypatch.setattr(time, "time", lambda: later)
    give_up(sqs, queues[1], "a")
    assert asked(monkeypatch, sqs) == 0
    assert capsys.readouterr().out == "Sent again to events of dev: 1 message\n"


def test_what_sqs_refuses_is_told_without_a_stack(sqs, queues, monkeypatch, capsys):
    class Refusing:
        get_queue_url, exceptions = sqs.get_queue_url, sqs.exceptions

        def receive_message(self, **asked):
            raise sqs.exceptions.ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ReceiveMessage")

    assert asked(monkeypatch, Refusing()) == 1
    told = capsys.readouterr().err
    assert "AccessDenied" in told
    assert "stays in the dead-letter queue" in told
