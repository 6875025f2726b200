"""The client on a network that is rough: what it sends arrives as it is, or the API knows why not."""

from collections.abc import Iterator

import pytest

from inlet import Progress, Refused, TransferError, Unreachable
from tests.e2e.cloud import Cloud
from tests.e2e.detour import detour
from tests.e2e.test_client import file, stored
from tests.faults.fault import DROP, LOSE_ANSWER, Error, Fault, Kind
from tests.faults.plan import Chance, Match, Nth, Rule, always, dies_after
from tests.faults.proxy import Proxy

__all__ = ["file"]
MIB = 1024 * 1024
PUT = Match("s3:PutObject", caller="")
PART = Match("s3:UploadPart", caller="")
FAULTS = [
    DROP,
    LOSE_ANSWER,
    Fault(Kind.CUT_REQUEST, share=0.7),
    Fault(Kind.SHORTEN_REQUEST),
    Fault(Kind.REFUSE, Error.SLOW_DOWN),
    Fault(Kind.REFUSE, Error.INTERNAL),
    Fault(Kind.REFUSE_AFTER, Error.UNAVAILABLE),
]


@pytest.fixture(scope="module")
def network(cloud: Cloud) -> Iterator[Proxy]:
    """What lies between the client and S3, and the client and the API if it is asked by `rough`."""
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "uploads"):
        yield proxy


@pytest.fixture
def rough(network, cloud, alice, connect):
    """A client whose calls of the API go that way, too."""
    return connect(api_url=alice.url.replace(cloud.endpoint, network.url))


def struck(network: Proxy) -> int:
    """How many requests met a fault since that was asked last."""
    count = len(network.log.faults())
    network.log.clear()
    return count


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.kind)
@pytest.mark.parametrize(("match", "size"), [(PUT, 300_000), (PART, 30_000_000)], ids=["put", "parts"])
def test_what_fails_is_sent_again(network, connect, cloud, alice, file, match, size, fault):
    path = file("film.mp4", size)
    struck(network)
    told: list[Progress] = []
    with network.following(Nth(match, fault, nth=1), Nth(match, fault, nth=3)):
        upload = connect().upload(path, wait=True, on_progress=told.append)
        assert struck(network) == (1 if match is PUT else 2)
    assert upload.status == "uploaded"
    assert stored(cloud, alice, upload.file_id) == path.read_bytes()
    assert [one.sent for one in told] == sorted({one.sent for one in told})


ROUTES = ["POST /uploads", "POST /uploads/{id}/complete", "GET /uploads/{id}"]
LOSSES = [DROP, LOSE_ANSWER, Fault(Kind.REFUSE_AFTER), Fault(Kind.CUT_ANSWER), Fault(Kind.SHORTEN_ANSWER)]


@pytest.mark.parametrize("fault", LOSSES, ids=lambda fault: fault.kind)
def test_each_call_of_the_api_may_fail(network, rough, cloud, alice, file, fault):
    path = file("film.mp4", 9 * MIB)
    struck(network)
    rules: list[Rule] = [Nth(Match(f"api:{route}"), fault) for route in ROUTES]
    with network.following(*rules):
        upload = rough.upload(path, wait=True)
        assert rough.status(upload.file_id).status == "uploaded"  # waiting may have had nothing to ask for
        assert struck(network) == len(ROUTES)
    assert (upload.status, stored(cloud, alice, upload.file_id)) == ("uploaded", path.read_bytes())


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_chance(network, rough, cloud, alice, file, seed):
    """One request in four, to API and S3 alike: whole and identical, to be resumed, or refused with a reason told."""
    sizes = [1, 1000, 700_000, 5 * MIB, 6 * MIB, 20_000_000]
    paths = [file(f"{seed}-{size}.mp4", size) for size in sizes]
    everything = Chance(seed, 0.25, Match(caller=""))
    struck(network)
    with network.following(everything):
        outcomes = list(rough.upload_many(paths, wait=True))
    assert struck(network)
    assert {one.path for one in outcomes} == set(paths)
    for one in outcomes:
        if isinstance(one, Refused):
            assert one.error.file_id
            ends = ("pending", "uploaded") if one.error.resumable else ("aborted", "rejected")
            assert alice.upload(one.error.file_id)["status"] in ends
        else:
            assert one.upload.status == "uploaded"
            assert stored(cloud, alice, one.upload.file_id) == one.path.read_bytes()


