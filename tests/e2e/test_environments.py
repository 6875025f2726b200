"""dev and prod as they are deployed: each in an account of its own, over TLS, with its state there, and removed again.

It takes a cloud and many minutes of its own: `make test-long`.
"""

import dataclasses
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from local import ports
from local.home import Home
from tests.e2e.accounts import Account
from tests.e2e.cloud import Cloud, eventually, key_of, put
from tests.e2e.tls_cloud import TlsCloud
from tests.unit.ingestion.signing.test_edge_signing import verify

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def accounts(tmp_path_factory) -> Iterator[tuple[Account, Account]]:
    """Accounts for dev and prod, with nothing in them."""
    folder = tmp_path_factory.mktemp("accounts")
    tls = TlsCloud(Home(folder / "cloud", ports.unused()))
    dev = Account("111111111111", "dev", tls, folder / "dev", cdn=True)
    prod = Account("222222222222", "prod", tls, folder / "prod")
    tls.serve(dev.id)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in tls.trust.items():
            patch.setenv(name, value)
        yield dev, prod
    tls.stop()


@pytest.fixture(scope="module")
def refused_meanwhile(accounts):
    """Deploys both, and tells what a colleague was told who wanted to plan at the same time."""
    dev, _ = accounts
    Cloud(dev.folder, 0, {}).run("tools.zips", "local")
    both(accounts, lambda account: account.terraform("bootstrap"))
    both(accounts, lambda account: account.keys("make"))
    colleague = dataclasses.replace(dev, folder=dev.folder.with_name("colleague"))
    with ThreadPoolExecutor() as pool:
        deployments = [pool.submit(account.terraform, "apply") for account in accounts]
        eventually(lambda: "dev/terraform.tfstate.tflock" in dev.state_objects())
        refused = colleague.try_terraform("plan")
        for deployment in deployments:
            deployment.result()
    return refused


@pytest.fixture(scope="module")
def dev(accounts, refused_meanwhile) -> Account:
    """The account of dev, which is deployed."""
    return accounts[0]


@pytest.fixture(scope="module")
def prod(accounts, refused_meanwhile) -> Account:
    """The account of prod, which is deployed."""
    return accounts[1]


