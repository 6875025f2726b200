"""Content that comes whole and verified, or not at all."""

import hashlib
import io

import pytest
from urllib3 import HTTPResponse

from inlet import AlreadyRunning, ApiError, NotFetched, Progress, Unreachable
from inlet.files.lock import locked
from tests.unit.inlet.stored.conftest import CONTENT
from tests.unit.inlet.stored.shelf import ID, view
from tests.unit.inlet.world import lost

PART = f".inlet-{ID}-original.part"


def test_into_a_folder_under_its_own_name(client, shelf, folder, begun):
    got = client.download(ID, folder)
    assert (got.path, got.size, got.verified) == (folder / "Menü.png", len(CONTENT), True)
    assert (got.path.read_bytes(), begun()) == (CONTENT, ["Menü.png"])
    assert shelf.ranges == [None]


def test_to_a_path(client, folder):
    assert client.download(ID, folder / "b.png").path.read_bytes() == CONTENT


def test_a_variant_under_the_name_that_s3_tells(client, folder, begun):
    got = client.download(ID, folder, variant="thumb-200")
    assert (got.path.name, got.path.read_bytes(), got.verified) == ("Menü-thumb-200.jpg", b"small", False)
    assert begun() == ["Menü-thumb-200.jpg"]


def test_goes_on_where_a_connection_broke(client, shelf, folder):
    shelf.cuts = [1_500_000, 0, 1000]
    assert client.download(ID, folder).path.read_bytes() == CONTENT
    assert shelf.ranges == [None, "bytes=1500000-", "bytes=1500000-", "bytes=1501000-"]
    assert {request.headers.get("If-Match") for request in shelf.asked("GET /s3/.*")[1:]} == {
        f'"{hashlib.md5(CONTENT).hexdigest()}"'
    }


def test_what_comes_further_each_time_is_never_given_up(client, shelf, folder):
    shelf.cuts = [100_000] * 20
    assert client.download(ID, folder).path.read_bytes() == CONTENT


def test_given_up_it_can_be_gone_on_with(client, shelf, folder, begun):
    shelf.cuts = [1_500_000, 0, 0, 0]
    with pytest.raises(NotFetched, match="given up after 4 attempts") as failed:
        client.download(ID, folder)
    assert (failed.value.resumable, failed.value.file_id, begun()) == (True, ID, [PART])
    shelf.requests.clear()
    seen: list[Progress] = []
    assert client.download(ID, folder, on_progress=seen.append).path.read_bytes() == CONTENT
    assert shelf.ranges == ["bytes=1500000-"]
    assert (seen[0].sent, seen[-1].sent, seen[-1].size) == (1_500_000, len(CONTENT), len(CONTENT))


def test_all_was_there_already(client, shelf, folder, begun):
    (folder / PART).write_bytes(CONTENT)
    assert client.download(ID, folder).verified
    assert (shelf.ranges, begun()) == ([f"bytes={len(CONTENT)}-"], ["Menü.png"])


@pytest.mark.parametrize("there", [b"x" * 1000, CONTENT + b"x", b"x" * len(CONTENT)])
def test_a_beginning_of_something_else_comes_to_nothing(client, folder, begun, there):
    """Longer than the file it is fetched anew; else the hash tells, and the next attempt begins at the beginning."""
    (folder / PART).write_bytes(there)
    if len(there) <= len(CONTENT):
        with pytest.raises(NotFetched, match="SHA-256"):
            client.download(ID, folder)
        assert begun() == []
    assert client.download(ID, folder).path.read_bytes() == CONTENT


def test_what_is_not_the_file_is_not_kept(client, shelf, folder, begun):
    shelf.contents["original"] = CONTENT[:-1] + b"\0"
    with pytest.raises(NotFetched, match="SHA-256"):
        client.download(ID, folder)
    shelf.contents["original"] = CONTENT[:-1]
    with pytest.raises(NotFetched, match="bytes came instead of"):
        client.download(ID, folder)
    assert begun() == []


def test_a_file_whose_hash_nobody_knows(client, shelf, folder):
    shelf.file = view(CONTENT, sha256=None)
    assert not client.download(ID, folder).verified


def test_an_expired_url_is_signed_again_once(client, shelf, folder):
    refused: list[bool] = []

    def expire(request):
        if request.path == "/s3/original/1" or (refused and request.path.startswith("/s3")):
            return HTTPResponse(b"<Error/>", status=403)
        return None

    shelf.before = expire
    assert client.download(ID, folder).size == len(CONTENT)
    assert shelf.signatures == 2
    refused.append(True)
    with pytest.raises(NotFetched, match="the server answered 403"):
        client.download(ID, folder / "again")


def test_from_cloudfront_it_comes_as_from_s3(client, shelf, folder):
    shelf.storage = "https://d111111abcdef8.cloudfront.net"
    shelf.query = "?versionId=v%2F1%2B&Expires=1790000300&Signature=MEQC~a-_&Key-Pair-Id=K1&Hash-Algorithm=SHA256"
    shelf.cuts = [1_500_000]
    expired = [HTTPResponse(b"<Error><Code>AccessDenied</Code></Error>", {"server": "CloudFront"}, 403)]

    def expire(request):
        return expired.pop() if expired and request.headers.get("Range") else None

    shelf.before = expire
    got = client.download(ID, folder)
    assert (got.verified, got.path.read_bytes()) == (True, CONTENT)
    assert (shelf.ranges, shelf.signatures) == ([None, "bytes=1500000-", "bytes=1500000-"], 2)


def test_a_server_that_ignores_ranges(client, shelf, folder):
    shelf.cuts = [1_200_000]
    whole = shelf._s3
    shelf._s3 = lambda request: whole(type(request)(request.method, request.path, b"", {}))
    assert client.download(ID, folder).path.read_bytes() == CONTENT


