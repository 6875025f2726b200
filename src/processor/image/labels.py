"""What is seen in an image, by Amazon Rekognition. Off unless a deployment turns it on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from common import aws, logs

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

_MOST = 20
_LEAST_CONFIDENCE = 70
# https://docs.aws.amazon.com/rekognition/latest/dg/limits.html: at least 80 pixels each way, 5 MB as bytes.
_LEAST_PIXELS = 80
_MAX_BYTES = 5_000_000
# Of this image it will never say anything.
_IN_VAIN = {"InvalidImageFormatException", "ImageTooLargeException", "InvalidParameterException"}


@cache
def _client() -> RekognitionClient:
    return aws.session().client("rekognition", config=aws.CONFIG)


def of(jpeg: bytes, width: int, height: int) -> list[dict[str, Any]]:
    """[{"name": "Dog", "confidence": 98.7}], the surest first; `width` and `height` in pixels. Raises Busy."""
    if min(width, height) < _LEAST_PIXELS or len(jpeg) > _MAX_BYTES:
        return []
    with aws.calling():
        try:
            answer = _client().detect_labels(Image={"Bytes": jpeg}, MaxLabels=_MOST, MinConfidence=_LEAST_CONFIDENCE)
        except ClientError as failure:
            if aws.code(failure) not in _IN_VAIN:
                raise
            logs.warning("no labels", kind=aws.code(failure))
            return []
    return [{"name": one["Name"], "confidence": round(one["Confidence"], 1)} for one in answer["Labels"]]
