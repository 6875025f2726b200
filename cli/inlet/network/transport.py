"""Connections: one pool for the API, S3 and the sign-in, each through the proxy that the environment names for it."""

import os
from base64 import b64encode
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import unquote_to_bytes

import urllib3
from urllib3.util import parse_url

BLOCK_BYTES = 1 << 20
# Sending one slice of a body has to come to its end within this, as has waiting for an answer.
TIMEOUT_SECONDS = 60

Http = urllib3.PoolManager


def connect(*, connections: int, user_agent: str, environment: Mapping[str, str] = os.environ) -> Http:
    """A pool that keeps up to `connections` per host, behind HTTP_PROXY or HTTPS_PROXY where a host is to be.

    Retries are not its task: what may be repeated is known above only.
    """
    return _Pool(
        environment,
        maxsize=connections,
        retries=False,
        timeout=TIMEOUT_SECONDS,
        blocksize=BLOCK_BYTES,
        headers={"User-Agent": user_agent},
    )


def proxy_for(url: str, environment: Mapping[str, str]) -> str | None:
    """The proxy that the environment wants for `url`: lower case goes first; NO_PROXY lists hosts, domains, or `*`.

    What runs on this machine is never behind a proxy. Raises LocationParseError (an HTTPError) when `url` is none.
    """
    parts = parse_url(url)
    host = (parts.host or "").strip("[]")
    named = environment.get(f"{parts.scheme}_proxy") or environment.get(f"{parts.scheme}_proxy".upper())
    if not named or _is_exempt(host, environment.get("no_proxy") or environment.get("NO_PROXY") or ""):
        return None
    return named if "://" in named else f"http://{named}"


class _Pool(urllib3.PoolManager):
    """Decides for each request: the API may be inside and S3 outside."""

    def __init__(self, environment: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self._environment = environment
        self._options = options
        self._behind: dict[str, urllib3.ProxyManager] = {}
        self._lock = Lock()

    def urlopen(  # type: ignore[override]
        self, method: str, url: str, redirect: bool = True, **more: Any
    ) -> urllib3.BaseHTTPResponse:
        proxy = proxy_for(url, self._environment)
        if proxy is None:
            return super().urlopen(method, url, redirect, **more)
        return self._through(proxy).urlopen(method, url, redirect, **more)

    def clear(self) -> None:
        super().clear()
        with self._lock:
            for one in self._behind.values():
                one.clear()

    def _through(self, proxy: str) -> urllib3.ProxyManager:
        with self._lock:
            if proxy not in self._behind:
                self._behind[proxy] = urllib3.ProxyManager(proxy, proxy_headers=_credentials(proxy), **self._options)
            return self._behind[proxy]


def _credentials(proxy: str) -> dict[str, str] | None:
    """Name and password as they are meant: in an address, what has a meaning there is percent-encoded."""
    user = parse_url(proxy).auth
    return {"proxy-authorization": f"Basic {b64encode(unquote_to_bytes(user)).decode()}"} if user else None


def _is_exempt(host: str, listed: str) -> bool:
    if host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost"):
        return True
    domains = [one.strip().lower().lstrip(".") for one in listed.split(",") if one.strip()]
    return any(one in ("*", host) or host.endswith(f".{one}") for one in domains)
