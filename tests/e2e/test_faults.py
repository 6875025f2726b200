"""The client on a rough network: what it sends arrives whole and once, is given up for a reason, or is resumed."""

import hashlib
import random
import uuid
from functools import partial

import pytest

from inlet import Client, Refused, Sent
from inlet.network.retry import Backoff
from tests.e2e.conftest import signed_in
from tests.e2e.detour import detour
from tests.faults.fault import DROP, Fault, Kind
from tests.faults.plan import Chance, Match, Nth, always
from tests.faults.proxy import Proxy
from tests.soak import evidence

MIB = 1 << 20
SHORTENED = Fault(Kind.SHORTEN_REQUEST)
SIZES = [1, 2, 1000, 65_536, 65_537, MIB - 1, MIB, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 17 * MIB - 1]


@pytest.fixture(scope="module")
def proxy(cloud):
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "uploads"):
        yield proxy


@pytest.fixture
def newcomer(cloud, people):
    """The API for a user whose tenant nobody else uses, past the network."""
    return signed_in(cloud, people(f"u-{uuid.uuid4().hex[:8]}"))


@pytest.fixture
def client(cloud, proxy, newcomer, tmp_path):
    """The client of the same user, on the network, impatient."""
    url = newcomer.url.replace(cloud.endpoint, proxy.url)
    backoff = Backoff(retries=20, first_seconds=0.01, longest_seconds=0.1)
    with Client(url, newcomer.token, state_dir=tmp_path / "state", backoff=backoff) as client:
        yield client


@pytest.fixture
def files(tmp_path):
    """Files of many sizes, no two alike."""
    made = [tmp_path / f"{size}.txt" for size in SIZES]
    for seed, (path, size) in enumerate(zip(made, SIZES, strict=True)):
        path.write_bytes(random.Random(seed).randbytes(size))
    return made


@pytest.fixture
def content(cloud, newcomer):
    """The SHA-256 of all that S3 has of an upload."""
    (tenant,) = newcomer("GET", "/tenants").json()["items"]

    def digests(file_id):
        key = f"{tenant['id']}/{file_id}"
        get = partial(cloud.root("s3").get_object, Bucket=cloud.outputs["uploads_bucket"], Key=key)
        bodies = [get(VersionId=version)["Body"].read() for version in cloud.versions(key)]
        return [hashlib.sha256(body).hexdigest() for body in bodies]

    return digests


def rough(seed):
    """Two calls in five are struck, of those that the client makes. What is mangled twice, it would rightly give up."""
    mangled = (Nth(Match(operation, caller=""), SHORTENED, nth=2) for operation in ("s3:PutObject", "s3:UploadPart"))
    return (*mangled, Chance(seed, 0.4, Match("s3:*", caller="")), Chance(seed, 0.4, Match("api:*", caller="")))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_sent_is_there_whole_and_once(proxy, client, newcomer, files, content, seed):
    proxy.log.clear()
    with proxy.following(*rough(seed)):
        outcomes = list(client.upload_many(files))
    assert Kind.SHORTEN_REQUEST in {entry.did for entry in proxy.log.faults()}
    assert len({entry.did for entry in proxy.log.faults()}) >= 3
    assert {outcome.path for outcome in outcomes} == set(files)
    for outcome in outcomes:
        assert isinstance(outcome, Sent), outcome
        settled = newcomer.settled(outcome.upload.file_id)
        assert settled["status"] == "uploaded", settled
        assert content(outcome.upload.file_id) == [hashlib.sha256(outcome.path.read_bytes()).hexdigest()]


def test_what_cannot_be_sent_is_given_up_for_a_reason_or_resumed(cloud, proxy, client, newcomer, files):
    with proxy.following(always(Match("s3:*", caller=""), DROP)):
        outcomes = list(client.upload_many(files))
    large = {path.name for path, size in zip(files, SIZES, strict=True) if size > 5 * MIB}
    for outcome in outcomes:
        assert isinstance(outcome, Refused), outcome
        assert "given up after" in outcome.reason
        assert outcome.error.resumable == (outcome.path.name in large)
    (tenant,) = newcomer("GET", "/tenants").json()["items"]
    told = [row for row in evidence.rows(cloud).values() if row.key.startswith(f"{tenant['id']}/")]
    assert {row.filename for row in told} == {path.name for path in files}
    assert {row.filename for row in told if row.status == "pending"} == large
    assert {row.status for row in told if row.filename not in large} == {"aborted"}
    assert all("given up after" in (row.reason or "") for row in told if row.status == "aborted")
    begun = {outcome.path: outcome.error.file_id for outcome in outcomes if isinstance(outcome, Refused)}
    for path in files:
        if path.name in large:
            assert client.upload(path, wait=True).file_id == begun[path]
