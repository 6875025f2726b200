"""inlet get."""

from tests.unit.inlet.stored.conftest import CONTENT
from tests.unit.inlet.stored.shelf import ID, told, view


def test_get_keeps_the_file_here(inlet, folder):
    done = inlet("get", ID)
    assert (done.exit_code, done.stdout) == (0, "Menü.png\t3.0 MB\tSHA-256 verified\n")
    assert (folder / "Menü.png").read_bytes() == CONTENT
    again = inlet("get", ID)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "Menü.png is there already" in again.stderr
    assert inlet("get", "--force", ID).exit_code == 0


def test_get_a_variant_to_a_path(inlet, folder):
    done = inlet("get", ID, "--variant", "thumb-200", "-o", "small.jpg", "--json")
    assert done.exit_code == 0
    assert '"variant": "thumb-200"' in done.stdout
    assert '"verified": false' in done.stdout
    assert (folder / "small.jpg").read_bytes() == b"small"


def test_get_into_a_folder_that_is_not_there(inlet, begun):
    done = inlet("get", ID, "-o", "thumbs/")
    assert (done.exit_code, "there is no folder thumbs" in done.stderr, begun()) == (1, True, [])


def test_get_to_stdout(inlet, begun):
    done = inlet("get", ID, "-o", "-")
    assert (done.exit_code, done.stdout_bytes, begun()) == (0, CONTENT, [])
    assert inlet("get", ID, "-o", "-", "--json").exit_code == 2


def test_get_goes_on_where_it_was_left(inlet, shelf, folder):
    (folder / f".inlet-{ID}-original.part").write_bytes(CONTENT[:2_000_000])
    done = inlet("get", ID)
    assert (done.exit_code, shelf.ranges) == (0, ["bytes=2000000-"])
    assert "resuming Menü.png: 2.0 MB of 3.0 MB are there already" in done.stderr


def test_what_cannot_be_got_says_why(inlet, shelf):
    shelf.before = lambda request: (
        told(409, {"code": "not_readable", "detail": "The file is quarantined."}) if "content" in request.path else None
    )
    done = inlet("get", ID)
    assert (done.exit_code, "The file is quarantined." in done.stderr) == (1, True)


def test_names_do_not_steer_the_terminal(inlet, shelf, folder):
    shelf.file = view(CONTENT, filename="a\x1b[31m.png")
    assert "\x1b" not in inlet("get", ID).output
    assert [path.name for path in folder.iterdir()] == ["a�[31m.png"]
