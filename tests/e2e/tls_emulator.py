"""The emulator for an environment that takes TLS only. Run by the interpreter of the embedded cloud.

Its API Gateway looks for the keys of its own user pools over plain HTTP, where nobody answers then. And when it stops
it waits for each client to say goodbye, which idle ones do not do.
"""

import asyncio.constants
import importlib
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
from local import serve


def main() -> None:
    """Mends both, and starts it."""
    app: Any = importlib.import_module("ministack.app")  # only the emulator's interpreter has it
    api_gateway: Any = importlib.import_module("ministack.services.apigateway")
    keys_at = api_gateway._resolve_jwks_url

    async def keys_over_tls(authorizer: Any) -> Any:
        url = await keys_at(authorizer)
        return url and url.replace("http://", "https://", 1)

    api_gateway._resolve_jwks_url = keys_over_tls
    tls: Any = asyncio.constants
    tls.SSL_SHUTDOWN_TIMEOUT = 1  # second, instead of 30
    serve.in_one_piece()
    serve.compressed_in_base64()
    app.main()


if __name__ == "__main__":
    main()
