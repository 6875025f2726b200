"""On whose behalf URLs are signed, for which S3, and from when."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from common import aws, times
from common.errors import Busy

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_s3 import S3Client


@cache
def client(accelerate: bool) -> S3Client:
    """S3 as clients are sent to it."""
    # s3v4 and the virtual style must be asked for: else boto3 may sign the old way, and for the global host.
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "virtual", "use_accelerate_endpoint": accelerate},
        request_checksum_calculation="when_required",
    )
    return aws.session().client("s3", config=config)


def credentials() -> Any:
    """The function's own, frozen. Raises Busy when there are none."""
    found = aws.session().get_credentials()
    if found is None:
        raise Busy
    return found.get_frozen_credentials()


def now() -> datetime:
    """Taken before signing, in the whole seconds that a signature has: no URL ends earlier than it says."""
    return times.now().replace(microsecond=0)
