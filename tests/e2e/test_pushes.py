"""Status pushes over real WebSockets: who hears of a file, in which order, under which id, and who hears nothing."""

import json
import time
import uuid
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from common.files import file_rows
from common.files.lifecycle import Status
from common.pushes import keys, notifications
from ingestion.sockets import tickets
from tests.e2e.cloud import PATIENCE_SECONDS, eventually, key_of, put
from tests.e2e.conftest import signed_in
from tests.e2e.processed import file_of
from tests.e2e.processing.conftest import TEXT, Processing
from tests.e2e.test_tenancy import invite, told, user_id


class Listener:
    """Somebody's connection, and what came on it."""

    def __init__(self, socket):
        self.socket = socket

    def next(self):
        return json.loads(self.socket.recv(timeout=PATIENCE_SECONDS))

    def statuses(self, file_id, *wanted):
        """The notifications of a file up to these statuses, whose order is that of their numbers."""
        found: dict[str, Any] = {}
        while {one["status"] for one in found.values()} != set(wanted):
            one = self.next()
            assert one["fileId"] == file_id, one
            found[one["id"]] = one
        return sorted(found.values(), key=lambda one: int(one["id"].split("/")[1]))

    def heard(self):
        """What came since, up to the answer of a ping."""
        self.socket.send('{"action":"ping"}')
        found = []
        while (one := self.next()) != {"action": "pong"}:
            found.append(one)
        return found


@pytest.fixture(scope="module")
def people_of(cloud, people):
    """New people, who have called nothing but what tickets take."""
    run = uuid.uuid4().hex[:8]
    return {name: signed_in(cloud, people(f"{name}-{run}")) for name in ("fay", "gus", "hal")}


@pytest.fixture(scope="module")
def shared(people_of):
    """A tenant of Fay's with a project `news`: Gus is in both, Hal in the tenant alone. Fay first asks for a ticket."""
    fay, gus, hal = people_of.values()
    told(fay("POST", "/tickets"), 201)
    tenant = told(fay("POST", "/tenants", json={"name": "Shared"}), 201)["id"]
    fay, gus, hal = (replace(one, tenant=tenant) for one in (fay, gus, hal))
    told(fay("POST", "/projects", json={"id": "news", "name": "News"}), 201)
    for guest in (gus, hal):
        invite(fay, tenant, guest)
    told(fay("PUT", f"/projects/news/members/{user_id(gus)}"))
    return fay, gus, hal


@pytest.fixture
def listen():
    with ExitStack() as opened:
        yield lambda api: Listener(opened.enter_context(connected(told(api("POST", "/tickets"), 201)["url"])))


def connected(url):
    return connect(url, open_timeout=PATIENCE_SECONDS, proxy=None)


def upload(api):
    """The key of a new text in the project."""
    wish = {"filename": "a.txt", "contentType": "text/plain", "size": len(TEXT)}
    signed = told(api("POST", "/uploads", json={"projectId": "news", "files": [wish]}), 201)["uploads"][0]
    assert put(signed, TEXT).status_code == 200
    return key_of(signed["url"])


def refused(url):
    with pytest.raises((InvalidStatus, ConnectionClosed)), connected(url) as socket:
        socket.recv(timeout=PATIENCE_SECONDS)
    return True


