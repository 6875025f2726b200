"""What is an archive object, and what is none."""

import gzip

import pytest

from common.events import message
from processor.compactor import lines

GOOD = [b'{"a":"\xc3\xbc \\n }{"}', b'{"b":{}}']


def test_lines_come_back_as_they_were_put():
    assert lines.inflated(message.compress(GOOD)) == b"\n".join(GOOD) + b"\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no gzip",
        message.compress(GOOD)[:-4],
        message.compress(GOOD)[:-8] + b"\0" * 8,
        message.compress(GOOD) + b"more",
        gzip.compress(b""),
        gzip.compress(b'{"a":1}'),
        gzip.compress(b'{"a":1}\n\n'),
        gzip.compress(b'{"a":1}\n[]\n'),
        gzip.compress(b'{"a":1}\n}\n'),
        gzip.compress(b"words\n"),
    ],
    ids=range(11),
)
def test_anything_else_is_damaged(data):
    with pytest.raises(lines.Damaged):
        lines.inflated(data)


def test_a_bomb_does_not_go_off(monkeypatch):
    monkeypatch.setattr(lines, "_MAX_RAW_BYTES", 1000)
    with pytest.raises(lines.Damaged):
        lines.inflated(message.compress([b'{"a":"' + b"x" * 1000 + b'"}']))
