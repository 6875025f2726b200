"""Whatever is done to a small world, one run brings it to agree, and the next finds nothing."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common import aws
from common.files import file_rows, findings, places
from common.files.lifecycle import Status
from tests.unit.cloud import TENANT, pending
from tests.unit.janitor.agreement.conftest import DERIVED, file_id

# Files 1 to 3 as they agree: completed, deleted, pending; and who is not there, 4.
NUMBERS = (1, 2, 3, 4)
MADE = {
    "completed": lambda world, number: world.arrived(number),
    "uploaded": lambda world, number: world.arrived(number, Status.UPLOADED),
    "deleted": lambda world, number: world.deleted(number),
    "being purged": lambda world, number: world.deleted(number, purging=True),
    "pending": lambda world, number: world.put(pending(file_id(number))),
    "expired": lambda world, number: world.put(pending(file_id(number), status=Status.EXPIRED)),
    "nothing": lambda world, number: None,
}


def rows(world, number):
    """The file's rows, and those of lists that name it."""
    found = aws.dynamodb().scan(TableName=world.table)["Items"]
    return [row for row in found if file_id(number).id in row["pk"]["S"] + row["sk"]["S"]]


def drop_row(world, number, choice):
    """Any one of them, its own too."""
    if found := rows(world, number):
        row = found[choice % len(found)]
        world.drop({"pk": row["pk"], "sk": row["sk"]})


def drop_versions(world, number, _):
    for version in world.cloud.versions(file_id(number).key):
        aws.s3().delete_object(Bucket=world.cloud.bucket, Key=file_id(number).key, VersionId=version)


def mark(world, number, _):
    aws.s3().delete_object(Bucket=world.cloud.bucket, Key=file_id(number).key)


def add_version(world, number, _):
    world.cloud.upload(file_id(number).key, b"another")


def add_place(world, number, choice):
    position = places.sort_key(pending().created_at, file_id(number).id)
    world.place(places.Place(places.partition(TENANT, ("ALL", "G#b")[choice % 2], choice % 3), position))


def derive(world, number, choice):
    world.derive(file_id(number), choice % 3)


def find(world, number, choice):
    findings.put(world.table, file_id(number), choice % 3, {"width": 1})


def begin_parts(world, number, _):
    aws.s3().create_multipart_upload(Bucket=world.cloud.bucket, Key=file_id(number).key)


def unlist(world, number, _):
    if world.cloud.file(file_id(number)):
        world.update(file_id(number), "REMOVE waitingIn, waitingSince")


DAMAGES = [drop_row, drop_versions, mark, add_version, add_place, derive, find, begin_parts, unlist]
DONE = st.tuples(st.sampled_from(DAMAGES), st.sampled_from(NUMBERS), st.integers(0, 11))


def disagreements(world):
    """What does not agree, told without the janitor's rules; a pending file's object is the sweeper's."""
    found: Any = aws.dynamodb().scan(TableName=world.table)["Items"]
    files = {row["pk"]["S"]: file_rows.from_item(row) for row in found if row["sk"]["S"] == "FILE"}
    wanted = {place for file in files.values() for place in places.places(file)}
    told = [("place", place) for place in world.cloud.listed() ^ wanted]
    told += [("beside", row["pk"]["S"]) for row in found if row["pk"]["S"][:2] == "F#" and row["pk"]["S"] not in files]
    by_key = {file.id.key: file for file in files.values()}
    _, versions, markers, derived, _ = world.state()
    for key, version in versions:
        file: Any = by_key.get(key)
        if not file or (file.status is not Status.PENDING and version != (file.arrival and file.arrival.version_id)):
            told.append(("version", key))
    told += [("marker", key) for key, _ in markers if key not in by_key or by_key[key].status is not Status.PENDING]
    for key, file in by_key.items():
        assert file.arrival or file.status not in places.LISTED
        arrived = file.status in places.LISTED
        if arrived and file.arrival and (key, file.arrival.version_id) not in versions:
            told.append(("lost", key))
        waits = "waitingIn" in next(row for row in found if row["pk"]["S"] == f"F#{key}" and row["sk"]["S"] == "FILE")
        if waits != (file.status in (Status.PENDING, Status.DELETED)):
            told.append(("waits", key))
        if file.deletion and file.deletion.purging_since:
            told.append(("purge", key))
    for key in derived:
        file = by_key.get("/".join(key.split("/")[:2]))
        if not file or not file.processing or key.split("/")[2] != str(file.processing.attempt):
            told.append(("derived", key))
    return told


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(sorted(MADE)), min_size=3, max_size=3), st.lists(DONE, min_size=1, max_size=8))
def test_one_run_brings_it_to_agree(world, run, made, done):
    world.clear()
    for number, name in enumerate(made, start=1):
        MADE[name](world, number)
    for damage, number, choice in done:
        damage(world, number, choice)
    dry = run(dryRun=True, graceSeconds=0)
    told = run(dryRun=False, graceSeconds=0)
    assert (dry["unseen"], told["unseen"]) == (0, 0)
    # What is found in rows may be found again among objects, once those are gone: more than a dry run can know.
    assert all(told["findings"][name]["found"] >= one["found"] for name, one in dry["findings"].items())
    assert not [name for name, one in told["findings"].items() if one["mended"] != one["found"]]
    assert disagreements(world) == []
    # A file that only waits for its processing is asked for until that has it.
    assert run(dryRun=False, graceSeconds=0)["findings"].keys() <= {"processing_stuck"}
    assert aws.s3().list_objects_v2(Bucket=DERIVED)
