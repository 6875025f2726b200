"""SQL over one's own archive: asked by token, run by Athena, of one tenant only."""

import json
import uuid
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError

from common import times
from common.events.archive import of_tenant
from tests.e2e import archived
from tests.e2e.cloud import Api, eventually
from tests.e2e.conftest import signed_in


def tenant_of(api: Api) -> str:
    """A new tenant of the user, so that nobody else writes for it."""
    answer = api("POST", "/tenants", json={"name": "Queries"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture(scope="module")
def shop(settler):
    """The first user in a tenant of its own."""
    return Api(settler.url, settler.token, tenant_of(settler))


@pytest.fixture(scope="module")
def sold(cloud, shop):
    """Events of two hours, one of them in two objects."""
    now = times.now()
    pages = [archived.event(f"p{n}", user_id=f"u{n % 2}", properties={"page": "/home"}) for n in range(4)]
    bought = archived.event("b1", event_type="purchase", properties={"amount": 12.5, "item": {"name": "Tür 😀"}})
    archived.put(cloud, shop.tenant, *pages, at=now - timedelta(hours=3))
    archived.put(cloud, shop.tenant, pages[0], bought, at=now - timedelta(hours=3))
    archived.put(cloud, shop.tenant, archived.event("p9"), at=now - timedelta(days=5))
    return shop


def start(api: Api, sql: str) -> str:
    answer = api("POST", "/queries", json={"sql": sql})
    assert answer.status_code == 202, answer.text
    assert answer.json()["status"] == "running"
    return str(answer.json()["queryId"])


def show(api: Api, query_id: str, cursor: str = ""):
    answer = api("GET", f"/queries/{query_id}" + (f"?cursor={cursor}" if cursor else ""))
    assert answer.status_code == 200, answer.text
    return answer.json()


def ask(api: Api, sql: str):
    """The query once it has ended."""
    query_id = start(api, sql)
    return eventually(lambda: (found := show(api, query_id))["status"] != "running" and found)


def rows(api: Api, sql: str):
    answer = ask(api, sql)
    assert answer["status"] == "succeeded", answer["reason"]
    return answer["rows"]


def test_events_are_counted_once(sold):
    answer = ask(sold, "select event_type, count(*) from events group by 1 order by 1")
    assert answer["rows"] == [["page_view", "5"], ["purchase", "1"]]
    assert answer["columns"] == [{"name": "event_type", "type": "varchar"}, {"name": "_col1", "type": "bigint"}]
    assert (answer["reason"], answer["nextCursor"]) == (None, None)
    assert answer["scannedBytes"] > 0


def test_compaction_changes_no_answer(cloud, sold):
    sql = "select event_id, event_type, user_id, properties from events order by event_id"
    before = rows(sold, sql)
    small = archived.keys(cloud, of_tenant(sold.tenant))
    cloud.invoke("compactor", {})
    assert len(archived.keys(cloud, of_tenant(sold.tenant))) < len(small)
    assert rows(sold, sql) == before


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("select json_extract_scalar(properties, '$.item.name') from events where event_type = 'purchase'", "Tür 😀"),
        ("select sum(cast(json_extract_scalar(properties, '$.amount') as double)) from events", "12.5"),
        ("select approx_distinct(user_id) from events", "2"),
        ("select count(*) from events where date >= cast(current_date - interval '3' day as varchar)", "5"),
        ("select count(*) from events where user_id is null and sent_at is null", "2"),
        ("with t as (select * from events), u as (select * from t) select count(*) from u /* ; */ -- end", "6"),
        ("select max(date_diff('day', from_iso8601_timestamp(timestamp), current_timestamp)) from events", "0"),
        (
            "select count(distinct tenant) from events e join (select event_id from events) f on e.event_id=f.event_id",
            "1",
        ),
        ("SELECT MAX(EVENT_ID) FROM EVENTS WHERE regexp_like(Event_Id, '^p[0-9]$')", "p9"),
    ],
)
def test_athenas_sql_works(sold, sql, answer):
    assert rows(sold, sql) == [[answer]]


def test_an_empty_archive_has_all_columns(settler):
    empty = Api(settler.url, settler.token, tenant_of(settler))
    answer = ask(empty, "select * from events")
    assert (answer["status"], answer["rows"]) == ("succeeded", [])
    assert {"event_id", "properties", "context", "date", "hour"} <= {one["name"] for one in answer["columns"]}


def test_a_newcomers_first_call_may_be_a_query(cloud, people):
    newcomer = signed_in(cloud, people(f"newcomer-{uuid.uuid4().hex[:8]}"))
    assert rows(newcomer, "select count(*) from events") == [["0"]]


def test_answers_come_in_pages(cloud, settler):
    tenant = tenant_of(settler)
    many = Api(settler.url, settler.token, tenant)
    archived.put(cloud, tenant, *(archived.event(f"{n:04}") for n in range(1100)))
    query_id = start(many, "select event_id from events order by 1")
    page = eventually(lambda: (found := show(many, query_id))["status"] != "running" and found)
    found = list(page["rows"])
    while page["nextCursor"]:
        page = show(many, query_id, page["nextCursor"])
        found += page["rows"]
    assert found == [[f"{n:04}"] for n in range(1100)]


