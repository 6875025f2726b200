"""Files that are changed: one by its state, many at once."""

import json

import pytest

from inlet import ApiError, Changed, Unreachable
from tests.unit.inlet.stored.listed import name
from tests.unit.inlet.stored.shelf import ID, told, view
from tests.unit.inlet.world import lost


class Batches:
    """POST /files/batch: `codes` are the files that it refuses, `calls` what it was asked."""

    def __init__(self):
        self.codes: dict[str, tuple[int, str]] = {}
        self.calls: list[dict] = []

    def __call__(self, request):
        assert request.route == "POST /files/batch"
        self.calls.append(request.said)
        return told(200, {"results": [self._result(one) for one in request.said["fileIds"]]})

    def _result(self, file_id):
        if file_id in self.codes:
            status, code = self.codes[file_id]
            return {"fileId": file_id, "status": status, "code": code}
        return {"fileId": file_id, "status": 200}


@pytest.fixture
def batches(shelf):
    shelf.before = made = Batches()
    return made


def test_a_change_is_bound_to_what_was_seen(client, shelf):
    assert client.file(ID).etag == '"1"'
    shelf.before = lambda request: told(200, view(b"", tags=["b"]), etag='"2"') if request.method == "PATCH" else None
    changed = client.change(ID, tags=["b"], metadata={}, filename="b.png", project="p", etag='"1"')
    assert (changed.tags, changed.etag) == (("b",), '"2"')
    (asked,) = shelf.asked(f"PATCH /files/{ID}")
    assert (asked.said, asked.headers["If-Match"]) == (
        {"tags": ["b"], "metadata": {}, "filename": "b.png", "projectId": "p"},
        '"1"',
    )
    client.change(ID, tags=[])
    again = shelf.asked(f"PATCH /files/{ID}")[1]
    assert (again.said, again.headers["If-Match"]) == ({"tags": []}, "*")


def test_whoever_was_late_is_told(client, shelf):
    shelf.before = lambda _: told(412, {"code": "precondition_failed", "detail": "It is another now."})
    with pytest.raises(ApiError, match="another now"):
        client.change(ID, tags=[], etag='"1"')


def test_what_is_bound_is_sent_again_when_its_answer_was_lost(client, shelf):
    def first_lost(request):
        if len(shelf.requests) == 1:
            raise lost()
        return told(200, view(b"", tags=[]), etag='"2"')

    shelf.before = first_lost
    assert client.change(ID, tags=[], etag='"1"').etag == '"2"'
    assert [request.headers["If-Match"] for request in shelf.requests] == ['"1"', '"1"']


def test_who_is_not_reached_is_told(client, shelf):
    def gone(_):
        raise lost()

    shelf.before = gone
    with pytest.raises(Unreachable):
        client.change(ID, tags=[], etag='"1"')
    assert len(shelf.requests) == 4


def test_deleted_and_restored(client, shelf):
    answers = {"DELETE": (204, None), "POST": (200, view(b"", status="failed"))}
    shelf.before = lambda request: told(*answers[request.method])
    client.delete(ID)
    assert client.restore(ID).status == "failed"
    assert [request.route for request in shelf.requests] == [f"DELETE /files/{ID}", f"POST /files/{ID}/restore"]


def test_many_go_by_hundreds_in_their_order_each_once(client, batches):
    ids = [name(number) for number in range(250)]
    batches.codes = {name(7): (404, "not_found")}
    outcomes = list(client.change_many("tag", [*ids, *ids], tags=["a", "b"]))
    assert [one.file_id for one in outcomes] == ids
    assert outcomes[6:8] == [Changed(name(6), 200), Changed(name(7), 404, "not_found")]
    assert sorted(len(call["fileIds"]) for call in batches.calls) == [50, 100, 100]
    assert {(call["operation"], tuple(call["tags"])) for call in batches.calls} == {("tag", ("a", "b"))}


def test_what_it_is_too_busy_for_is_sent_again_alone(client, batches, monkeypatch):
    batches.codes = {name(1): (503, "busy")}
    monkeypatch.setattr("inlet.stored.batches.time.sleep", lambda _: len(batches.calls) > 1 and batches.codes.clear())
    assert [one.code for one in client.change_many("delete", map(name, range(3)))] == [None] * 3
    assert [call["fileIds"] for call in batches.calls] == [[name(0), name(1), name(2)], [name(1)], [name(1)]]
    batches.codes = {name(1): (503, "busy")}
    monkeypatch.setattr("inlet.stored.batches.time.sleep", lambda _: None)
    assert [one.code for one in client.change_many("delete", map(name, range(3)))] == [None, "busy", None]


@pytest.mark.parametrize(
    ("arguments", "call", "word"),
    [
        (["rm"], {"operation": "delete"}, "deleted"),
        (["restore"], {"operation": "restore"}, "restored"),
        (["tag", "--add", "ü", "--add", "b"], {"operation": "tag", "tags": ["ü", "b"]}, "tagged"),
        (["tag", "--remove", "a"], {"operation": "untag", "tags": ["a"]}, "tagged"),
        (["mv", "--project", "p"], {"operation": "move", "projectId": "p"}, "moved"),
    ],
)
def test_commands_for_many(inlet, batches, arguments, call, word):
    batches.codes = {name(2): (409, "still_processing")}
    ids = [name(1), name(2), name(3)]
    done = inlet(*arguments, *ids)
    assert batches.calls == [call | {"fileIds": ids}]
    assert (done.exit_code, [line.split("\t") for line in done.stdout.splitlines()]) == (
        1,
        [[name(1), word], [name(2), "still processing"], [name(3), word]],
    )
    done = inlet(*arguments, "--json", name(3))
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"fileId": name(3), "error": None})


def test_tags_are_taken_before_others_are_given(inlet, batches):
    batches.codes = {name(2): (404, "not_found")}
    done = inlet("tag", "--add", "new", "--remove", "old", name(1), name(2))
    assert [(call["operation"], call["tags"], call["fileIds"]) for call in batches.calls] == [
        ("untag", ["old"], [name(1), name(2)]),
        ("tag", ["new"], [name(1)]),
    ]
    assert done.stdout.splitlines() == [f"{name(2)}\tnot found", f"{name(1)}\ttagged"]


def test_a_file_gets_another_name(inlet, shelf):
    shelf.before = lambda request: told(200, view(b""))
    assert inlet("mv", ID, "--name", "Menü 2.png", "--project", "p").stdout == f"{ID}\tmoved\n"
    (asked,) = shelf.asked("PATCH .*")
    assert asked.said == {"filename": "Menü 2.png", "projectId": "p"}
    shelf.before = lambda request: told(404, {"code": "not_found", "detail": "There is nothing."})
    assert (inlet("mv", ID, "--name", "b").exit_code, inlet("mv", ID, "--name", "b").stdout) == (
        1,
        f"{ID}\tnot found\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [["rm"], ["rm", "x"], ["tag", ID], ["mv", ID], ["mv", ID, name(1), "--name", "b"], ["restore"]],
)
def test_what_is_not_clear_is_not_done(inlet, shelf, arguments):
    assert (inlet(*arguments).exit_code, shelf.requests) == (2, [])
