import pytest

from inlet.errors import AlreadyRunning
from inlet.files.lock import locked
from inlet.transfer.journal import Entry, journal

ENTRY = Entry("11111111-1111-4111-8111-111111111111", 5, 1, 2, {"filename": "ü.mp4", "tags": ["x"]})


def test_what_was_written_is_read(tmp_path):
    with journal(tmp_path, "https://api", "t-1", tmp_path / "a") as kept:
        assert kept.read() is None
        kept.write(ENTRY)
    with journal(tmp_path, "https://api", "t-1", tmp_path / "a") as kept:
        assert kept.read() == ENTRY
        kept.remove()
        assert kept.read() is None
        kept.remove()


def test_each_api_tenant_and_file_has_its_own(tmp_path):
    places = [("https://a", None, "a"), ("https://b", None, "a"), ("https://a", "t-1", "a"), ("https://a", None, "b")]
    for api, tenant, name in places:
        with journal(tmp_path, api, tenant, tmp_path / name) as kept:
            assert kept.read() is None
            kept.write(ENTRY)
    assert len(list((tmp_path / "uploads").iterdir())) == 4


def test_it_is_nobody_elses_business(tmp_path):
    with journal(tmp_path / "state", "https://api", None, tmp_path / "a") as kept:
        kept.write(ENTRY)
        (entry,) = (tmp_path / "state/uploads").glob("*.json")
        assert entry.stat().st_mode & 0o777 == 0o600
        assert entry.parent.stat().st_mode & 0o777 == 0o700


def test_one_at_a_time(tmp_path):
    with (
        journal(tmp_path, "https://api", None, tmp_path / "a"),
        pytest.raises(AlreadyRunning),
        journal(tmp_path, "https://api", None, tmp_path / "a"),
    ):
        pass
    with journal(tmp_path, "https://api", None, tmp_path / "a"):
        pass


def test_a_lock_that_was_removed_meanwhile_is_no_lock(tmp_path, monkeypatch):
    """The one before removes the file between our opening and locking it."""
    path = tmp_path / "lock"
    take, rounds = "inlet.files.lock._try", []

    def remove_first(descriptor: int) -> None:
        rounds.append(descriptor)
        if len(rounds) == 1:
            path.unlink()

    monkeypatch.setattr(take, remove_first)
    with locked(path):
        assert len(rounds) == 2
        assert path.exists()
