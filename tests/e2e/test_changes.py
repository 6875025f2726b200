"""Files are changed, deleted, brought back and, in the end, gone for good."""

import json
import subprocess
import uuid
from datetime import timedelta

import pytest

from common import times
from common.files import file_rows, places
from common.files.file import parse_key
from tests.e2e.cloud import Api, eventually, key_of, put
from tests.e2e.command import Inlet
from tests.e2e.conftest import signed_in
from tests.e2e.detour import detour
from tests.e2e.interrupted.story import calls
from tests.e2e.processed import derive, settle
from tests.e2e.test_documented import lines
from tests.faults.plan import Match, dies_after
from tests.faults.proxy import Proxy

ANY = {"If-Match": "*"}


@pytest.fixture(scope="module")
def mine(cloud, people):
    """The API for a user of these tests alone, whose usage nobody else changes."""
    return signed_in(cloud, people(f"changer-{uuid.uuid4().hex[:8]}"))


@pytest.fixture
def stored(mine, cloud):
    """Makes a file that was processed; its id and key."""

    def make():
        signed = mine.sign(tags=["x"])
        assert put(signed, b"hello").status_code == 200
        mine.settled(signed["fileId"])
        key = key_of(signed["url"])
        owner = parse_key(key)
        assert owner
        row = file_rows.row_key(owner) | {"sk": {"S": "EXTRACTED#000001"}, "extracted": {"S": '{"lines":1}'}}
        cloud.root("dynamodb").put_item(TableName=cloud.outputs["catalog_table"], Item=row)
        settle(cloud, key, variants={"text": derive(cloud, owner, "text.txt", b"hello", "text/plain")}, extracted=1)
        return signed["fileId"], key

    return make


