"""What calls cost: counted from the log of calls, by the rules that AWS charges by."""

import pytest

from bench.events import bill, ledger
from bench.events.ledger import Design, Tally
from bench.events.prices import PRICES

DESIGN = Design({"accept": "x-accept", "store": "x-store"}, "abcd1234", "x-events")
KB = 1024


def request(operation="", caller="x-store", **more):
    """A line about a call of AWS."""
    service, _, name = operation.partition(":")
    target = {"dynamodb": "DynamoDB_20120810", "sqs": "AmazonSQS"}.get(service)
    headers = {"user-agent": f"Boto3/1 app/{caller}", "host": "h"} | (
        {"x-amz-target": f"{target}.{name}"} if target else {}
    )
    told = {"kind": "call", "method": "POST", "target": "/", "headers": headers, "received": 100, "sent": 100}
    return told | {"status": 200, "table_units": 0.0, "index_units": 0.0} | more


def charged(*lines):
    return dict(ledger.tally(lines, DESIGN).charged)


def test_requests_of_the_api_are_charged_in_steps_of_512_kb():
    line = request(target="/_aws/execute-api/abcd1234/events", headers={})
    assert charged(line, line | {"received": 513 * KB}) == {"api_requests": 3}
    assert charged(line | {"target": "/_aws/execute-api/other123/events"}) == {}


def test_executions_are_charged_by_memory_and_time():
    run = {"kind": "run", "function": "x-accept", "memory_mb": 512, "milliseconds": 100, "failed": False}
    assert charged(run, run) == {"lambda_requests": 2, "lambda_gb_seconds": pytest.approx(0.1)}
    assert charged(run | {"function": "y-accept"}) == {}


def test_messages_are_charged_in_steps_of_64_kb():
    poll = {
        "kind": "poll",
        "action": "ReceiveMessage",
        "queue": "http://h/0/x-events",
        "messages": 10,
        "bytes": 65 * KB,
    }
    assert charged(poll, poll | {"action": "DeleteMessageBatch", "bytes": 0}) == {"sqs_requests": 3}
    assert charged(poll | {"queue": "http://h/0/x-events-dlq"}) == {}
    sent = request("sqs:SendMessageBatch", received=200 * KB)
    assert charged(sent, request("sqs:SendMessage")) == {"sqs_requests": 5}


def test_rows_are_charged_by_their_units_and_twice_in_a_transaction():
    put = request("dynamodb:PutItem", table_units=2.0, index_units=1.0)
    transaction = request("dynamodb:TransactWriteItems", table_units=3.0, index_units=2.0)
    assert charged(put, transaction) == {"table_writes": 8, "index_writes": 3}


def test_reads_are_charged_in_steps_of_4_kb():
    query = request("dynamodb:Query", sent=9 * KB)
    twice = request("dynamodb:TransactGetItems")
    assert charged(query, twice) == {"table_writes": 0, "index_writes": 0, "reads": 5}


def test_objects_are_charged_by_the_kind_of_request():
    put, get, delete, list_ = (
        request("s3:x", method=method, target=target)
        for method, target in (("PUT", "/b/k"), ("GET", "/b/k"), ("DELETE", "/b/k"), ("GET", "/b?list-type=2"))
    )
    assert charged(put, get, delete, list_) == {"s3_puts": 2, "s3_gets": 1}


def test_what_others_ask_is_no_cost_of_the_design():
    assert ledger.tally([request("dynamodb:PutItem", caller="y-store", table_units=1.0)], DESIGN) == Tally()


def test_calls_are_counted_by_kind():
    lines = [request("dynamodb:PutItem"), request("dynamodb:PutItem"), request("sqs:SendMessage")]
    assert ledger.tally(lines, DESIGN).calls == {"DynamoDB: PutItem": 2, "SQS: SendMessage": 1}


def test_a_bill_is_for_a_million_events():
    tally = ledger.together([Tally(charged={"s3_puts": 500}), Tally(charged={"s3_puts": 500, "table_writes": 2000})])
    told = bill.per_million(tally, events=1000)
    assert told == {"table_writes": pytest.approx(1.25), "s3_puts": pytest.approx(5.0)}
    assert bill.total(told) == pytest.approx(6.25)
    assert bill.dearest(told) == "S3, PUT, COPY, POST, LIST 80 %"
    assert bill.without_time(told | {"lambda_gb_seconds": 1.0}) == told


def test_every_price_says_where_it_is_from():
    for price in PRICES.values():
        assert price.dollars > 0
        assert price.source.startswith("https://aws.amazon.com/")
        assert price.seen.startswith("https://")
