"""The digest of a version, whose stream may break."""

import pytest
from botocore.exceptions import ResponseStreamingError

from common.files import digests, streams
from processor.verifier import stream
from tests.unit.common.files.test_streams import CONTENT, ETAG, S3, SIZE
from tests.unit.verifier.conftest import sha256


@pytest.mark.parametrize("after", [0, 1, 1 << 20, SIZE])
def test_the_digest_is_of_all_bytes_however_they_came(monkeypatch, after):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    s3 = S3((after, ResponseStreamingError(error="reset")))
    monkeypatch.setattr(streams, "_client", lambda: s3)
    found = stream.digest("bucket", "key", "v1", SIZE, go_on=lambda read: None)
    assert found == digests.Digest("key", "v1", ETAG.strip('"'), SIZE, sha256(CONTENT))
