"""No route of files takes a parameter that it does not know: who misspells one is told so, and nothing is done."""

import pytest

from common.files import catalog
from ingestion.changes import handler as changes
from ingestion.files import handler as files
from tests.unit.ingestion.conftest import rules
from tests.unit.ingestion.files.stored import ID, stored

BODIES = {
    "PATCH /files/{id}": {"tags": ["y"]},
    "POST /files/batch": {"operation": "delete", "fileIds": [ID]},
}


@pytest.mark.parametrize("route", sorted({*files._ROUTES, *changes._ROUTES}))
def test_a_parameter_that_nobody_knows(api, processing_queue, route):
    file = stored()
    answer = api(route, upload=ID, query="colour=red", body=BODIES.get(route), headers={"if-match": "*"})
    assert (answer.status, answer.json["code"]) == (400, "invalid_request"), route
    assert rules(answer) == [("/colour", "unknown")]
    assert catalog.find("catalog", file.id) == file
