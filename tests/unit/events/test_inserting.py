"""Rows that are throttled, refused or there already; calls that fail as a whole."""

import time
from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from common import aws
from common.errors import Busy
from processor.events import inserting
from processor.events.inserting import Answer


def row(name):
    return {"pk": {"S": name}, "sk": {"S": "E"}}


class Statements:
    """DynamoDB as it answers statements: with the codes that a test has set for a row, one after the other."""

    def __init__(self):
        self.codes = {}
        self.calls = []
        self.failures = []

    def batch_execute_statement(self, Statements):  # noqa: N803 - as boto3 calls it
        names = [one["Parameters"][0]["S"] for one in Statements]
        self.calls.append(names)
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        codes = [next(self.codes.get(name, iter(())), None) for name in names]
        return {"Responses": [{"Error": {"Code": code}} if code else {"TableName": "t"} for code in codes]}


@pytest.fixture
def dynamodb(monkeypatch):
    found = Statements()
    monkeypatch.setattr(inserting, "_trusting", lambda: found)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    return found


def refused(code, operation="BatchExecuteStatement"):
    return ClientError({"Error": {"Code": code, "Message": ""}}, operation)


def test_25_rows_a_call(dynamodb):
    assert inserting.insert("t", [row(str(number)) for number in range(60)]) == [Answer.NEW] * 60
    assert [len(names) for names in dynamodb.calls] == [25, 25, 10]


def test_no_rows_no_call(dynamodb):
    assert inserting.insert("t", []) == []
    assert dynamodb.calls == []


def test_each_row_has_its_answer(dynamodb):
    dynamodb.codes = {"b": iter(["DuplicateItem"]), "c": iter(["ValidationError"])}
    assert inserting.insert("t", [row("a"), row("b"), row("c")]) == [Answer.NEW, Answer.THERE, Answer.UNFIT]


@pytest.mark.parametrize(
    "code",
    [
        "ProvisionedThroughputExceeded",
        "ThrottlingError",
        "RequestLimitExceeded",
        "InternalServerError",
        "TransactionConflict",
    ],
)
def test_what_is_throttled_is_tried_again_alone(dynamodb, code):
    dynamodb.codes = {"b": iter([code, code])}
    assert inserting.insert("t", [row("a"), row("b"), row("c")]) == [Answer.NEW] * 3
    assert dynamodb.calls == [["a", "b", "c"], ["b"], ["b"]]


def test_what_was_inserted_after_all_is_there(dynamodb):
    dynamodb.codes = {"a": iter(["InternalServerError", "DuplicateItem"])}
    assert inserting.insert("t", [row("a")]) == [Answer.THERE]


def test_throttled_without_end(dynamodb):
    dynamodb.codes = {"a": iter(["ThrottlingError"] * 99)}
    with pytest.raises(Busy):
        inserting.insert("t", [row("a"), row("b")])
    assert Counter(name for names in dynamodb.calls for name in names)["b"] == 1


@pytest.mark.parametrize(
    "code", ["AccessDenied", "ResourceNotFound", "ItemCollectionSizeLimitExceeded", "SomethingNew"]
)
def test_what_is_no_matter_of_the_row_blames_no_event(dynamodb, code):
    dynamodb.codes = {"a": iter([code])}
    with pytest.raises(inserting.Failed, match=code):
        inserting.insert("t", [row("a")])


def test_a_call_that_is_throttled_as_a_whole(dynamodb):
    dynamodb.failures = [refused("ThrottlingException"), None, refused("InternalServerError")]
    assert inserting.insert("t", [row(str(number)) for number in range(30)]) == [Answer.NEW] * 30
    assert [len(names) for names in dynamodb.calls] == [25, 5, 25, 25]


def test_a_call_that_is_refused(dynamodb):
    dynamodb.failures = [refused("AccessDeniedException")]
    with pytest.raises(ClientError):
        inserting.insert("t", [row("a")])


def test_a_connection_that_is_lost_is_left_to_the_next_delivery(dynamodb):
    dynamodb.failures = [EndpointConnectionError(endpoint_url="http://localhost")]
    with pytest.raises(Busy):
        inserting.insert("t", [row("a")])
    assert len(dynamodb.calls) == 1


def test_an_answer_that_is_not_whole(dynamodb, monkeypatch):
    monkeypatch.setattr(dynamodb, "batch_execute_statement", lambda Statements: {"Responses": []})  # noqa: N803
    with pytest.raises(Busy):
        inserting.insert("t", [row("a")])


@pytest.fixture
def table(cloud):
    """Ids of 120 rows that are there."""
    cloud._create_table("events", ("by_key", "gk", "gs", {"ProjectionType": "KEYS_ONLY"}))
    names = [f"e{number}" for number in range(120)]
    for name in names:
        aws.dynamodb().put_item(TableName="events", Item={**row(name), "batchId": {"S": name}, "line": {"B": b"{}"}})
    return names


def test_rows_are_found_by_their_keys(table):
    found = inserting.find("events", [(name, "E") for name in [*table, "missing"]], "batchId")
    assert found.keys() == {(name, "E") for name in table}
    assert found["e7", "E"] == {**row("e7"), "batchId": {"S": "e7"}}
    assert inserting.find("events", []) == {}


def test_keys_that_were_not_processed_are_asked_again(table, monkeypatch):
    ask, asked = aws.dynamodb().batch_get_item, []

    def some(RequestItems):  # noqa: N803 - as boto3 calls it
        keys = RequestItems["events"]["Keys"]
        assert RequestItems["events"]["ConsistentRead"]
        asked.append(len(keys))
        fewer: Any = {"events": {**RequestItems["events"], "Keys": keys[:40]}}
        first = ask(RequestItems=fewer)
        return first | {"UnprocessedKeys": {"events": {"Keys": keys[40:]}} if keys[40:] else {}}

    monkeypatch.setattr(aws.dynamodb(), "batch_get_item", some)
    assert inserting.find("events", [(name, "E") for name in table]).keys() == {(name, "E") for name in table}
    assert asked == [100, 20, 60, 20]


def test_keys_that_are_never_processed(table, monkeypatch):
    def none(RequestItems):  # noqa: N803 - as boto3 calls it
        return {"Responses": {}, "UnprocessedKeys": RequestItems}

    monkeypatch.setattr(aws.dynamodb(), "batch_get_item", none)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(Busy):
        inserting.find("events", [("e1", "E")])


def test_reads_that_are_throttled_as_a_whole_are_made_again(table, monkeypatch):
    ask, failures = aws.dynamodb().batch_get_item, [refused("ThrottlingException", "BatchGetItem")]

    def throttled(RequestItems):  # noqa: N803 - as boto3 calls it
        if failures:
            raise failures.pop()
        return ask(RequestItems=RequestItems)

    monkeypatch.setattr(aws.dynamodb(), "batch_get_item", throttled)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert inserting.find("events", [(name, "E") for name in table]).keys() == {(name, "E") for name in table}


@pytest.mark.parametrize("lost", [True, False], ids=["connection", "right"])
def test_reads_that_fail_otherwise_are_not(table, monkeypatch, lost):
    failure = EndpointConnectionError(endpoint_url="http://localhost") if lost else refused("AccessDeniedException")
    calls = []

    def failing(RequestItems):  # noqa: N803 - as boto3 calls it
        calls.append(RequestItems)
        raise failure

    monkeypatch.setattr(aws.dynamodb(), "batch_get_item", failing)
    with pytest.raises(Busy if lost else ClientError):
        inserting.find("events", [("e1", "E")])
    assert len(calls) == 1
