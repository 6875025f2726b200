from inlet.s3.forms import Form
from tests.unit.inlet.world import Request, form_fields


def test_the_file_comes_last_and_the_length_is_exact():
    form = Form({"key": "t-1/f", "policy": "a=b\r\nc", "Content-Type": "text/plain"})
    body = b"".join(bytes(block) for block in form.around([memoryview(b"he"), memoryview(b"llo")]))
    assert len(body) == form.length(5)
    fields = form_fields(Request("POST", "", body, {"Content-Type": form.content_type}))
    assert fields == {"key": b"t-1/f", "policy": b"a=b\r\nc", "Content-Type": b"text/plain", "file": b"hello"}
    assert list(fields)[-1] == "file"


def test_no_two_boundaries_are_the_same():
    assert Form({}).content_type != Form({}).content_type