def test_giving_up_tells_the_api_why(network, connect, alice, file):
    with network.following(always(PUT, Fault(Kind.REFUSE, Error.SLOW_DOWN))), pytest.raises(TransferError) as failure:
        connect().upload(file("film.mp4", 1000))
    reason = "given up after 6 attempts: S3 answered 503 SlowDown"
    assert (str(failure.value), failure.value.code) == (reason, "SlowDown")
    told = alice.upload(failure.value.file_id)
    assert (told["status"], told["reason"]) == ("aborted", reason)


@pytest.mark.parametrize("fault", [DROP, Fault(Kind.REFUSE, Error.SLOW_DOWN)], ids=lambda fault: fault.kind)
def test_an_outage_of_s3_leaves_a_large_file_to_be_resumed(network, connect, cloud, alice, file, fault):
    path, client = file("film.mp4", 30_000_000), connect()
    with network.following(Nth(PART, fault, 3, then=fault)), pytest.raises(TransferError) as failure:
        client.upload(path)
    assert failure.value.resumable
    assert alice.upload(failure.value.file_id)["status"] == "pending"
    upload = client.upload(path, wait=True)
    assert (upload.file_id, upload.status) == (failure.value.file_id, "uploaded")
    assert stored(cloud, alice, upload.file_id) == path.read_bytes()


def test_without_any_network_it_is_left_to_be_resumed(network, rough, cloud, alice, file):
    path = file("film.mp4", 30_000_000)
    network.log.clear()
    vanished = Nth(PART, DROP, 3, then=DROP), Nth(Match("api:*"), DROP, 2, then=DROP)
    with network.following(*vanished), pytest.raises((TransferError, Unreachable)):
        rough.upload(path)
    begun = {entry.call.path.rpartition("/")[2] for entry in network.log.all("s3:UploadPart")}
    network.log.clear()
    upload = rough.upload(path, wait=True)
    assert begun == {upload.file_id}
    assert len(network.log.all("s3:UploadPart")) <= 2
    assert stored(cloud, alice, upload.file_id) == path.read_bytes()


def test_an_end_that_was_not_heard_of_is_not_sent_again(network, rough, cloud, alice, file):
    """The parts are put together, and pending until they are verified, when the network goes."""
    path = file("film.mp4", 9 * MIB)
    with network.following(dies_after(Match("api:POST /uploads/{id}/complete"), 1)), pytest.raises(Unreachable):
        rough.upload(path)
    network.log.clear()
    upload = rough.upload(path, wait=True)
    assert network.log.all("s3:UploadPart") == []
    assert (upload.status, stored(cloud, alice, upload.file_id)) == ("uploaded", path.read_bytes())


@pytest.mark.parametrize("size", [1000, 30_000_000])
def test_urls_that_expire_on_the_way_are_signed_again(network, cloud, connect, alice, file, short_lived, size):
    """The first requests reach S3 after their URLs have expired."""
    path = file("film.mp4", size)
    network.log.clear()
    late = Fault(Kind.DELAY, seconds=6)
    with network.following(Nth(PUT, late), Nth(PART, late, 1), Nth(PART, late, 2)):
        upload = connect(parallel=2).upload(path, wait=True)
    refused = [entry for entry in network.log.all() if entry.status == 403]
    assert refused
    assert stored(cloud, alice, upload.file_id) == path.read_bytes()


@pytest.fixture
def short_lived(network: Proxy, cloud: Cloud) -> Iterator[None]:
    """URLs that are good for five seconds."""
    with detour(cloud, network.url, "uploads", UPLOAD_URL_SECONDS="5"):
        yield
