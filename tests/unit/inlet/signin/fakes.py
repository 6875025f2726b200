"""Servers that sign people in, without sockets."""

import io
import json
from urllib.parse import parse_qsl

import urllib3

from inlet.signin.discovery import Provider
from inlet.signin.grants import Tokens

API = "https://api.example"
PROVIDER = Provider(
    "client-1",
    "https://login.example/oauth2/authorize",
    "https://login.example/oauth2/token",
    "https://login.example/oauth2/revoke",
    ("openid", "inlet/api"),
)
TOKENS = Tokens("access-1", 10_000.0, "refresh-1", "id-1")


class Servers(urllib3.PoolManager):
    """Answers by URL, (status, body) each, where a body that is no text is JSON; keeps what was asked."""

    def __init__(self, answers):
        super().__init__(headers={"User-Agent": "test"})
        self.answers = answers
        self.asked = []

    def request(self, method, url, *, body=None, headers=None, redirect=None):  # type: ignore[override]
        assert redirect is False
        self.asked.append((method, url, dict(parse_qsl(body or ""))))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        status, told, *more = answer() if callable(answer) else answer
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        return urllib3.HTTPResponse(body=io.BytesIO(data), status=status, headers=more[0] if more else None)
