"""The lines of the guide, exactly as they stand there, do what the guide says they do."""

import json
import re
import subprocess
import sys

import pytest

from local.home import ROOT
from tests.e2e.cloud import eventually
from tests.e2e.conftest import signed_in

GUIDE = (ROOT / "docs/api.md").read_text()
README = (ROOT / "README.md").read_text()
BODY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400


def lines(heading):
    """All shell lines of a section, with the one that names the header of the token before them."""
    section = re.split(r"^## ", GUIDE.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]
    found = re.findall(r"^```sh\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    assert found
    (auth,) = re.findall(r"^auth=.*$", GUIDE, flags=re.MULTILINE)
    return "\n".join([auth, *found])


@pytest.fixture
def shell(alice, cloud, tmp_path):
    """Runs lines as somebody does who has cloned the repository and signed in; what they print."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")

    def run(text):
        variables = cloud.environment | {"INLET_API": alice.url, "INLET_TOKEN": alice.token}
        done = subprocess.run(
            ["sh", "-euc", text], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def file_id(text):
    """The first id in `text`."""
    return re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text)[0]


def test_a_write_key(cloud, people, shell):
    somebody = signed_in(cloud, people("keeper"))
    (field,) = re.findall(r"^field\(\).*$", GUIDE, flags=re.MULTILINE)
    token = f"INLET_TOKEN={somebody.token}"
    said = shell("\n".join([token, field, lines("Write keys"), 'printf "%s" "$key"']))
    listed, key = said.rsplit("\n", 1)
    made = json.loads(listed)["items"][-1]
    assert made["name"] == "web"
    assert key.startswith("wk_")
    assert key not in listed
    assert somebody("DELETE", f"/write-keys/{made['id']}").status_code == 204


def test_sending_events(alice, shell):
    (field,) = re.findall(r"^field\(\).*$", GUIDE, flags=re.MULTILINE)
    said = shell("\n".join([field, lines("Write keys"), lines("Sending events")]))
    one, batch, packed = (json.loads(text) for text in said.splitlines()[-3:])
    assert (one["accepted"], one["rejected"]) == (1, [])
    assert (batch["accepted"], batch["eventIds"]) == (1, ["order-1"])
    assert batch["rejected"][0]["errors"] == [{"pointer": "/batch/1/amount", "rule": "type"}]
    assert (packed["accepted"], packed["rejected"]) == (1, [])


def first_lines(*beginnings):
    """The first line of the README that begins with each of these."""
    return [next(line for line in README.splitlines() if line.startswith(beginning)) for beginning in beginnings]


def test_events_by_curl(alice, shell):
    """The whole block of the README, with the names that the one before it defines."""
    (block,) = [
        one for one in re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL) if "X-Write-Key" in one
    ]
    said = shell("\n".join([*first_lines("auth=", "field()"), block]))
    accepted, found, counted = (json.loads(line) for line in said.splitlines())
    assert (accepted["accepted"], accepted["rejected"]) == (1, [])
    assert {"items", "nextCursor"} <= found.keys() & counted.keys()
    (event_id,) = accepted["eventIds"]
    stored = eventually(lambda: event_of(alice, "u123", event_id))
    assert (stored["type"], stored["properties"]) == ("page_view", {"page": "/home"})
    for one in alice("GET", "/write-keys").json()["items"]:
        alice("DELETE", f"/write-keys/{one['id']}")


def event_of(alice, user, event_id):
    """A user's event, once it is stored."""
    found = alice("GET", f"/events?user={user}").json()["items"]
    return next((one for one in found if one["eventId"] == event_id), None)


def test_events_at_the_command_line(alice, shell):
    commands = [line for line in README.splitlines() if line.startswith("inlet events")]
    assert len(commands) == 2
    inlet = f'inlet() {{ PYTHONPATH="{ROOT}/cli" XDG_STATE_HOME="$PWD" "{sys.executable}" -m inlet "$@"; }}'
    event_id = shell("\n".join([inlet, *commands])).splitlines()[0]
    assert eventually(lambda: event_of(alice, "u123", event_id))["source"].startswith("u-")


def test_a_large_file_in_parts(alice, cloud, shell, tmp_path):
    said = shell(lines("Large files, in parts"))
    assert said.startswith("200\n200\n200\n")
    assert '"code": "upload_settled"' in said
    upload = alice.settled(file_id(said))
    assert (upload["status"], upload["size"]) == ("uploaded", 20_000_000)
    key = f"{alice('GET', '/tenants').json()['items'][0]['id']}/{upload['fileId']}"
    arrived = cloud.root("s3").get_object(Bucket=cloud.outputs["uploads_bucket"], Key=key)["Body"].read()
    assert arrived == (tmp_path / "film.mp4").read_bytes()


def test_a_form_in_a_browser_without_scripts(alice, cloud, shell, browser, tmp_path):
    shell(lines("A form, without a program"))
    picture = tmp_path / "Menü – plan.png"
    picture.write_bytes(BODY)
    page = browser.new_page(java_script_enabled=False)
    page.goto((tmp_path / "form.html").as_uri())
    page.set_input_files("input[type=file]", picture)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.click("button")
    assert answer.value.status == 201
    page.close()
    (key,) = re.findall(r'name="key" value="([^"]+)"', (tmp_path / "form.html").read_text())
    upload = alice.settled(file_id(key))
    assert (upload["status"], upload["size"], upload["contentType"]) == ("uploaded", len(BODY), "image/png")
    arrived = cloud.root("s3").get_object(Bucket=cloud.outputs["uploads_bucket"], Key=key)["Body"].read()
    assert arrived == BODY


def test_reading_events(alice, shell):
    user = {"event_type": "page_view", "user_id": "u123", "page": "/home"}
    assert alice("POST", "/events", json=user).status_code == 202

    def told():
        return [json.loads(line) for line in shell(lines("Reading events")).splitlines()]

    last, found = eventually(lambda: (pages := told())[1]["items"] and pages)
    assert len(last["items"]) <= 10
    assert {(one["type"], one["userId"]) for one in found["items"]} == {("page_view", "u123")}


def test_bad_events(shell):
    assert json.loads(shell(lines("Bad events"))).keys() == {"items", "nextCursor"}
