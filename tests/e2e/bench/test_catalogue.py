"""The bench of the catalogue from end to end, with a few files and lists."""

import pytest

from bench.catalogue import __main__ as bench
from bench.catalogue.table import NAME

LISTS = ("all", "types image/*", "failed, project")


@pytest.mark.long
def test_a_few_files(cloud, capsys):
    bench.measure(cloud, files=150, rounds=1, only=LISTS)
    told = capsys.readouterr().out
    rows = {line.split("|")[1].strip(): line.split("|")[2:-1] for line in told.splitlines() if line.startswith("| ")}
    assert {name for name in LISTS if name in rows} == set(LISTS)
    page, files, places, read, units, queries, *_ = (float(cell) for cell in rows["all"])
    assert (page, files, queries) == (2, 50, 2)  # who asks, and the list
    assert 1 <= places < 1.1
    assert 1 <= read < 1.1
    assert 1 <= units < 1.2
    calls = {name: int(row[0]) for name, row in rows.items() if " /files/" in name}
    # Who asks, and the file with its findings; or what is decided by, and the change; then what is answered of it.
    assert calls == {
        "GET /files/{id}": 3,
        "GET /files/{id}/content": 2,
        "GET /files/{id}/history": 3,
        "PATCH /files/{id}": 4,
        "DELETE /files/{id}": 3,
        "POST /files/{id}/restore": 4,
        "POST /files/batch, tags of 100": 201,
    }
    assert "far inside at most" in told
    assert NAME not in cloud.root("dynamodb").list_tables()["TableNames"]
