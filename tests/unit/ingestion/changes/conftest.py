"""A file of Alice's that is changed."""

from contextlib import contextmanager
from typing import Any

import pytest

from common.files import catalog
from common.files.file import FileId
from tests.unit.ingestion.conftest import before_call
from tests.unit.ingestion.files.stored import ID, USER


@pytest.fixture
def row(catalog_table):
    """The file as the catalogue has it, or None."""

    def look(file_id: str = ID) -> Any:
        return catalog.find("catalog", FileId(USER.personal_tenant, file_id))

    return look


@pytest.fixture
def show(api):
    """GET /files/{id}."""
    return lambda **more: api("GET /files/{id}", upload=ID, **more)


@pytest.fixture
def patch(api, show):
    """PATCH /files/{id} of what there is, or of what `match` says."""

    def send(body: dict[str, Any], match: str | None = "*", **more: Any) -> Any:
        headers = {"if-match": match} if match is not None else {}
        return api("PATCH /files/{id}", upload=ID, body=body, headers=headers, **more)

    return send


@pytest.fixture
def delete(api):
    return lambda **more: api("DELETE /files/{id}", upload=ID, **more)


@pytest.fixture
def restore(api, processing_queue):
    return lambda **more: api("POST /files/{id}/restore", upload=ID, **more)


@pytest.fixture
def meanwhile(catalog_table):
    """Has something done between the first reading of the file and its writing."""

    @contextmanager
    def does(act):
        done: list[str] = []

        def hook(**_):
            if not done:
                done.append("")
                act()

        with before_call("UpdateItem", hook), before_call("TransactWriteItems", hook):
            yield
        assert done

    return does
