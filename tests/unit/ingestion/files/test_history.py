"""GET /files/{id}/history: changes, the newest first, for whoever sees the file."""

from datetime import timedelta

import pytest

from common import aws
from common.files import history
from common.files.history import Entry
from common.files.lifecycle import Status
from ingestion.files import changelog
from tests.unit.ingestion.conftest import BOB, rules
from tests.unit.ingestion.files.stored import ID, NOW, USER, stored

ROUTE = "GET /files/{id}/history"


def put(file, revision, action="changed", **changes):
    changes = changes or {"filename": {"before": None, "after": f"{revision}.png"}}
    entry = Entry(revision, NOW + timedelta(seconds=revision), USER.id, action, changes)
    aws.dynamodb().put_item(TableName="catalog", Item=history.to_item(file, entry))


@pytest.fixture
def ask(api, catalog_table):
    return lambda query="", **more: api(ROUTE, upload=ID, query=query, **more)


@pytest.fixture
def revisions(ask):
    """Those of all pages, page by page."""

    def found(limit):
        pages, cursor = [], ""
        while True:
            answer = ask(f"limit={limit}{cursor}").json
            pages.append([one["revision"] for one in answer["items"]])
            if answer["nextCursor"] is None:
                return pages
            cursor = f"&cursor={answer['nextCursor']}"

    return found


def test_a_change_as_it_is_told(ask):
    file = stored()
    put(file, 3, "changed", tags={"before": ["x"], "after": ["ü"]}, filename={"before": "a", "after": "b"})
    assert ask().json == {
        "items": [
            {
                "revision": 3,
                "at": "2026-11-21T13:05:03.000Z",
                "by": USER.id,
                "action": "changed",
                "changes": {"tags": {"before": ["x"], "after": ["ü"]}, "filename": {"before": "a", "after": "b"}},
            }
        ],
        "nextCursor": None,
    }


def test_nothing_yet(ask):
    stored()
    assert ask().json == {"items": [], "nextCursor": None}


def test_pages_lead_from_the_newest_to_the_oldest(ask, revisions):
    file = stored()
    for number in (1, 2, 5, 9, 10, 11, 1000):
        put(file, number)
    assert revisions(3) == [[1000, 11, 10], [9, 5, 2], [1]]
    assert revisions(7) == [[1000, 11, 10, 9, 5, 2, 1]]
    assert len(ask().json["items"]) == 7


def test_what_is_new_meanwhile_moves_no_page(ask):
    file = stored()
    for number in (1, 2, 3):
        put(file, number)
    first = ask("limit=2").json
    put(file, 4)
    assert [one["revision"] for one in ask(f"cursor={first['nextCursor']}").json["items"]] == [1]


def test_other_rows_and_other_files_of_the_id_do_not_show(ask):
    file = stored()
    before = stored(created_at=file.created_at - timedelta(days=40))
    after = stored(created_at=file.created_at + timedelta(days=1))
    file = stored()
    for other in (before, after):
        put(other, 2)
    put(file, 1)
    assert [one["revision"] for one in ask().json["items"]] == [1]


def test_a_large_page_is_cut_and_goes_on(revisions, monkeypatch):
    monkeypatch.setattr(changelog, "MOST_BYTES", 100)
    file = stored()
    for number in range(1, 8):
        put(file, number)  # some forty bytes each
    assert revisions(1000) == [[7, 6, 5], [4, 3, 2], [1]]


@pytest.mark.parametrize("status", Status)
def test_who_sees_the_file_sees_it_in_every_status(ask, status):
    put(stored(status), 1)
    assert len(ask().json["items"]) == 1


@pytest.mark.parametrize("given", [ID, "00000000-0000-4000-8000-000000000000", "x", "HISTORY"])
def test_what_is_foreign_is_as_what_is_missing(api, catalog_table, given):
    put(stored(), 1)
    answer = api(ROUTE, upload=given, claims=BOB)
    assert (answer.status, answer.json["code"]) == (404, "not_found")


def test_rows_that_outlived_their_file_are_not_told(ask, api):
    put(stored(), 1)
    aws.dynamodb().delete_item(
        TableName="catalog", Key={"pk": {"S": f"F#{USER.personal_tenant}/{ID}"}, "sk": {"S": "FILE"}}
    )
    assert ask().status == 404


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "1000000000", "x", "1.5", ""])
def test_limits_that_are_none(ask, limit):
    stored()
    answer = ask(f"limit={limit}")
    assert answer.status == 400
    assert rules(answer)[0][0] == "/limit"


@pytest.mark.parametrize("query", ["from=2026-01-01", "action=deleted", "limit=1&limit=2", "Limit=1"])
def test_parameters_that_it_does_not_have(ask, query):
    stored()
    assert ask(query).status == 400


def changed(cursor):
    return ("B" if cursor[0] == "A" else "A") + cursor[1:]


@pytest.mark.parametrize(
    "wrong", [changed, lambda one: one[:-3], lambda one: "x", lambda one: one + "AAAA", lambda one: "ü"]
)
def test_cursors_that_are_not_ours(ask, wrong):
    file = stored()
    for number in (1, 2):
        put(file, number)
    cursor = ask("limit=1").json["nextCursor"]
    answer = ask({"cursor": wrong(cursor)})
    assert (answer.status, rules(answer)) == (400, [("/cursor", "cursor")])


def test_a_cursor_leads_on_in_its_own_list_alone(api, ask):
    file = stored()
    for number in (1, 2):
        put(file, number)
    cursor = ask("limit=1").json["nextCursor"]
    # The list of all files, and another file that has the id by now.
    assert api("GET /files", query=f"cursor={cursor}").status == 400
    again = stored(created_at=NOW + timedelta(days=40))
    put(again, 1)
    assert rules(ask(f"cursor={cursor}")) == [("/cursor", "cursor")]
    stored()
    assert ask(f"cursor={cursor}").status == 200
