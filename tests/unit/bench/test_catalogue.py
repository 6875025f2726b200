"""What the bench of the catalogue counts, and the files that it draws."""

import gzip
import json
from collections import Counter

import boto3
import moto
import pytest

from bench.catalogue import bare, population, table
from bench.catalogue.reads import Reads, Watch, size
from common.files import file_rows
from common.files.lifecycle import Status


def test_the_same_files_are_drawn_each_time():
    files = list(population.drawn("t-1", 2000))
    assert files == list(population.drawn("t-1", 2000))
    assert [file.created_at for file in files] == sorted(file.created_at for file in files)
    statuses, tags = Counter(file.status for file in files), Counter(tag for file in files for tag in file.tags)
    assert statuses.keys() == population.STATUSES.keys()
    assert statuses[Status.COMPLETED] > 1900
    assert tags[population.EVERYWHERE] == 2000
    assert 150 < tags[population.COMMON] < 250
    assert 0 < tags[population.RARE] < 10
    assert {file.arrival is None for file in files if file.status is Status.REJECTED} == {True}
    assert all(file_rows.from_item(file_rows.to_item(file)) == file for file in files[:100])


def test_read_units_are_counted_as_aws_does():
    reads = Reads()
    reads.add("Query", [(True, 100)] * 50, consistent=True)  # 5,000 bytes together
    reads.add("BatchGetItem", [(False, 4096), (False, 4097)], consistent=True)
    reads.add("GetItem", [], consistent=True)
    reads.add("Query", [], consistent=False)
    assert (reads.places, reads.rows, reads.units) == (50, 2, 2 + 3 + 1 + 0.5)
    assert reads.calls == {"Query": 2, "BatchGetItem": 1, "GetItem": 1}


def test_the_size_of_a_row():
    row = {"pk": {"S": "ä"}, "n": {"N": "12"}, "m": {"M": {"a": {"S": "xy"}}}, "s": {"SS": ["a", "bc"]}}
    assert size(row) == (2 + 2) + (1 + 2) + (1 + 3 + 1 + 1 + 2) + (1 + 3 + 2 + 3)


@pytest.fixture
def catalogue(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with moto.mock_aws():
        yield boto3.Session(region_name="eu-central-1")


def test_files_are_written_and_what_is_read_of_them_is_counted(catalogue):
    watch, told = Watch(catalogue), list[int]()
    dynamodb = catalogue.client("dynamodb")

    def schema(*names):
        return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=True)]

    index = {"IndexName": "by_status", "KeySchema": schema("statusKey", "statusAt")}
    dynamodb.create_table(
        TableName="catalog",
        KeySchema=schema("pk", "sk"),
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "statusKey", "statusAt")
        ],
        GlobalSecondaryIndexes=[index | {"Projection": {"ProjectionType": "KEYS_ONLY"}}],
        BillingMode="PAY_PER_REQUEST",
    )
    files = list(population.drawn("t-1", 20))
    objects = {key: body.read() for key, body in table._objects(table._rows(files, told.append))}
    assert list(objects) == ["000.gz"]
    rows = [json.loads(line)["Item"] for line in gzip.decompress(objects["000.gz"]).splitlines()]
    for row in rows:
        dynamodb.put_item(TableName="catalog", Item=row)
    listed, reads = watch.during(
        lambda: dynamodb.query(
            TableName="catalog",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "L#t-1#G#everywhere#0"}},
        )["Items"]
    )
    arrived = [file for file in files if file.arrival]
    assert (len(listed), reads.places, reads.rows, reads.units) == (len(arrived), len(arrived), 0, 0.5)
    asked = {"catalog": {"Keys": [file_rows.row_key(file.id) for file in files], "ConsistentRead": True}}
    got, reads = watch.during(lambda: dynamodb.batch_get_item(RequestItems=asked)["Responses"]["catalog"])
    assert {file_rows.from_item(row).id for row in got} == {file.id for file in files}
    assert (reads.places, reads.rows, reads.units) == (0, 20, 20)
    assert len(rows) == 20 + sum(4 + len(file.tags) for file in arrived)
    assert told == list(range(1, 21))


def test_bare_writes_go_beside_the_rows():
    key, condition = {"pk": {"S": "F#t/1"}, "sk": {"S": "FILE"}}, {"ConditionExpression": "#revision = :read"}
    beside = {"pk": {"S": "BARE#F#t/1"}, "sk": {"S": "FILE"}}
    turned = {"ConditionExpression": "NOT (#revision = :read)"}
    update = {"Key": key, "UpdateExpression": "SET a = :a"}
    assert bare.spared(update | condition) == update | {"Key": beside} | turned
    transaction = [{"Update": update | condition}, {"Put": {"Item": key}}, {"Delete": {"Key": key}}]
    assert bare.spared({"TransactItems": transaction, "ClientRequestToken": "1"}) == {
        "TransactItems": [
            {"Update": update | {"Key": beside} | turned},
            {"Put": {"Item": beside}},
            {"Delete": {"Key": beside}},
        ]
    }


def test_what_is_asked_is_asked_again(catalogue):
    session, asked = catalogue, []
    record = bare.Record(session)
    client = session.client("dynamodb")
    calls = record.during(lambda: client.list_tables() and client.describe_limits())
    assert [name for name, _ in calls] == ["ListTables", "DescribeLimits"]

    class Client:
        def get_item(self, **params):
            asked.append(params)

        def update_item(self, **params):
            asked.append(params)

    key = {"Key": {"pk": {"S": "a"}}}
    bare.again(Client(), [("GetItem", key), ("UpdateItem", key)])()
    assert asked == [key, {"Key": {"pk": {"S": "BARE#a"}}}]
    bare.again(Client(), [("GetItem", key)] * 20)()
    assert len(asked) == 22
