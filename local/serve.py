"""The emulator, started with each of its answers in one piece, and with compressed bodies handed on as they are.

Its server sends the head of an answer and then its body. Terraform's SDK closes the body of its request once it has the
head; on a busy machine Go's transport may not have looked for the end of that body yet, takes the closing for a failed
write, and drops the connection with the answer's body still to come. The SDK then repeats what was served: a create
that succeeded is refused as there already (409). An answer that comes whole is kept whatever becomes of the connection.
"""

import importlib
import os
import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Any

# Variables that name a file for a log, which the module of the same name in lower case writes.
LOGS = {"IAM_LOG", "CALL_LOG"}
# A variable by which long lists are read, and come, quickly: see the modules long_lists and quick_imports.
LONG_LISTS = "LONG_LISTS"


def in_one_piece() -> None:
    """Makes the server hold the head of an answer until the first of its body, or its end, is there."""
    h11: Any = importlib.import_module("h11")
    protocol: Any = importlib.import_module("hypercorn.protocol.h11").H11Protocol
    raw: Any = importlib.import_module("hypercorn.events").RawData

    async def send(self: Any, event: Any) -> None:
        try:
            data = self.connection.send(event) or b""
        except h11.LocalProtocolError:
            if self.connection.their_state is not h11.ERROR:
                raise
            return
        data = self.__dict__.pop("held", b"") + data
        if isinstance(event, h11.Response):
            self.held = data
        else:
            await self.send(raw(data=data))

    protocol._send_h11_event = send  # noqa: SLF001 - the one place through which all that HTTP/1.1 says goes


def compressed_in_base64() -> None:
    """Makes HTTP APIs hand compressed bodies to functions in base64, as all that is binary.

    The emulator goes by the media type alone: gzip of `application/json` arrives as text with its bytes replaced.
    """
    api_gateway: Any = importlib.import_module("ministack.services.apigateway")
    invoke, is_text = api_gateway._invoke_lambda_proxy, api_gateway._v2_request_body_is_text  # noqa: SLF001
    compressed: ContextVar[bool] = ContextVar("compressed", default=False)

    async def invoke_for(*given: Any, **more: Any) -> Any:
        headers = given[5]
        compressed.set(headers.get("content-encoding", "identity").lower() != "identity")
        return await invoke(*given, **more)

    api_gateway._invoke_lambda_proxy = invoke_for  # noqa: SLF001
    api_gateway._v2_request_body_is_text = lambda media: not compressed.get() and is_text(media)  # noqa: SLF001


def main() -> None:
    """Starts the emulator; with logs of what IAM, and all of it, were asked where IAM_LOG and CALL_LOG name files."""
    app: Any = importlib.import_module("ministack.app")  # only the emulator's interpreter has it
    in_one_piece()
    compressed_in_base64()
    if ({LONG_LISTS} | LOGS) & os.environ.keys():
        sys.path.insert(0, str(Path(__file__).parents[1]))
    if LONG_LISTS in os.environ:
        importlib.import_module("local.long_lists").install()
        importlib.import_module("local.quick_imports").install()
    for log in LOGS & os.environ.keys():
        importlib.import_module(f"local.{log.lower()}").install(Path(os.environ[log]))
    app.main()


if __name__ == "__main__":
    main()
