"""Connections: one pool for the API and S3, through the proxy that the environment names."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import urllib3

BLOCK_BYTES = 1 << 20
# Sending one slice of a body has to come to its end within this, as has waiting for an answer.
TIMEOUT_SECONDS = 60

Http = urllib3.PoolManager


def connect(url: str, *, connections: int, user_agent: str, environment: Mapping[str, str] = os.environ) -> Http:
    """A pool for `url` that keeps up to `connections` per host, behind HTTP_PROXY or HTTPS_PROXY if `url` is to be.

    Retries are not its task: what may be repeated is known above only.
    """
    options: dict[str, Any] = {
        "maxsize": connections,
        "retries": False,
        "timeout": TIMEOUT_SECONDS,
        "blocksize": BLOCK_BYTES,
        "headers": {"User-Agent": user_agent},
    }
    proxy = proxy_for(url, environment)
    if not proxy:
        return urllib3.PoolManager(**options)
    user = urllib3.util.parse_url(proxy).auth
    return urllib3.ProxyManager(
        proxy, proxy_headers=urllib3.make_headers(proxy_basic_auth=user) if user else None, **options
    )


def proxy_for(url: str, environment: Mapping[str, str]) -> str | None:
    """The proxy that the environment wants for `url`: lower case goes first; NO_PROXY lists hosts, domains, or `*`.

    What runs on this machine is never behind a proxy.
    """
    parts = urlsplit(url)
    named = environment.get(f"{parts.scheme}_proxy") or environment.get(f"{parts.scheme}_proxy".upper())
    if not named or _is_exempt(parts.hostname or "", environment.get("no_proxy") or environment.get("NO_PROXY") or ""):
        return None
    return named if "://" in named else f"http://{named}"


def _is_exempt(host: str, listed: str) -> bool:
    if host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost"):
        return True
    domains = [one.strip().lower().lstrip(".") for one in listed.split(",") if one.strip()]
    return any(one in ("*", host) or host.endswith(f".{one}") for one in domains)