def test_large_rows_come_in_smaller_pages(cloud, settler):
    tenant = tenant_of(settler)
    large = Api(settler.url, settler.token, tenant)
    bulky = {"text": "x" * 31_000}
    archived.put(cloud, tenant, *(archived.event(f"{n:03}", properties=bulky) for n in range(200)))
    page = ask(large, "select event_id, properties from events order by 1")
    assert 0 < len(page["rows"]) < 200
    assert page["nextCursor"]
    one_row = start(large, "select array_join(array_agg(properties), ',') from events")

    def refusal():
        answer = large("GET", f"/queries/{one_row}")
        return answer.status_code != 200 and (answer.status_code, answer.json()["code"])

    assert eventually(refusal) == (409, "result_too_large")


def test_nobody_sees_anothers(sold, bob):
    query_id = start(sold, "select * from events")
    for other in (bob, Api(sold.url, sold.token)):
        headers = {"X-Tenant-ID": bob.tenant} if bob.tenant else {}
        if other is not bob:
            headers = {"X-Tenant-ID": tenant_of(sold)}
        answer = other("GET", f"/queries/{query_id}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert rows(bob, f"select count(*) from events where tenant = '{sold.tenant}'") == [["0"]]
    forbidden = bob("POST", "/queries", json={"sql": "select 1"}, headers={"X-Tenant-ID": str(sold.tenant)})
    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "tenant_forbidden")


@pytest.mark.parametrize("query_id", ["00000000-0000-4000-8000-000000000000", "x", "%2E%2E"])
def test_what_is_no_query_is_not_found(settler, query_id):
    answer = settler("GET", f"/queries/{query_id}", headers={"X-Tenant-ID": tenant_of(settler)})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("select * from read_csv('/etc/passwd')", "table"),
        ("unload (select 1) to 's3://x'", "syntax"),
        ("select * from information_schema.tables", "table"),
        ("drop table events", "statement"),
        ("select from where", "syntax"),
    ],
)
def test_what_may_not_be_asked_is_refused(shop, sql, rule):
    answer = shop("POST", "/queries", json={"sql": sql})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert answer.json()["errors"] == [{"pointer": "/sql", "rule": rule}]


@pytest.mark.parametrize("body", [{}, {"sql": ""}, {"sql": 1}, {"sql": "x" * 20_001}, {"sql": "select 1", "x": 1}])
def test_ill_formed_requests_are_refused(shop, body):
    answer = shop("POST", "/queries", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


def test_a_query_that_fails_says_why_and_no_more(sold):
    answer = ask(sold, "select nothing_of_the_kind from events")
    assert answer["status"] == "failed"
    assert "nothing_of_the_kind" in answer["reason"]
    assert "/" not in answer["reason"]
    assert "\n" not in answer["reason"]
    assert (answer["columns"], answer["rows"], answer["nextCursor"]) == ([], [], None)


@pytest.fixture(scope="module")
def session(cloud, sold):
    """S3 as a query of the tenant has it: by a role with the same policy, since that one trusts the function alone.

    What the policy says of the session's tag is filled in as AWS does: the emulator knows no variables of policies.
    """
    iam, name = cloud.root("iam"), "e2e-like-inlet-local-query"
    policy = iam.get_role_policy(RoleName="inlet-local-query", PolicyName="query")["PolicyDocument"]
    actions, root = ["sts:AssumeRole", "sts:TagSession"], {"AWS": "arn:aws:iam::000000000000:root"}
    filled = json.dumps(policy).replace("${aws:PrincipalTag/tenant}", sold.tenant)
    assert filled.count(sold.tenant) == 5
    trust = {"Statement": [{"Effect": "Allow", "Principal": root, "Action": actions}], "Version": "2012-10-17"}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="query", PolicyDocument=filled)
    yield s3_of(cloud, role["Arn"], sold.tenant)
    iam.delete_role_policy(RoleName=name, PolicyName="query")
    iam.delete_role(RoleName=name)


def s3_of(cloud, role, tenant):
    """S3 with the rights of a session of the role that is tagged so."""
    tags = [{"Key": "tenant", "Value": tenant}]
    given = cloud.root("sts").assume_role(RoleArn=role, RoleSessionName="test", Tags=tags)["Credentials"]
    return boto3.client(
        "s3",
        endpoint_url=cloud.endpoint,
        region_name="eu-central-1",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def test_a_query_can_read_its_own_tenant_alone_whatever_its_sql(cloud, sold, session):
    """The second gate: the session's tag bounds what S3 gives."""
    bucket = cloud.outputs["archive_bucket"]
    (own, *_) = archived.keys(cloud, of_tenant(sold.tenant))
    foreign = archived.put(cloud, "t-another", archived.event("x"))
    assert session.get_object(Bucket=bucket, Key=own)["Body"].read()
    session.list_objects_v2(Bucket=bucket, Prefix=of_tenant(sold.tenant))
    session.put_object(Bucket=bucket, Key=f"results/tenant={sold.tenant}/x", Body=b"x")
    for forbidden in (
        lambda: session.get_object(Bucket=bucket, Key=foreign),
        lambda: session.list_objects_v2(Bucket=bucket, Prefix=of_tenant("t-another")),
        lambda: session.list_objects_v2(Bucket=bucket),
        lambda: session.put_object(Bucket=bucket, Key="results/tenant=t-another/x", Body=b"x"),
        lambda: session.put_object(Bucket=bucket, Key=own, Body=b"x"),
        lambda: session.delete_object(Bucket=bucket, Key=own),
        lambda: session.get_object(Bucket=cloud.outputs["uploads_bucket"], Key="x"),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            forbidden()


def test_the_role_of_queries_trusts_the_function_alone(cloud, sold):
    with pytest.raises(ClientError, match="AccessDenied"):
        s3_of(cloud, "arn:aws:iam::000000000000:role/inlet-local-query", sold.tenant)
