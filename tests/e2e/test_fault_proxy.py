"""The fault proxy before the embedded AWS: its faults are taken for what they stand for, and strike whom they name."""

import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError, ProxyConnectionError
from localstack_client.session import Session

from tests.e2e.cloud import Api, eventually, key_of, put
from tests.e2e.detour import detour, impatient
from tests.faults.fault import LOSE_ANSWER, Error, Fault, Kind
from tests.faults.plan import Match, Nth, always, dies_after, dies_before
from tests.faults.proxy import Proxy

BODY = b"0123456789" * 10_000
ALL = Match()
PUT = Match("s3:PutObject", caller="")
JSON_CODES = ["InternalServerError", "ServiceUnavailable", "ThrottlingException"]
REFUSALS = [
    ("s3", "list_buckets", ["InternalError", "ServiceUnavailable", "SlowDown"]),
    ("dynamodb", "list_tables", JSON_CODES),
    ("sqs", "list_queues", JSON_CODES),
    ("sesv2", "list_email_identities", JSON_CODES),
]


@pytest.fixture(scope="module")
def proxy(cloud):
    functions = "uploads", "logger"
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, *functions), impatient(cloud, "arrivals"):
        yield proxy


@pytest.fixture
def signed(alice):
    """A promise of BODY, whose URL leads through the proxy."""
    return alice.sign(size=len(BODY))


@pytest.mark.parametrize("kind", [Kind.REFUSE, Kind.REFUSE_AFTER])
@pytest.mark.parametrize(("service", "operation", "codes"), REFUSALS)
def test_the_sdk_understands_every_refusal(proxy, monkeypatch, service, operation, codes, kind):
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
    session = Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-central-1")
    client = session.client(service, config=Config(retries={"total_max_attempts": 1}))
    for error, code in zip(Error, codes, strict=True):
        with proxy.following(always(ALL, Fault(kind, error))), pytest.raises(ClientError) as refused:
            getattr(client, operation)()
        assert refused.value.response["Error"]["Code"] == code


def test_the_api_refuses_as_api_gateway_does(proxy, cloud, alice):
    api = Api(alice.url.replace(cloud.endpoint, proxy.url), alice.token)
    for error, status in zip(Error, (500, 503, 429), strict=True):
        with proxy.following(always(ALL, Fault(Kind.REFUSE, error))):
            answer = requests.get(f"{api.url}/health", timeout=10)
        assert (answer.status_code, list(answer.json())) == (status, ["message"])
    assert api("GET", "/health").status_code == 200


def test_a_signed_url_leads_through_it_and_what_is_signed_holds(proxy, signed, alice):
    assert signed["url"].startswith(proxy.url)
    assert put(signed, BODY[1:]).status_code == 403
    assert put(signed, BODY).status_code == 200
    assert alice.settled(signed["fileId"])["status"] == "uploaded"


def test_what_is_cut_in_mid_body_leaves_nothing(proxy, cloud, signed):
    with proxy.following(always(PUT, Fault(Kind.CUT_REQUEST))), pytest.raises(requests.ConnectionError):
        put(signed, BODY)
    assert cloud.versions(key_of(signed["url"])) == []
    assert put(signed, BODY).status_code == 200


def test_what_is_shortened_breaks_the_signature(proxy, cloud, signed):
    with proxy.following(always(PUT, Fault(Kind.SHORTEN_REQUEST))):
        assert put(signed, BODY).status_code == 403
    assert cloud.versions(key_of(signed["url"])) == []


def test_what_is_shortened_without_a_signed_size_is_stored_so(proxy, cloud, alice):
    """The one silent fault: nothing but a checksum, or a size, can tell."""
    query = {"filename": "a.txt", "contentType": "text/plain"}
    signed = alice("GET", "/upload", params=query).json()
    with proxy.following(always(PUT, Fault(Kind.SHORTEN_REQUEST))):
        assert put(signed, BODY).status_code == 200
    assert alice.settled(signed["fileId"])["size"] == len(BODY) // 2


@pytest.mark.parametrize("fault", [LOSE_ANSWER, Fault(Kind.REFUSE_AFTER)])
def test_an_answer_that_is_lost_does_not_undo_what_was_done(proxy, cloud, signed, fault):
    with proxy.following(Nth(PUT, fault)):
        if fault is LOSE_ANSWER:
            with pytest.raises(requests.ConnectionError):
                put(signed, BODY)
        else:
            assert put(signed, BODY).status_code == 503
        assert put(signed, BODY).status_code == 412
    assert len(cloud.versions(key_of(signed["url"]))) == 1


@pytest.mark.parametrize(("dies", "answered"), [(dies_before, False), (dies_after, True)])
def test_a_function_can_be_killed_at_one_of_its_calls(proxy, cloud, alice, dies, answered):
    signed, logger = alice.sign(), cloud.outputs["functions"]["logger"]
    proxy.log.clear()
    with proxy.following(dies(Match("dynamodb:PutItem", logger), 1)):
        assert put(signed, b"hello").status_code == 200
        eventually(lambda: len(proxy.log.faults()) >= 2)  # the SDK tries twice; by then the first has had its effect
        assert alice.upload(signed["fileId"])["status"] == "pending"
    first, *others = proxy.log.faults()
    assert (first.call.operation, first.call.caller) == ("dynamodb:PutItem", logger)
    assert (first.status is not None) is answered
    assert {(entry.call.caller, entry.status) for entry in others} == {(logger, None)}
    assert alice.settled(signed["fileId"])["status"] == "uploaded"


def test_the_sdk_itself_can_be_told_to_use_it(proxy, cloud, monkeypatch):
    """As an HTTP proxy, with the address of the embedded AWS in all that is signed."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.endpoint)
    session = Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-central-1")
    client = session.client("s3", config=Config(proxies={"http": proxy.url}, retries={"total_max_attempts": 1}))
    bucket = cloud.outputs["uploads_bucket"]
    assert client.list_multipart_uploads(Bucket=bucket)["Bucket"] == bucket
    with proxy.following(always(Match("s3:ListMultipartUploads"), LOSE_ANSWER)), pytest.raises(ProxyConnectionError):
        client.list_multipart_uploads(Bucket=bucket)