def test_a_variant_that_is_made_anew_meanwhile(client, shelf, folder):
    shelf.contents["thumb-200"] = b"old, and longer than what follows"
    shelf.cuts = [5]

    def renew(request):
        if request.path.startswith("/s3") and request.headers.get("Range"):
            shelf.contents["thumb-200"] = b"new"

    shelf.before = renew
    assert client.download(ID, folder, variant="thumb-200").path.read_bytes() == b"new"


@pytest.mark.parametrize("ranges", [True, False])
def test_a_variant_that_is_made_anew_behind_what_drops_conditions(client, shelf, folder, ranges):
    """CloudFront forwards no header that its policies do not name, and answers ranges from its cache."""
    shelf.contents["thumb-200"] = b"old"
    shelf.cuts = [2]
    dropped = {"If-Match"} if ranges else {"If-Match", "Range"}
    s3 = shelf._s3

    def forwarded(request):
        told = {name: value for name, value in request.headers.items() if name not in dropped}
        answer = s3(type(request)(request.method, request.path, b"", told))
        shelf.contents["thumb-200"] = b"another, and longer"
        return answer

    shelf._s3 = forwarded
    assert client.download(ID, folder, variant="thumb-200").path.read_bytes() == b"another, and longer"


def test_a_variant_is_always_begun_anew(client, shelf, folder):
    (folder / f".inlet-{ID}-thumb-200.part").write_bytes(b"sm")
    assert client.download(ID, folder, variant="thumb-200").path.read_bytes() == b"small"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_what_passes_is_waited_for(client, shelf, folder, status):
    answers = [HTTPResponse(b"<Error/>", {"retry-after": "0"}, status)] * 3
    shelf.before = lambda request: answers.pop() if request.path.startswith("/s3") and answers else None
    assert client.download(ID, folder).size == len(CONTENT)


def test_what_does_not_pass_is_told_at_once(client, shelf, folder, begun):
    shelf.before = lambda request: HTTPResponse(b"<Error/>", status=400) if request.path.startswith("/s3") else None
    with pytest.raises(NotFetched, match="the server answered 400"):
        client.download(ID, folder)
    assert (len(shelf.ranges), begun()) == (1, [])


def test_nothing_is_written_over(client, shelf, folder):
    (folder / "Menü.png").write_bytes(b"mine")
    with pytest.raises(NotFetched, match="is there already"):
        client.download(ID, folder)
    assert ((folder / "Menü.png").read_bytes(), shelf.ranges) == (b"mine", [])
    client.download(ID, folder, overwrite=True)
    assert (folder / "Menü.png").read_bytes() == CONTENT


def test_a_name_cannot_lead_elsewhere(client, shelf, folder, begun):
    shelf.file = view(CONTENT, filename="../../.bashrc")
    client.download(ID, folder)
    assert begun() == ["_._.._.bashrc"]


def test_a_folder_that_is_not_there(client, tmp_path):
    with pytest.raises(NotFetched, match="cannot be kept"):
        client.download(ID, tmp_path / "missing" / "a.png")


@pytest.mark.parametrize("name", ["missing/", "file/"])
def test_what_is_meant_for_a_folder_does_not_become_a_file(client, shelf, folder, begun, name):
    (folder / "file").write_bytes(b"mine")
    with pytest.raises(NotFetched, match="there is no folder"):
        client.download(ID, f"{folder}/{name}")
    assert (begun(), shelf.requests) == (["file"], [])


def test_two_at_once_do_not_meet(client, folder):
    with locked(folder / f"{PART}.lock"), pytest.raises(AlreadyRunning):
        client.download(ID, folder)


def test_what_the_api_refuses_is_raised(client, shelf, folder, begun):
    with pytest.raises(ApiError) as refused:
        client.download(ID, folder, variant="preview")
    assert (refused.value.code, begun()) == ("unknown_variant", [])


def test_an_api_that_goes_away_costs_nothing_that_came(client, shelf, folder, begun):
    def gone(request):
        if request.path.endswith("/s3/original/1") and request.headers.get("Range"):
            return HTTPResponse(b"<Error/>", status=403)
        if "content" in request.path and shelf.signatures:
            raise lost()
        return None

    shelf.before, shelf.cuts = gone, [1_000_000]
    with pytest.raises(Unreachable):
        client.download(ID, folder)
    assert begun() == [PART]


def test_to_a_stream(client, shelf):
    stream = io.BytesIO()
    shelf.cuts = [700_000]
    assert client.download_to(stream, ID) == len(CONTENT)
    assert stream.getvalue() == CONTENT


@pytest.mark.parametrize(
    ("failure", "raised"), [(OSError(28, "No space left"), NotFetched), (BrokenPipeError(), OSError)]
)
def test_a_stream_that_takes_no_more(client, failure, raised):
    class Full(io.BytesIO):
        def write(self, _block):
            raise failure

    with pytest.raises(raised):
        client.download_to(Full(), ID)


def test_a_stream_cannot_be_taken_back(client, shelf):
    shelf.contents["thumb-200"], shelf.cuts = b"old, and longer", [5]

    def renew(request):
        if request.path.startswith("/s3") and request.headers.get("Range"):
            shelf.contents["thumb-200"] = b"new"

    shelf.before = renew
    with pytest.raises(NotFetched, match="changed while it was fetched"):
        client.download_to(io.BytesIO(), ID, variant="thumb-200")
    shelf.contents["original"] = b"another"
    with pytest.raises(NotFetched, match="bytes came instead"):
        client.download_to(io.BytesIO(), ID)
