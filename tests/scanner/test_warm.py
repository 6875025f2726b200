"""An engine that is kept warm, and definitions that change, are damaged, or are not there."""

import hashlib
import shutil
from pathlib import Path

import pytest

from common import aws, times
from common.errors import Busy
from processor.scan import definitions, manifest, warm
from processor.scan.engine import EngineDown
from processor.scan.manifest import Damaged, Entry, Manifest
from tests.scanner.conftest import DEFINITIONS, EICAR, patience
from tests.unit.cloud import NOW, cloud, lines

__all__ = ["cloud", "lines"]

BUCKET = "inlet-unit-definitions"


def put(folder: Path, version: str) -> Manifest:
    """Puts all definitions of a folder into the bucket."""
    files = {file.name: definitions.entry(file) for file in folder.glob("*.?db")}
    told = Manifest(version, NOW, files)
    definitions.put(BUCKET, folder, told)
    return told


@pytest.fixture
def bucket(cloud, lines):
    aws.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})


@pytest.fixture
def keeper(bucket, clamd, monkeypatch):
    """What keeps the engine; looks for newer definitions each time."""
    monkeypatch.setattr(warm, "_LOOK_SECONDS", 0)
    kept = warm.Warm(clamd, BUCKET, 10)
    yield kept
    kept.stop()


@pytest.fixture
def mine(tmp_path):
    """A copy of the definitions, to change."""
    folder = tmp_path / "mine"
    shutil.copytree(DEFINITIONS, folder)
    return folder


def ready(keeper):
    return keeper.engine(lambda: None)


def test_one_engine_serves_as_long_as_the_definitions_hold(keeper, mine):
    put(mine, "1")
    first = ready(keeper)
    assert "FOUND" in first.scan([EICAR], seconds=patience)
    assert ready(keeper) is first
    assert first.definitions == "1"


def test_newer_definitions_are_taken_up(keeper, mine):
    put(mine, "1")
    first = ready(keeper)
    with (mine / "inlet.ndb").open("a") as file:
        file.write(f"Inlet.Test.New:0:0:{b'new malware'.hex()}\n")
    put(mine, "2")
    second = ready(keeper)
    assert second.definitions == "2"
    assert not first.alive
    assert second.scan([b"new malware"], seconds=patience) == "stream: Inlet.Test.New.UNOFFICIAL FOUND"


def test_an_engine_that_died_is_replaced(keeper, mine, lines):
    put(mine, "1")
    first = ready(keeper)
    first.stop()
    second = ready(keeper)
    assert second is not first
    assert second.scan([b"hello"], seconds=patience) == "stream: OK"
    assert "engine died" in [line["message"] for line in lines()]


def spoiled(told: Manifest) -> None:
    """Puts something else where a file of definitions was."""
    name, entry = next(iter(told.files.items()))
    aws.s3().put_object(Bucket=BUCKET, Key=entry.key(name), Body=b"something else")


def gone(told: Manifest) -> None:
    name, entry = next(iter(told.files.items()))
    aws.s3().delete_object(Bucket=BUCKET, Key=entry.key(name))


def malformed(told: Manifest) -> None:
    aws.s3().put_object(Bucket=BUCKET, Key=manifest.KEY, Body=b"{")


def unloadable(told: Manifest) -> None:
    body = b"Inlet.Test:0:0:not-hex\n"
    entry = Entry(len(body), hashlib.sha256(body).hexdigest())
    aws.s3().put_object(Bucket=BUCKET, Key=entry.key("bad.ndb"), Body=body)
    text = manifest.text(Manifest("3", times.now(), {"bad.ndb": entry}))
    aws.s3().put_object(Bucket=BUCKET, Key=manifest.KEY, Body=text.encode())


@pytest.mark.parametrize("harm", [spoiled, gone, malformed, unloadable])
def test_definitions_that_are_no_good_leave_those_that_were(keeper, mine, lines, harm):
    put(mine, "1")
    ready(keeper)
    (mine / "inlet.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Inlet.Test.Another\n")
    told = put(mine, "2")
    changed = Manifest(told.version, told.built_at, {"inlet.hdb": told.files["inlet.hdb"]})
    harm(changed)
    engine = ready(keeper)
    assert engine.definitions == "1"
    assert "FOUND" in engine.scan([EICAR], seconds=patience)
    assert "definitions not renewed" in [line["message"] for line in lines()]
    assert ready(keeper) is engine  # it is not tried again each time
    with (mine / "inlet.ndb").open("a") as file:
        file.write(f"Inlet.Test.New:0:0:{b'new malware'.hex()}\n")
    shutil.copy(DEFINITIONS / "inlet.hdb", mine)
    put(mine, "4")
    assert ready(keeper).definitions == "4"


@pytest.mark.parametrize("harm", [spoiled, gone, malformed, unloadable])
def test_without_any_that_are_good_there_is_no_engine(keeper, mine, harm):
    told = put(mine, "1")
    harm(told)
    for _ in range(2):
        with pytest.raises((Damaged, EngineDown)):
            ready(keeper)
    put(DEFINITIONS, "2")
    assert ready(keeper).definitions == "2"


def test_an_empty_bucket_is_no_engine(keeper):
    with pytest.raises(Damaged, match="no definitions"):
        ready(keeper)


def test_a_bucket_that_asks_for_patience_is_asked_again(keeper, mine, monkeypatch):
    put(mine, "1")
    ready(keeper)
    (mine / "inlet.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Inlet.Test.Another\n")
    put(mine, "2")
    real = definitions.fetch

    def busy(*given, **more):
        raise Busy

    monkeypatch.setattr(definitions, "fetch", busy)
    assert ready(keeper).definitions == "1"
    monkeypatch.setattr(definitions, "fetch", real)
    assert ready(keeper).definitions == "2"


def test_definitions_that_there_was_no_time_for_are_loaded_later(keeper, mine):
    def enough():
        raise TimeoutError

    put(mine, "1")
    ready(keeper)
    (mine / "inlet.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Inlet.Test.Another\n")
    put(mine, "2")
    with pytest.raises(TimeoutError):
        keeper.engine(enough)
    assert ready(keeper).definitions == "2"


def test_nothing_is_left_of_definitions_that_were(keeper, mine, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    put(mine, "1")
    ready(keeper)
    (mine / "inlet.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Inlet.Test.Another\n")
    put(mine, "2")
    ready(keeper)
    ready(keeper)
    kinds = sorted(path.name.partition("-")[0] for path in tmp_path.iterdir() if path != mine)
    assert kinds == ["clamd", "definitions"]
