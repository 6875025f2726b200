import os
from pathlib import Path

import pytest

from inlet.errors import CannotSend, FileChanged
from inlet.files.source import Source
from inlet.network.transport import BLOCK_BYTES


def test_blocks_are_the_bytes_of_the_range(file):
    path = file(size=3 * BLOCK_BYTES + 7)
    source, content = Source.of(path), path.read_bytes()
    for start, length in [(0, source.size), (5, 10), (BLOCK_BYTES - 1, BLOCK_BYTES + 2), (source.size - 1, 1)]:
        blocks = [bytes(block) for block in source.blocks(start, length)]
        assert b"".join(blocks) == content[start : start + length]
        assert max(map(len, blocks)) <= BLOCK_BYTES
    assert source.content() == content


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shorter(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def touched(path: Path) -> None:
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns + 1))


def replaced(path: Path) -> None:
    found, other = path.stat(), path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(path)


def vanished(path: Path) -> None:
    path.unlink()


CHANGES = [grown, shorter, touched, replaced, vanished]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_before_reading_is_noticed(file, change):
    path = file()
    source = Source.of(path)
    change(path)
    with pytest.raises(FileChanged):
        source.content()


@pytest.mark.parametrize("change", [grown, shorter, touched])
def test_a_change_in_the_midst_is_noticed_before_the_last_block_is_out(file, change):
    path = file(size=2 * BLOCK_BYTES)
    source = Source.of(path)
    blocks = source.blocks(0, source.size)
    out = [len(next(blocks))]
    change(path)
    with pytest.raises(FileChanged):
        out.extend(len(block) for block in blocks)
    assert sum(out) < source.size


def test_what_cannot_be_sent_says_why(tmp_path):
    (tmp_path / "empty").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    reasons = {
        "missing": "No such file",
        "empty": "empty",
        "loop": "symbolic links",
        "dangling": "No such file",
        "pipe": "no regular file",
        ".": "folder",
        "empty/below": "Not a directory",
        "x" * 300: "too long",
        "nul\0": "name",
    }
    for name, why in reasons.items():
        with pytest.raises(CannotSend, match=why):
            Source.of(tmp_path / name)


def test_a_link_is_what_it_leads_to(file, tmp_path):
    (tmp_path / "link").symlink_to(file())
    assert Source.of(tmp_path / "link").content() == file().read_bytes()


def test_a_disk_that_fails_is_no_change(file, monkeypatch):
    source = Source.of(file())

    def fail(*_, **__) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(CannotSend, match="Input/output error"):
        source.content()
