"""A transport of AWS calls that answers from memory: it records the answers to a request once, then repeats them.

With it handlers and bare calls cost what they cost in this process, and not what a network adds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse


@dataclass(frozen=True)
class Call:
    """One call of AWS as code made it, or (`signed`) had it signed for somebody else."""

    service: str
    operation: str
    parameters: dict[str, Any]
    signed: bool


@dataclass
class Transport:
    """Hooks into boto3 sessions; has to be there before a session makes its clients."""

    calls: list[Call] = field(default_factory=list)
    answers: dict[str, list[tuple[int, Any, bytes]]] = field(default_factory=lambda: defaultdict(list))
    given: Counter[str] = field(default_factory=Counter)
    recording: bool = False

    def hook(self, session: Any) -> None:
        """Takes over all clients that `session` makes from now on."""
        session.events.register("provide-client-params", self._asked)
        session.events.register("before-send", self._send)
        session.events.register("response-received", self._answered)

    def recorded(self, act: Callable[[], Any]) -> tuple[list[Call], Any]:
        """The calls that `act` makes, which really go out, and what it returns. The answers are kept."""
        self.recording, self.calls = True, []
        self.answers.clear()
        try:
            returned = act()
        finally:
            self.recording = False
        return self.calls, returned

    def rewind(self) -> None:
        """The next call is the first one again."""
        self.given.clear()

    def _asked(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if self.recording:
            signed = bool(context.get("is_presign_request"))
            self.calls.append(Call(model.service_model.service_name, model.name, dict(params), signed))

    def _send(self, request: Any, event_name: str, **_: Any) -> Any:
        if self.recording:
            return None
        operation = _operation(event_name)
        status, headers, body = self.answers[operation][self.given[operation]]
        self.given[operation] += 1
        response: Any = AWSResponse(request.url, status, headers, None)
        response._content = body  # noqa: SLF001 - what is read of a socket otherwise
        return response

    def _answered(self, response_dict: dict[str, Any] | None, event_name: str, **_: Any) -> None:
        if self.recording and response_dict:
            told = response_dict
            self.answers[_operation(event_name)].append((told["status_code"], told["headers"], told["body"]))


def _operation(event_name: str) -> str:
    return event_name.partition(".")[2]
