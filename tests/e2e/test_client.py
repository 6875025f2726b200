"""The Python client against the real API and S3."""

import hashlib
import io
import random
import uuid
from pathlib import Path

import pytest

from inlet import ApiError, Client, FileChanged, Item, NotSignedIn, Progress, Refused, Sent
from tests.e2e.cloud import Api, Cloud, put
from tests.e2e.conftest import signed_in

MIB = 1024 * 1024


@pytest.fixture
def client(connect) -> Client:
    made: Client = connect()
    return made


@pytest.fixture
def file(tmp_path: Path):
    """Makes files of chance content."""

    def make(name: str, size: int) -> Path:
        path = tmp_path / name
        path.write_bytes(random.Random(name).randbytes(size))
        return path

    return make


def stored(cloud: Cloud, alice: Api, file_id: str) -> bytes:
    """What the bucket holds of an upload."""
    (tenant,) = {one["id"] for one in alice("GET", "/tenants").json()["items"] if one["name"] == "Personal"}
    answer = cloud.root("s3").get_object(Bucket=cloud.outputs["uploads_bucket"], Key=f"{tenant}/{file_id}")
    return bytes(answer["Body"].read())


def test_files_of_many_sizes_arrive_as_they_are(client, cloud, alice, file):
    sizes = [1, 255, MIB, MIB + 1, 5 * MIB, 5 * MIB + 1, 8 * MIB, 8 * MIB + 1, 30_000_000]
    paths = [file(f"{size}.mp4", size) for size in sizes]
    told: dict[str, list[int]] = {}
    outcomes = list(
        client.upload_many(
            paths,
            tags=["e2e"],
            wait=True,
            checksum=False,
            on_progress=lambda one: told.setdefault(one.filename, []).append(one.sent),
        )
    )
    assert [one.reason for one in outcomes if isinstance(one, Refused)] == []
    sent = {one.path: one.upload for one in outcomes if isinstance(one, Sent)}
    assert set(sent) == set(paths)
    for path, upload in sent.items():
        assert (upload.status, upload.size, upload.filename) == ("uploaded", path.stat().st_size, path.name)
        assert stored(cloud, alice, upload.file_id) == path.read_bytes()
        assert told[path.name] == sorted(set(told[path.name]))
        assert told[path.name][-1] == path.stat().st_size


def test_names_of_all_kinds(client, tmp_path):
    names = ["Menü – plan+final ü%.txt", "Cafe\u0301.txt", "🎉.txt", " leading.txt", "a;b='c'&d.txt"]
    for name in names:
        (tmp_path / name).write_text(name)
    outcomes = list(client.upload_many([tmp_path / name for name in names]))
    kept = {client.status(one.upload.file_id).filename for one in outcomes if isinstance(one, Sent)}
    assert kept == {name.replace("Cafe\u0301", "Caf\u00e9") for name in names}


def test_what_the_api_refuses_is_told_by_file(client, tmp_path):
    for name in ("good.txt", "picture.png", "two\u202etxt.txt"):
        (tmp_path / name).write_text("x")
    outcomes = client.upload_many([Item(path, content_type="text/plain") for path in tmp_path.glob("*.*")])
    reasons = {one.path.name: one.reason for one in outcomes if isinstance(one, Refused)}
    assert reasons == {
        "picture.png": "the API does not take it (contentType contradicts_extension)",
        "two\u202etxt.txt": "the API does not take it (filename bidirectional_mark)",
    }


@pytest.mark.parametrize(("name", "size"), [("a.txt", 10), ("film.mp4", 9 * MIB)])
def test_the_checksum_is_promised_and_kept(client, cloud, file, alice, name, size):
    path = file(name, size)
    upload = client.upload(path, wait=True)
    key = f"{alice('GET', '/tenants').json()['items'][0]['id']}/{upload.file_id}"
    assert cloud.catalogue(key)["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_in_one_request_if_wished(client, cloud, alice, file, method):
    path = file("film.mp4", 6 * MIB)
    upload = client.upload(path, method=method, wait=True)
    assert stored(cloud, alice, upload.file_id) == path.read_bytes()


def test_a_stream(client, cloud, alice):
    content = random.Random(5).randbytes(6 * MIB)
    upload = client.upload_stream(io.BytesIO(content), "film.mp4", wait=True)
    assert stored(cloud, alice, upload.file_id) == content


@pytest.mark.parametrize("method", ["PUT", "MULTIPART"])
def test_a_file_that_changes_is_given_up_and_the_api_knows_why(client, file, method):
    path = file("film.mp4", 20 * MIB)

    def change(progress: Progress) -> None:
        if progress.sent > 9 * MIB:
            path.touch()

    with pytest.raises(FileChanged) as failure:
        client.upload(path, method=method, on_progress=change)
    upload = client.status(failure.value.file_id)
    assert (upload.status, upload.reason_code) == ("aborted", "aborted")
    assert upload.reason == "the file has changed while it was read"


def test_giving_up_by_hand(client, alice):
    file_id = alice.sign()["fileId"]
    client.abort(file_id, "changed my mind")
    assert client.wait(file_id).reason == "changed my mind"
    with pytest.raises(ApiError) as failure:
        client.abort(str(uuid.uuid4()), "never was")
    assert (failure.value.status, failure.value.code) == (404, "not_found")


def test_however_it_ended_waiting_ends(client, alice):
    signed = alice("GET", "/upload", params={"filename": "a.txt", "contentType": "text/plain"}).json()
    assert put(signed, b"").status_code == 200
    upload = client.wait(signed["fileId"], timeout_seconds=40)
    assert (upload.status, upload.reason_code) == ("rejected", "empty")


def test_without_a_good_token_nothing_goes(connect, file):
    with pytest.raises(NotSignedIn):
        connect(token="nonsense").upload(file("a.txt", 10))
    tokens = iter(["nonsense"])
    with pytest.raises(NotSignedIn):
        connect(token=lambda: next(tokens, "nonsense")).tenants()


def test_a_fresh_token_is_asked_for(connect, alice, file):
    tokens = iter(["expired", alice.token])
    assert connect(token=lambda: next(tokens)).upload(file("a.txt", 10), wait=True).status == "uploaded"


def test_tenants_and_projects(connect, cloud, people, file):
    dora, emil = (signed_in(cloud, people(name)).token for name in ("dora", "emil"))
    hers, emils = connect(token=dora), connect(token=emil).tenants().user_id
    made = hers.create_tenant("Friends – ü")
    assert made.role == "owner"
    assert made.id in {one.id for one in hers.tenants().items}
    inside = connect(token=dora, tenant=made.id)
    project = inside.create_project("films", "Films")
    assert project in inside.projects()

    assert inside.set_member(made.id, emils, "member").role == "member"
    assert inside.add_project_member("films", emils).user_id == emils
    assert {one.user_id for one in inside.members(made.id)} == {hers.tenants().user_id, emils}
    assert emils in {one.user_id for one in inside.project_members("films")}

    his = connect(token=emil, tenant=made.id)
    upload = his.upload(file("a.txt", 10), project="films", wait=True)
    assert inside.status(upload.file_id).project_id == "films"

    inside.remove_project_member("films", emils)
    with pytest.raises(ApiError) as failure:
        his.upload(file("b.txt", 10), project="films")
    assert [(fault.pointer, fault.rule) for fault in failure.value.faults] == [("/projectId", "unknown_project")]
    inside.remove_member(made.id, emils)
    with pytest.raises(ApiError) as failure:
        his.projects()
    assert failure.value.code == "tenant_forbidden"
