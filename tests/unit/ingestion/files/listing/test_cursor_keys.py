"""GET /files signs its cursors with the keys of the environment, which it reads when there is a cursor at all."""

import json
from functools import cache

import pytest

from common import aws
from common.files import catalog
from common.files.file import Arrival, FileId
from common.files.lifecycle import Status
from common.keys import kept, ring
from tests.unit.cloud import NOW
from tests.unit.ingestion.conftest import ENVIRONMENT, rules
from tests.unit.ingestion.world import FILE, People

NAME = ENVIRONMENT["CURSOR_KEYS"]
HOUR = 3600


@pytest.fixture
def parameter(catalog_table, monkeypatch):
    """Puts a ring where the function looks for it."""
    monkeypatch.setattr(kept, "of", cache(kept.KeptRing))

    def put(keys):
        aws.ssm().put_parameter(Name=NAME, Value=ring.text(keys), Type="SecureString", Overwrite=True)
        return keys

    return put


@pytest.fixture
def two(parameter, api):
    """Asks for a page of two files, `limit` of them."""
    people = People(api)
    tenant = people.tenant("ann")
    for _ in range(2):
        made = people.get("ann", "POST /uploads", tenant, body={"files": [FILE]})["uploads"][0]["fileId"]
        found = catalog.find("catalog", FileId(tenant, made))
        assert found
        catalog.move("catalog", found, Status.UPLOADED, by="test", at=NOW, arrival=Arrival("v1", "e", 8, NOW))

    def page(limit=1, cursor="", at=1_790_000_000):
        more = f"&cursor={cursor}" if cursor else ""
        return people.ask("ann", "GET /files", tenant, query=f"limit={limit}{more}", at=at)

    return page


def test_a_list_of_one_page_needs_no_keys(two):
    answer = two(limit=2)
    assert (answer.status, len(answer.json["items"]), answer.json["nextCursor"]) == (200, 2, None)


def test_without_keys_the_answer_is_clear_and_the_log_says_what_to_run(two, caplog):
    answer = two()
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "keys_missing", "1")
    assert "parameter" not in answer.text
    (line,) = [line for line in caplog.records if line.levelname == "ERROR"]
    assert "make keys" in line.getMessage()
    assert vars(line)["fields"] == {"parameter": NAME}


def test_a_list_goes_on_over_one_rotation_and_not_over_two(two, parameter):
    first = parameter(ring.new())
    cursor = two().json["nextCursor"]
    second = parameter(ring.rotated(first))
    later = 1_790_000_000 + HOUR
    assert two(cursor=cursor, at=later).status == 200
    parameter(ring.rotated(second))
    answer = two(cursor=cursor, at=later + HOUR)
    assert (answer.status, rules(answer)) == (400, [("/cursor", "cursor")])


def test_no_key_is_told(two, parameter, caplog):
    held = parameter(ring.new())
    answer = two()
    secret = json.loads(ring.text(held))["keys"][held.current]
    assert secret not in answer.text + str([vars(line) for line in caplog.records])
