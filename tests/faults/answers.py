"""Errors in the words of the service that is asked: what a refusal looks like to its caller."""

import json

from tests.faults.calls import Call
from tests.faults.fault import Error

_S3 = {
    Error.INTERNAL: (500, "InternalError", "We encountered an internal error. Please try again."),
    Error.UNAVAILABLE: (503, "ServiceUnavailable", "Service is unable to handle request."),
    Error.SLOW_DOWN: (503, "SlowDown", "Please reduce your request rate."),
}
_JSON = {
    Error.INTERNAL: (500, "InternalServerError", "The server encountered an internal error."),
    Error.UNAVAILABLE: (503, "ServiceUnavailable", "The service is temporarily unavailable."),
    Error.SLOW_DOWN: (400, "ThrottlingException", "Rate exceeded"),
}
_API = {
    Error.INTERNAL: (500, "Internal Server Error"),
    Error.UNAVAILABLE: (503, "Service Unavailable"),
    Error.SLOW_DOWN: (429, "Too Many Requests"),
}


def refusal(call: Call, error: Error) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body: S3's XML, API Gateway's short form, or the JSON of DynamoDB, SQS and SES."""
    if call.service == "api":
        status, message = _API[error]
        return status, {"Content-Type": "application/json"}, json.dumps({"message": message}).encode()
    if call.service != "s3":
        status, code, message = _JSON[error]
        body = json.dumps({"__type": code, "message": message}).encode()
        return status, {"Content-Type": "application/x-amz-json-1.0", "x-amzn-ErrorType": code}, body
    status, code, message = _S3[error]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>FAULT</RequestId></Error>"
    )
    # HEAD has no body: its caller learns the status only.
    return status, {"Content-Type": "application/xml"}, b"" if call.method == "HEAD" else text.encode()
