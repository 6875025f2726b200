import pytest

from inlet.s3.request import Meaning, Reply


@pytest.mark.parametrize(
    ("status", "etag", "code", "meaning"),
    [
        (200, "e", "", Meaning.TAKEN),
        (204, "e", "", Meaning.TAKEN),
        (201, "e", "", Meaning.TAKEN),
        (200, "", "", Meaning.LATER),  # somebody between has answered
        (412, "", "PreconditionFailed", Meaning.EXISTS),
        (500, "", "InternalError", Meaning.LATER),
        (503, "", "SlowDown", Meaning.LATER),
        (503, "", "", Meaning.LATER),
        (502, "", "", Meaning.LATER),
        (504, "", "", Meaning.LATER),
        (429, "", "", Meaning.LATER),
        (408, "", "", Meaning.LATER),
        (409, "", "ConditionalRequestConflict", Meaning.LATER),
        (400, "", "RequestTimeout", Meaning.LATER),
        (400, "", "IncompleteBody", Meaning.LATER),
        (403, "", "AccessDenied", Meaning.SIGN_AGAIN),
        (403, "", "SignatureDoesNotMatch", Meaning.SIGN_AGAIN),
        (400, "", "ExpiredToken", Meaning.SIGN_AGAIN),
        (400, "", "BadDigest", Meaning.NEVER),
        (400, "", "EntityTooSmall", Meaning.NEVER),
        (404, "", "NoSuchUpload", Meaning.NEVER),
        (307, "", "TemporaryRedirect", Meaning.NEVER),
    ],
)
def test_meanings(status, etag, code, meaning):
    assert Reply(status, etag, code).meaning is meaning
