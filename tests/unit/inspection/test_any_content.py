"""Any bytes at all get an answer: a media type or a refusal, never an exception."""

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from common.files.file import Rejection
from processor.inspection import ends, judgement, libmagic
from processor.inspection.ends import Ends
from tests.unit.fuzzing import examples
from tests.unit.inspection.contents import CONTENTS

PROMISES = st.sampled_from([*CONTENTS, "application/octet-stream", "application/x-drawing"])
CODES = {"empty", "truncated", "type_mismatch", "polyglot"}
PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"PK\x05\x06",
            b"PK\x01\x02",
            b"PK\x03\x04",
            b"PK\x06\x07",
            b"%PDF-1.4",
            b"<html>",
            b"ftyp",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
        ]
    ),
)


def check(promised: str, both: Ends) -> str:
    """What became of it: "passed", or the code with which it is refused."""
    judged = judgement.judge(promised, both, libmagic.media_type)
    if isinstance(judged, Rejection):
        assert judged.code in CODES
        assert judged.reason.endswith(".")
        assert judged.reason.isascii()
        return judged.code
    assert promised in (judged, "application/octet-stream")
    return "passed"


@examples(100)
@given(promised=PROMISES, pieces=st.lists(PIECES, max_size=8))
@example(promised="application/zip", pieces=[b"PK\x05\x06" + b"\xff" * 18])
@example(promised="video/mp4", pieces=[b"\xff\xff\xff\xfcftyp"])
def test_any_bytes(promised, pieces):
    check(promised, ends.of(b"".join(pieces)))


def test_any_damage():
    ended: Counter[str] = Counter()

    @examples(120)
    @given(name=st.sampled_from(sorted(CONTENTS)), data=st.data())
    def each(name, data):
        content = bytearray(CONTENTS[name])
        for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=10)):
            content[at] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(0, len(content)))
        damaged = bytes(content[:cut]) + data.draw(PIECES)
        ended[check(data.draw(st.sampled_from([name, name, "application/octet-stream"])), ends.of(damaged))] += 1
        check(data.draw(PROMISES), ends.of(damaged))

    each()
    # Both happen often, or the test tells nothing.
    assert min(ended["passed"], ended["type_mismatch"]) >= 15


@examples(100)
@given(
    promised=PROMISES,
    head=st.binary(min_size=1, max_size=200),
    tail=st.binary(min_size=1, max_size=200),
    more=st.integers(0, 1 << 43),
)
def test_any_ends_of_something_large(promised, head, tail, more):
    check(promised, Ends(head, tail, len(head) + len(tail) + more))
