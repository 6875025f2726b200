"""Notifications to the topic, with attributes by which a subscription can choose."""

from typing import Any

from common import aws
from common.backoff import attempts
from common.errors import Busy
from common.pushes import notifications
from common.pushes.notifications import Notification

_ROUNDS = 3
_ATTRIBUTES = ("tenantId", "projectId", "status")


def publish(topic: str, one: Notification) -> None:
    """Publishes `one` to the topic (an ARN), at once or when asked again. Raises Busy.

    SNS may have taken it though its answer was lost: it is then told twice.
    """
    attributes: Any = {name: {"DataType": "String", "StringValue": one[name]} for name in _ATTRIBUTES}
    for _ in attempts(_ROUNDS):
        try:
            with aws.calling():
                aws.sns().publish(TopicArn=topic, Message=notifications.text(one), MessageAttributes=attributes)
        except Busy:
            continue
        return
    raise Busy