@pytest.fixture
def a_month_ago(cloud):
    """Puts a deletion's clock back by 31 days."""

    def put_back(key: str) -> None:
        cloud.root("dynamodb").update_item(
            TableName=cloud.outputs["catalog_table"],
            Key={"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}},
            UpdateExpression="SET deletedAt = :then, waitingSince = :then",
            ExpressionAttributeValues={":then": {"S": times.text(times.now() - timedelta(days=31))}},
        )

    return put_back


LISTS = [places.ALL, *map(places.of_project, ("default", "other")), places.of_type("text/plain")]
LISTS += map(places.of_tag, ("x", "y", "z"))


def lists(cloud, key):
    """How many lists a file stands in, beside that of its owner."""
    tenant, file_id = key.split("/")
    found = [cloud.rows("catalog", places.partition(tenant, one, 0)) for one in LISTS]
    return sum(row["sk"].endswith(file_id) for rows in found for row in rows)


def left(cloud, key):
    """What is left of a file: rows, versions in both buckets, and markers."""
    s3, buckets = cloud.root("s3"), [cloud.outputs[name] for name in ("uploads_bucket", "derived_bucket")]
    pages = [s3.list_object_versions(Bucket=bucket, Prefix=key) for bucket in buckets]
    versions = [one["Key"] for page in pages for kind in ("Versions", "DeleteMarkers") for one in page.get(kind, [])]
    return cloud.rows("catalog", f"F#{key}"), versions, lists(cloud, key)


def require_nothing_left(cloud, key):
    """What the stream brings of changes after the purge goes with what it brings of the purge."""
    eventually(lambda: left(cloud, key) == ([], [], 0))


def usage(api: Api):
    (tenant,) = api("GET", "/tenants").json()["items"]
    return tenant["usage"]["files"], tenant["usage"]["bytes"]


def test_what_is_said_of_a_file_changes(mine, bob, cloud, stored):
    file_id, key = stored()
    path, body = f"/files/{file_id}", {"filename": "Tür.txt", "tags": ["y", "z"], "metadata": {"k": "ü"}}
    tag = mine("GET", path).headers["etag"]
    assert mine("PATCH", path, json=body).status_code == 428
    changed = mine("PATCH", path, json=body, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["filename"], lists(cloud, key)) == (200, "Tür.txt", 5)
    assert mine("PATCH", path, json={"tags": []}, headers={"If-Match": tag}).status_code == 412
    assert mine("GET", path).headers["etag"] == changed.headers["etag"]
    content = mine("GET", f"{path}/content", headers={"Accept": "application/json"}).json()["url"]
    assert "T%25C3%25BCr.txt" in content
    assert bob("PATCH", path, json=body, headers=ANY).status_code == 404


def test_many_files_change_at_once(mine, cloud, stored):
    (one, key), (two, _) = stored(), stored()
    assert mine("POST", "/projects", json={"id": "other", "name": "Other"}).status_code in (201, 409)

    def batch(operation, **more):
        body = {"operation": operation, "fileIds": [one, str(uuid.uuid4()), two], **more}
        return [found["status"] for found in mine("POST", "/files/batch", json=body).json()["results"]]

    assert batch("tag", tags=["y"]) == batch("untag", tags=["x"]) == batch("move", projectId="other") == [200, 404, 200]
    told = mine("GET", f"/files/{one}").json()
    assert (told["tags"], told["projectId"], lists(cloud, key)) == (["y"], "other", 4)
    assert (batch("delete"), batch("restore")) == ([204, 404, 204], [200, 404, 200])


def test_a_deleted_file_comes_back(mine, cloud, stored):
    file_id, key = stored()
    path = f"/files/{file_id}"
    assert (mine("DELETE", path).status_code, lists(cloud, key)) == (204, 0)
    assert (mine("GET", f"{path}/content").status_code, mine.upload(file_id)["status"]) == (410, "deleted")
    assert (mine("POST", f"{path}/restore").json()["status"], lists(cloud, key)) == ("completed", 4)
    assert mine("GET", f"{path}/content", headers={"Accept": "application/json"}).status_code == 200


def test_who_changed_a_file_is_kept(mine, bob, stored, tmp_path):
    file_id, _ = stored()
    path = f"/files/{file_id}"
    assert mine("PATCH", path, json={"filename": "Tür.txt", "tags": ["x"]}, headers=ANY).status_code == 200
    assert mine("PATCH", path, json={"filename": "Tür.txt"}, headers=ANY).status_code == 200  # as it is already
    untag = {"operation": "untag", "fileIds": [file_id], "tags": ["x"]}
    assert mine("POST", "/files/batch", json=untag).status_code == 200
    assert mine("DELETE", path).status_code == 204
    me = mine("GET", path).json()["deletedBy"]
    assert mine("POST", f"{path}/restore").status_code == 200

    def told():
        found = mine("GET", f"{path}/history").json()["items"]
        return found if found and found[0]["action"] == "restored" else None

    items = eventually(told)
    done = [(one["action"], one["by"]) for one in items]
    assert done[:4] == [(action, me) for action in ("restored", "deleted", "changed", "changed")]
    assert done[-2:] == [("uploaded", "logger"), ("announced", me)]
    untagged, renamed = items[2:4]
    assert untagged["changes"] == {"tags": {"before": ["x"], "after": []}}
    assert renamed["changes"]["filename"] == {"before": items[-1]["changes"]["filename"]["after"], "after": "Tür.txt"}
    first = mine("GET", f"{path}/history?limit=2").json()
    rest = mine("GET", f"{path}/history", params={"cursor": first["nextCursor"]}).json()
    assert first["items"] + rest["items"] == items
    assert mine("GET", f"{path}/history?cursor={first['nextCursor'][:-2]}").status_code == 400
    assert bob("GET", f"{path}/history").status_code == 404
    inlet = Inlet(tmp_path, {"INLET_API": mine.url, "INLET_TOKEN": mine.token or ""})
    assert [(row[2], row[1]) for row in inlet("history", file_id).rows] == done
    assert inlet("history", file_id, "--json").json() == items


def test_the_guide_s_lines(mine, cloud, tmp_path):
    """As they stand there. The file comes back before it was processed, so IAM has its say in that request, too."""
    signed = mine.sign(filename="holiday.jpg", contentType="image/jpeg")
    assert put(signed, b"hello").status_code == 200
    mine.settled(signed["fileId"])
    variables = cloud.environment | {"INLET_API": mine.url, "INLET_TOKEN": mine.token, "id": signed["fileId"]}
    text = lines("Changing and deleting files")
    done = subprocess.run(["sh", "-euc", text], cwd=tmp_path, env=variables, capture_output=True, text=True, check=True)
    changed, restored, batch = (json.loads(line) for line in done.stdout.splitlines())
    assert (changed["filename"], changed["tags"], restored["status"]) == ("Lake.jpg", ["summer"], "uploaded")
    assert batch == {"results": [{"fileId": signed["fileId"], "status": 200, "code": None}]}
    shell = ["sh", "-euc", lines("Who changed a file")]
    done = subprocess.run(shell, cwd=tmp_path, env=variables, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["nextCursor"] is None


def test_at_the_command_line(mine, stored, tmp_path):
    file_id, _ = stored()
    missing = str(uuid.uuid4())
    inlet = Inlet(tmp_path, {"INLET_API": mine.url, "INLET_TOKEN": mine.token or ""})

    def listed(*filters):
        (found,) = inlet("ls", "--json", *filters).json()
        return found

    assert inlet("tag", "--add", "straße", "--remove", "x", file_id).rows == [[file_id, "tagged"]]
    assert inlet("mv", "--name", "Übersicht 2026.txt", file_id).rows == [[file_id, "moved"]]
    found = listed("--tag", "straße")
    assert (found["filename"], found["tags"]) == ("Übersicht 2026.txt", ["straße"])
    gone = inlet("rm", file_id, missing)
    assert (gone.status, gone.rows) == (1, [[file_id, "deleted"], [missing, "not found"]])
    assert inlet("ls", "--tag", "straße").rows == []
    assert inlet("get", file_id).status == 1
    assert listed("--status", "deleted", "--tag", "straße")["fileId"] == file_id
    assert inlet("restore", file_id, "--json").json() == [{"fileId": file_id, "error": None}]
    assert listed("--tag", "straße")["status"] == "completed"


PURGED = ["dynamodb:UpdateItem", "s3:DeleteObject", "dynamodb:DeleteItem", "dynamodb:TransactWriteItems"]


def test_nothing_is_left_of_what_is_purged(mine, cloud, stored, a_month_ago):
    """The unit tests kill it at each call; here IAM and S3 have their say in what the next run finds."""
    purge = Match(caller=cloud.outputs["functions"]["purge"])
    cloud.invoke("purge", {})  # what others left is not to be among the calls that are counted
    kept, _ = stored()
    before = usage(mine)

    def deleted():
        file_id, key = stored()
        assert mine("DELETE", f"/files/{file_id}").status_code == 204
        a_month_ago(key)
        return key

    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "purge"):
        key = deleted()
        assert usage(mine) == (before[0] + 1, before[1] + 5)
        made = calls(proxy, purge, lambda: cloud.invoke("purge", {}))
        assert [one for one in dict.fromkeys(made) if one in PURGED] == PURGED
        require_nothing_left(cloud, key)
        assert usage(mine) == before
        for operation in PURGED[2:3]:
            key = deleted()
            proxy.log.clear()
            with proxy.following(dies_after(purge, 1 + made.index(operation))):
                assert breaks(cloud), operation
            assert proxy.log.faults(), operation
            cloud.invoke("purge", {})
            require_nothing_left(cloud, key)
            assert usage(mine) == before, operation
    assert mine("GET", f"/files/{kept}").json()["status"] == "completed"


def breaks(cloud):
    """Whether the function raises, so that the schedule tries again."""
    name = cloud.outputs["functions"]["purge"]
    return "FunctionError" in cloud.root("lambda").invoke(FunctionName=f"{name}:live", Payload=b"{}")
