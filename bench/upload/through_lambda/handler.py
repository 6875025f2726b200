"""What such a function does: takes the body out of the event and puts it into S3. PUT /files/{key}."""

import base64
import os

import boto3

_S3 = boto3.client("s3")


def handler(event: dict, context: object) -> dict:  # type: ignore[type-arg]
    """A body in, 204 out."""
    body = event.get("body") or ""
    data = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    _S3.put_object(Bucket=os.environ["BUCKET"], Key=event["pathParameters"]["key"], Body=data)
    print("stored")
    return {"statusCode": 204}
