"""Mail through SES. What SES refuses is told by SES's code alone: its texts repeat the addresses."""

from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from common.mail.letters import Letter


class NotSent(Exception):
    """SES refused the message, and will until a person changes something; the text is SES's error code."""


def send(letter: Letter, *, sender: str, recipients: tuple[str, ...]) -> str:
    """Hands `letter` to SES and returns SES's id of it. Raises NotSent, or Busy when SES asks for patience."""
    try:
        with aws.calling():
            answer = aws.sesv2().send_email(
                FromEmailAddress=sender,
                Destination={"ToAddresses": list(recipients)},
                Content={
                    "Simple": {
                        "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": letter.body, "Charset": "UTF-8"}},
                    }
                },
            )
    except ClientError as failure:
        if failure.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
            raise Busy from None
        raise NotSent(aws.code(failure)) from None
    return answer["MessageId"]
