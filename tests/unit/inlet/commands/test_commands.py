"""The other commands: what they ask, what they show, and how they end."""

import json
import uuid

import pytest
from click.shell_completion import ShellComplete

from inlet.commands.main import main
from inlet.version import VERSION
from tests.unit.inlet.world import Response

AMOUNTS = {
    "usage": {"bytes": 5, "files": 1, "pending": 0},
    "quota": {"bytes": 10**12, "files": 1000, "pending": 100},
}
TENANTS = {
    "userId": "u-1",
    "items": [
        {"id": "t-1", "name": "One\x1b[31m", "role": "owner"} | AMOUNTS,
        {"id": "t-2", "name": "Two", "role": "member"} | AMOUNTS,
    ],
}
MEMBER = {"userId": "u-2", "role": "member", "joinedAt": "2026-01-02T03:04:05Z"}
PROJECT = {"id": "p-1", "name": "Posters", "createdAt": "2026-01-02T03:04:05Z"}


@pytest.fixture
def answers(world):
    """Answers of the API by route."""
    given: dict[str, object] = {"GET /tenants": TENANTS}

    def answer(request):
        if request.route not in given:
            return None
        told = given[request.route]
        return Response(204) if told is None else Response(200, json.dumps(told).encode())

    world.before = answer
    return given


def test_whoami(inlet, answers):
    done = inlet("whoami", "--json")
    assert done.status == 0
    assert (done.json()[0]["userId"], [one["id"] for one in done.json()[0]["tenants"]]) == ("u-1", ["t-1", "t-2"])
    shown = inlet("whoami").out
    assert "t-2  member  Two" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("arguments", [["tenants"], ["tenants", "list"]])
def test_tenants_are_listed(inlet, answers, arguments):
    used = "5 bytes of 1.0 TB, 1 of 1,000 files"
    assert inlet(*arguments).rows == [["t-1", "owner", "One�[31m", used], ["t-2", "member", "Two", used]]
    assert inlet(*arguments, "--json").json() == [{"items": TENANTS["items"]}]


def test_a_tenant_is_made(inlet, answers, world):
    answers["POST /tenants"] = {"id": "t-3", "name": "Drei", "role": "owner"} | AMOUNTS
    assert inlet("tenants", "create", "Drei").rows[0][:3] == ["t-3", "owner", "Drei"]
    assert world.asked("POST /tenants")[0].said == {"name": "Drei"}


def test_among_several_tenants_one_is_named(inlet, answers, world):
    answers["GET /tenants/t-2/members"] = {"items": [MEMBER]}
    assert inlet("members").status == 2
    assert inlet("members", "--tenant", "t-2", "--json").json() == [{"items": [MEMBER]}]
    assert inlet("members", env={"INLET_TENANT": "t-2"}).rows[0][:2] == ["u-2", "member"]
    assert {request.headers.get("X-Tenant-ID") for request in world.asked("GET /tenants/t-2/members")} == {"t-2"}


def test_members_come_and_go(inlet, answers, world):
    answers["PUT /tenants/t-1/members/u-2"] = MEMBER
    answers["DELETE /tenants/t-1/members/u-2"] = None
    assert inlet("members", "set", "u-2", "--role", "owner", "--tenant", "t-1").status == 0
    assert world.asked("PUT .*")[0].said == {"role": "owner"}
    assert inlet("members", "remove", "u-2", "--tenant", "t-1", "--json").json() == [{"userId": "u-2", "role": None}]
    assert inlet("members", "set", "u-2", "--role", "king").status == 2


def test_projects_and_who_is_in_them(inlet, answers, world):
    answers |= {
        "GET /projects": {"items": [PROJECT]},
        "POST /projects": PROJECT,
        "GET /projects/p-1/members": {"items": [MEMBER]},
        "PUT /projects/p-1/members/u-2": MEMBER,
        "DELETE /projects/p-1/members/u-2": None,
    }
    assert inlet("projects").rows == [["p-1", "Posters"]]
    assert inlet("projects", "create", "p-1").rows == [["p-1", "Posters"]]
    assert world.asked("POST /projects")[0].said == {"id": "p-1", "name": "p-1"}
    assert inlet("projects", "members", "p-1", "--json").json() == [{"items": [MEMBER]}]
    assert inlet("projects", "add", "p-1", "u-2").rows[0][0] == "u-2"
    assert inlet("projects", "remove", "p-1", "u-2").status == 0


def test_status_of_several_of_which_one_is_not_there(inlet, file, world):
    inlet("upload", str(file("a.txt")))
    (known,), unknown = world.uploads, str(uuid.uuid4())
    done = inlet("status", known, unknown, "--json")
    items = done.json()[0]["items"]
    assert done.status == 1
    assert [(one["fileId"], one.get("status"), (one["error"] or {}).get("code")) for one in items] == [
        (known, "uploaded", None),
        (unknown, None, "not_found"),
    ]
    assert inlet("status", known).rows[0][:2] == [known, "a.txt"]


def test_an_answer_without_a_code_is_told_by_its_status(inlet, world):
    world.before = lambda _: Response(404, b'{"message": "Not Found"}')
    done = inlet("status", str(uuid.uuid4()), "--json")
    assert (done.status, done.json()[0]["items"][0]["error"]["code"]) == (1, "http_404")


def test_waiting_for_what_fails_is_a_failure(inlet, file, world):
    inlet("upload", str(file("a.txt")))
    (known,) = world.uploads
    world.uploads[known] |= {"status": "rejected", "reason": "another size than promised"}
    assert inlet("status", known).status == 0
    done = inlet("status", "--wait", known)
    assert (done.status, done.rows[0][3:]) == (1, ["rejected", "another size than promised"])