def row_of(cloud, key):
    table = cloud.outputs["catalog_table"]
    return cloud.root("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def test_owner_and_member_hear_of_a_file_on_its_way_and_nobody_else(cloud, shared, alice, listen):
    fay, gus, hal = shared
    hearing = [listen(fay), listen(fay), listen(gus)]
    deaf = [listen(hal), listen(alice)]
    key = upload(fay)
    tenant, _, file_id = key.partition("/")
    for one in hearing:
        (uploaded,) = one.statuses(file_id, "uploaded")
        assert (uploaded["progress"], uploaded["processedAt"]) == (50, None)
    processing = Processing(cloud)
    assert processing.deliver(processing.event(key)) == 0
    for one in hearing:
        began, ended = one.statuses(file_id, "processing", "completed")
        assert (began["status"], began["processedAt"]) == ("processing", None)
        assert ended == notifications.of(file_of(cloud, key))
        assert (ended["tenantId"], ended["projectId"], ended["progress"]) == (tenant, "news", 100)
        assert ended["processedAt"] == fay.upload(file_id)["processedAt"]
    assert [one.heard() for one in deaf] == [[], []]


def test_who_was_taken_out_hears_nothing_more_and_what_is_gone_is_forgotten(cloud, shared, listen):
    fay, gus, _ = shared
    owner, member = listen(fay), listen(gus)
    tenant, user = fay.tenant, user_id(fay)
    gone = keys.place(tenant, user, 9) | {"connectionId": {"S": "gone="}, "ttl": {"N": str(int(time.time()) + 600)}}
    cloud.root("dynamodb").put_item(TableName=cloud.outputs["catalog_table"], Item=gone)
    told(fay("DELETE", f"/projects/news/members/{user_id(gus)}"), 204)
    file_id = upload(fay).partition("/")[2]
    owner.statuses(file_id, "uploaded")
    assert member.heard() == []
    eventually(lambda: row_of(cloud, keys.place(tenant, user, 9)) is None)
    told(fay("PUT", f"/projects/news/members/{user_id(gus)}"))
    owner.socket.close()
    eventually(lambda: row_of(cloud, keys.place(tenant, user, 0)) is None)


def test_a_ticket_opens_one_connection_soon_and_for_its_member(cloud, shared, alice):
    fay, _, hal = shared
    url = told(fay("POST", "/tickets"), 201)["url"]
    with connected(url):
        assert refused(url)
    base = url.partition("?")[0]
    assert base == cloud.outputs["socket_url"]
    assert refused(base)
    assert refused(f"{base}?ticket=st_{'a' * 43}")
    assert alice("POST", "/tickets", headers={"X-Tenant-ID": fay.tenant}).status_code == 403

    late = told(fay("POST", "/tickets"), 201)
    cloud.root("dynamodb").update_item(
        TableName=cloud.outputs["catalog_table"],
        Key=keys.ticket(tickets._hash(late["ticket"])),
        UpdateExpression="SET #ttl = :past",
        ExpressionAttributeNames={"#ttl": "ttl"},
        ExpressionAttributeValues={":past": {"N": str(int(time.time()) - 1)}},
    )
    assert refused(late["url"])

    left = told(hal("POST", "/tickets"), 201)["url"]
    told(fay("DELETE", f"/tenants/{fay.tenant}/members/{user_id(hal)}"), 204)
    assert refused(left)


@pytest.fixture
def subscribed(cloud, shared):
    """A queue of a team's own at the topic, for completed files of the tenant alone; takes what is in it."""
    sqs, sns = cloud.root("sqs"), cloud.root("sns")
    url = sqs.create_queue(QueueName=f"team-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    sqs.set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": policy})}
    )
    wanted = {"tenantId": [shared[0].tenant], "status": ["completed"]}
    subscription = sns.subscribe(
        TopicArn=cloud.outputs["status_topic_arn"],
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps(wanted)},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    yield lambda: [json.loads(one["Body"]) for one in sqs.receive_message(QueueUrl=url).get("Messages", [])]
    sns.unsubscribe(SubscriptionArn=subscription)
    sqs.delete_queue(QueueUrl=url)


def test_a_record_that_comes_twice_is_told_twice_under_one_id(cloud, shared, listen, subscribed):
    fay = shared[0]
    owner, key = listen(fay), upload(fay)
    owner.statuses(key.partition("/")[2], "uploaded")
    file = file_of(cloud, key)
    done = file_rows.to_item(replace(file, status=Status.COMPLETED, revision=file.revision + 1))
    change = {"Keys": file_rows.row_key(file.id), "OldImage": file_rows.to_item(file), "NewImage": done}
    for _ in range(2):
        cloud.invoke("outbox", {"Records": [{"dynamodb": change}]})
    first, again = owner.next(), owner.next()
    assert first == again
    assert first["id"] == f"{file.id.id}/{file.revision + 1}/completed"
    assert eventually(subscribed) == [first]
    assert eventually(subscribed) == [first]


def test_what_cannot_be_read_is_put_away_and_blocks_nothing(cloud, shared, listen):
    fay = shared[0]
    owner, key = listen(fay), f"F#{fay.tenant}/{uuid.uuid4()}"
    for status in ("pending", "uploaded"):
        row = {"pk": {"S": key}, "sk": {"S": "FILE"}, "status": {"S": status}}
        cloud.root("dynamodb").put_item(TableName=cloud.outputs["catalog_table"], Item=row)
    cloud.send("no news", queue="pushes")
    owner.statuses(upload(fay).partition("/")[2], "uploaded")
    found: list[str] = []

    def both():
        found.extend(one["Body"] for one in cloud.dead_letters(queue="pushes"))
        return "no news" in found and any(key in body for body in found)

    eventually(both)