def both(accounts, task):
    """Does a task for both at the same time; most of each is waiting."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(task, accounts))


def test_two_do_not_change_one_environment_at_once(refused_meanwhile, dev, prod):
    assert refused_meanwhile.returncode == 1
    assert "Error acquiring the state lock" in refused_meanwhile.stderr
    assert "OperationTypeApply" in refused_meanwhile.stderr
    for account in (dev, prod):  # the lock is gone with the deployment
        assert account.state_objects() == {f"{account.environment}/terraform.tfstate"}


def test_state_is_in_the_account_that_it_describes(dev, prod):
    for account, other in ((dev, prod), (prod, dev)):
        assert f":{account.id}:" in account.state()
        assert other.id not in account.state()
        with pytest.raises(ClientError, match="AccessDenied"):
            dataclasses.replace(account, id=other.id).client("s3").list_objects_v2(Bucket=account.state_bucket)


def test_a_second_plan_changes_nothing(dev, prod):
    # The emulator forgets some fields of alarms, and that runs are traced, and tells of headers that CloudFront should
    # take away where there are none; so these alone are set once more.
    forgotten = {
        ("aws_cloudwatch_metric_alarm", "update"),
        ("aws_sfn_state_machine", "update"),
        ("aws_cloudfront_response_headers_policy", "update"),
    }
    for planned in both((dev, prod), Account.planned):
        assert planned <= forgotten


def test_a_file_arrives_in_dev_and_nowhere_else(dev, prod):
    alice = dev.signed_in("alice@example.com")
    key = arrive(dev, alice)
    assert prod.audited(key) == []
    with pytest.raises(ClientError, match="404"):
        prod.client("s3").head_object(Bucket=prod.outputs["uploads_bucket"], Key=key)


def test_dev_takes_nothing_over_plain_http(dev):
    signed = dev.signed_in("alice@example.com").sign()
    # The emulator takes a proxy's word for how the client came.
    assert put(signed, b"hello", X_Forwarded_Proto="http").status_code == 403
    assert put(signed, b"hello").status_code == 200


def test_downloads_of_dev_go_through_cloudfront(dev):
    alice = dev.signed_in("alice@example.com")
    file_id = arrive(dev, alice).rpartition("/")[2]
    content = f"/files/{file_id}/content"
    told = {"Accept": "application/json"}
    url = eventually(lambda: (got := alice("GET", content, headers=told)).status_code == 200 and got.json()["url"])
    published = dev.client("ssm").get_parameter(Name="/inlet-dev/cdn-public-keys")["Parameter"]["Value"]
    ids = {one["Name"]: one["Id"] for one in dev.client("cloudfront").list_public_keys()["PublicKeyList"]["Items"]}
    known = {
        ids[f"inlet-dev-{key_id}"]: load_pem_public_key(pem.encode()) for key_id, pem in json.loads(published).items()
    }
    opened = verify(url, known, time.time())
    assert urlsplit(opened).netloc == dev.outputs["downloads"]["host"]
    assert urlsplit(opened).path.endswith(f"/{file_id}")
    assert "PRIVATE" not in dev.state()
    private = dev.client("ssm").get_parameter(Name="/inlet-dev/cdn-keys", WithDecryption=True)["Parameter"]["Value"]
    assert not [secret for secret in json.loads(private)["keys"].values() if secret in dev.state()]


def test_prod_is_another_world_that_demands_sizes(dev, prod):
    alice = dev.signed_in("alice@example.com")
    assert alice("GET", "/uploads/x").status_code == 404
    assert prod.api(alice.token)("GET", "/uploads/x").status_code == 401

    ada = prod.signed_in("ada@example.com")
    unsized = {"filename": "a.txt", "contentType": "text/plain"}
    answer = ada("POST", "/uploads", json={"files": [unsized]})
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"pointer": "/files/0/size", "rule": "required"}])
    key = arrive(prod, ada)
    assert dev.audited(key) == []


def arrive(account, api):
    """Uploads a file as a user does, sees it admitted and audited, and returns its key."""
    signed = api.sign()
    assert signed["url"].startswith(f"https://127.0.0.1:{account.cloud.home.port}/{account.outputs['uploads_bucket']}/")
    assert put(signed, b"hello").status_code == 200
    assert api.settled(signed["fileId"])["status"] in ("uploaded", "processing", "completed")
    key = key_of(signed["url"])
    # The router may have admitted it before the logger has written that down.
    eventually(lambda: {row["kind"] for row in account.audited(key)} == {"created", "decision"})
    return key


LOOKS = {
    "tables": lambda client, made: client("dynamodb").scan(TableName=made["catalog_table"]),
    "audit log": lambda client, made: client("dynamodb").scan(TableName=made["audit_table"]),
    "objects": lambda client, made: client("s3").list_objects_v2(Bucket=made["uploads_bucket"]),
    "queues": lambda client, made: client("sqs").receive_message(QueueUrl=made["queues"]["arrivals"]["dlq_url"]),
    "users": lambda client, made: client("cognito-idp").list_users(UserPoolId=made["user_pool_id"]),
    "code": lambda client, made: client("lambda").get_function(FunctionName=made["functions"]["uploads"]),
    "logs": lambda client, made: client("logs").describe_log_streams(
        logGroupName=f"/aws/lambda/{made['functions']['uploads']}"
    ),
    "roles": lambda client, made: client("iam").get_role(RoleName=made["functions"]["uploads"]),
    "API": lambda client, made: client("apigatewayv2").get_api(ApiId=made["api_id"]),
    "alarms": lambda client, made: client("sns").get_topic_attributes(TopicArn=made["alarm_topic_arn"]),
}


@pytest.mark.parametrize("what", LOOKS)
def test_neither_sees_what_the_other_has(dev, prod, what):
    look = LOOKS[what]
    for owner, stranger in ((dev, prod), (prod, dev)):
        assert look(owner.client, owner.outputs)
        with pytest.raises(ClientError) as refused:
            look(stranger.client, owner.outputs)
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403, 404)


def test_functions_have_no_more_than_they_need(dev, prod):
    for account in (dev, prod):
        for name, statements in account.grants().items():
            actions = {action for one in statements for action in aslist(one["Action"])}
            assert not [action for action in actions if "*" in action or action.startswith("ses:")]  # nor any mail
            assert {one["Sid"] for one in statements if "*" in aslist(one["Resource"])} == {"SendTraces"}
            role = account.client("iam").get_role(RoleName=account.outputs["functions"][name])["Role"]
            boundary = f"arn:aws:iam::{account.id}:policy/inlet-{account.environment}-boundary"
            assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary


def aslist(value):
    return [value] if isinstance(value, str) else value


def test_who_configures_no_mail_sends_none(dev, prod):
    for account in (dev, prod):
        assert account.outputs["mail_from"] == ""
        assert account.client("sesv2").list_email_identities()["EmailIdentities"] == []
        assert account.client("sesv2").get_account()["SendQuota"]["SentLast24Hours"] == 0


@pytest.mark.parametrize("confirmed", [{}, {"CONFIRM": "dev"}])
def test_nothing_is_removed_by_mistake(prod, confirmed):
    before = prod.left()
    refused = prod.try_terraform("destroy", **confirmed)
    assert (refused.returncode, prod.left()) == (1, before)
    assert "prod stays" in refused.stderr


def test_prod_protects_what_it_holds(prod):
    before = prod.left()
    refused = prod.try_terraform("destroy", CONFIRM="prod")
    assert (refused.returncode, prod.left()) == (1, before)
    assert (
        "prod stays: it protects archive, audit, catalog, derived, events, quarantine, uploads, users" in refused.stderr
    )


def test_what_is_destroyed_is_gone(dev, prod):
    def remove(account):
        if account is prod:
            account.terraform("apply", TF_VAR_deletion_protection="false")
        account.terraform("destroy", CONFIRM=account.environment)

    both((dev, prod), remove)
    both((dev, prod), lambda account: account.keys("remove"))
    for account in (dev, prod):
        assert account.left() == {f"arn:aws:iam::{account.id}:policy/inlet-{account.environment}-boundary"}
        assert json.loads(account.state())["resources"] == []