def test_watching_shows_each_change(inlet, file, world, monkeypatch):
    monkeypatch.setattr("inlet.api.waiting.time.sleep", lambda _: None)
    inlet("upload", str(file("a.txt")))
    (known,), unknown = world.uploads, str(uuid.uuid4())
    statuses = ["uploaded", "uploaded", "processing", "quarantined"]

    def go_on(request):
        if request.path.endswith(known):
            world.uploads[known]["status"] = statuses.pop(0) if len(statuses) > 1 else statuses[0]

    world.before = go_on
    done = inlet("status", "--watch", known)
    assert (done.status, [row[3] for row in done.rows]) == (1, ["uploaded", "processing", "quarantined"])
    statuses[:] = ["processing", "processing", "completed"]
    done = inlet("status", "--watch", known, unknown, "--json")
    told = [(one["fileId"], one.get("status"), (one["error"] or {}).get("code")) for one in done.json()]
    assert told == [(unknown, None, "not_found"), (known, "processing", None), (known, "completed", None)]
    assert (done.status, inlet("status", "--watch", "--wait", known).status) == (1, 2)


def test_what_is_being_done_meanwhile_is_shown(inlet, file, world):
    inlet("upload", str(file("a.txt")))
    (known,) = world.uploads
    step = {"name": "verify", "status": "running", "startedAt": "2026-01-02T03:04:05Z", "endedAt": None, "reason": None}
    shown = json.loads(world._show(world.uploads[known], None).data) | {"status": "pending", "steps": [step]}
    world.before = lambda _: Response(200, json.dumps(shown).encode())
    assert inlet("status", known).rows[0][3:] == ["pending", "verify is running"]
    assert inlet("status", known, "--json").json()[0]["items"][0]["steps"] == [step]


def test_abort_keeps_the_reason(inlet, file, world):
    inlet("upload", str(file("a.txt")))
    (known,) = world.uploads
    world.uploads[known]["status"] = "pending"
    assert inlet("abort", known, "--reason", "wrong file").status == 0
    assert world.uploads[known]["reason"] == "wrong file"
    world.uploads[known]["status"] = "uploaded"
    assert inlet("abort", known).status == 1


@pytest.mark.parametrize("file_id", ["x", "../tenants", "6f1c1f0e"])
def test_an_id_that_is_none_is_not_asked_for(inlet, world, file_id):
    assert inlet("status", file_id).status == inlet("abort", file_id).status == 2
    assert world.requests == []


@pytest.mark.parametrize(
    ("variables", "status", "told"),
    [
        ({"INLET_API": None, "INLET_TOKEN": None}, 2, "Which API?"),
        ({"INLET_API": ""}, 2, "Which API?"),
        ({"INLET_TOKEN": None}, 3, "inlet login"),
        ({"INLET_TOKEN": "old"}, 3, "sign in again"),
        ({"INLET_API": "http://api.example"}, 2, "https://"),
        ({"INLET_API": "api.example"}, 2, "https://"),
        ({"INLET_API": "http://[::1"}, 2, "https://"),
        ({"INLET_API": "https://api.example:port"}, 2, "https://"),
    ],
)
def test_without_an_api_or_a_token_nothing_is_done(inlet, answers, world, variables, status, told):
    world.before = lambda _: None
    done = inlet("tenants", env=variables)
    assert (done.status, told in done.err, done.out) == (status, True, "")


def test_a_token_or_tenant_of_another_systems_lines_is_understood(inlet, answers, world):
    variables = {"INLET_TOKEN": f"{world.token}\r", "INLET_TENANT": "t-2\r\n"}
    assert inlet("tenants", env=variables).status == 0
    assert [request.headers["X-Tenant-ID"] for request in world.requests] == ["t-2"]


def test_a_token_or_tenant_that_no_header_takes_ends_without_a_trace(inlet, world):
    done = inlet("tenants", env={"INLET_TOKEN": "secret\nsecret"})
    assert (done.status, "secret" in done.err, done.err.count("error:")) == (3, False, 1)
    assert inlet("tenants", env={"INLET_TENANT": "t\n2"}).status == 2
    assert world.requests == []


@pytest.mark.parametrize(
    ("typed", "before", "offered"),
    [
        ("", ["tenants"], ["create", "list"]),
        ("cr", ["projects"], ["create"]),
        ("--r", ["members", "set"], ["--role"]),
        ("--js", ["tenants", "list"], ["--json"]),
    ],
)
def test_shells_complete_commands_of_groups(typed, before, offered):
    assert [
        one.value for one in ShellComplete(main, {}, "inlet", "_INLET_COMPLETE").get_completions(before, typed)
    ] == (offered)


def test_a_token_goes_to_the_api_that_is_named_with_it_only(inlet, tmp_path, world):
    kept = tmp_path / "state-home/inlet/sign-ins"
    kept.mkdir(parents=True)
    (kept / "current.json").write_text('{"api": "https://other.example"}')
    done = inlet("tenants", env={"INLET_API": None})
    assert (done.status, "INLET_TOKEN belongs to an API" in done.err, world.requests) == (2, True, [])


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(inlet, name):
    done = inlet(name, "--help")
    assert done.status == 0
    assert f"Usage: inlet {name}" in done.out


def test_the_version_is_that_of_the_package(inlet):
    assert inlet("--version").out == f"inlet {VERSION}\n"
