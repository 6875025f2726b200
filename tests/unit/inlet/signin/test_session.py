"""Tokens are kept, renewed in time, and renewed once only."""

import dataclasses
import stat
import threading

import pytest
from urllib3.exceptions import HTTPError

from inlet.errors import NotSignedIn, Unreachable
from inlet.signin.session import MARGIN_SECONDS, Session
from inlet.signin.store import Profile, Store
from tests.unit.inlet.signin.fakes import API, PROVIDER, TOKENS, Servers

NOW = 1_000_000.0


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store in a folder of its own, at a time of our choice."""
    monkeypatch.setattr("time.time", lambda: NOW)
    return Store(tmp_path / "state")


def keep(store, lasting, **tokens):
    store.write(Profile(API, PROVIDER, dataclasses.replace(TOKENS, expires_at=NOW + lasting, **tokens)))


def issuing(*names, **more):
    """An issuer that gives these access tokens, one after the other."""
    left = iter(names)
    answer = {"expires_in": 3600} | more
    return Servers({PROVIDER.token_endpoint: lambda: (200, answer | {"access_token": next(left)})})


def test_a_good_token_is_given_as_it_is(store):
    keep(store, MARGIN_SECONDS + 1)
    assert Session(API, store, Servers({}))() == "access-1"


def test_one_that_is_about_to_expire_is_renewed_and_kept(store):
    keep(store, MARGIN_SECONDS)
    servers = issuing("access-2")
    assert Session(API, store, servers)() == "access-2"
    form = {"grant_type": "refresh_token", "refresh_token": "refresh-1", "client_id": "client-1"}
    assert servers.asked == [("POST", PROVIDER.token_endpoint, form)]
    kept = store.read(API).tokens
    assert (kept.access, kept.refresh, kept.id, kept.expires_at) == ("access-2", "refresh-1", "id-1", NOW + 3600)


def test_a_refresh_token_that_is_replaced_is_kept_instead(store):
    keep(store, 0)
    Session(API, store, issuing("access-2", refresh_token="refresh-2"))()
    assert store.read(API).tokens.refresh == "refresh-2"


def test_one_that_was_refused_is_renewed_though_it_looks_good(store):
    keep(store, 3000)
    session = Session(API, store, issuing("access-2"))
    assert [session(), session()] == ["access-1", "access-2"]


def test_what_another_process_renewed_is_taken_over(store):
    keep(store, 3000)
    session = Session(API, store, Servers({}))
    session()
    keep(store, 3600, access="access-of-another")
    assert session() == "access-of-another"


def test_many_at_once_renew_once(store):
    keep(store, 0)
    servers = issuing("access-2")
    given = []
    threads = [threading.Thread(target=lambda: given.append(Session(API, store, servers)())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == ["access-2"] * 8
    assert len(servers.asked) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((400, {"error": "invalid_grant", "error_description": "Refresh token has been revoked"}), NotSignedIn),
        ((401, {"error": "invalid_client"}), NotSignedIn),
        ((400, b"<html>"), Unreachable),
        ((400, {"message": "Bad Request"}), Unreachable),
        ((403, {"error": "blocked"}), Unreachable),
        ((408, b""), Unreachable),
        ((429, {"error": "TooManyRequestsException"}), Unreachable),
        ((200, {"token_type": "Bearer"}), Unreachable),
        ((200, b"<html>"), Unreachable),
        ((200, b"[" * 10**5), Unreachable),
        ((302, b"", {"Location": "https://evil.example"}), Unreachable),
        ((503, b""), Unreachable),
        (HTTPError("lost"), Unreachable),
    ],
)
def test_a_sign_in_that_is_over_is_told_and_stays_until_one_signs_out(store, answer, error):
    keep(store, 0)
    with pytest.raises(error):
        Session(API, store, Servers({PROVIDER.token_endpoint: answer}))()
    assert store.read(API).tokens.access == "access-1"


def test_without_a_sign_in_or_a_refresh_token_one_has_to_sign_in(store):
    with pytest.raises(NotSignedIn, match="inlet login"):
        Session(API, store, Servers({}))()
    keep(store, 0, refresh=None)
    with pytest.raises(NotSignedIn, match="inlet login"):
        Session(API, store, Servers({}))()


def test_tokens_are_for_their_owner_only_and_never_shown(store, tmp_path):
    keep(store, 0)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE((tmp_path / "state/sign-ins").stat().st_mode) == 0o700
    assert "access-1" not in repr(store.read(API))
    assert "refresh-1" not in repr(store.read(API))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"api": 1}', '{"api": "x", "provider": {}, "tokens": {}}', "\0"])
def test_a_broken_file_is_no_sign_in(store, tmp_path, content):
    keep(store, 3000)
    (file,) = (tmp_path / "state/sign-ins").glob("*.json")
    file.write_text(content)
    assert store.read(API) is None


def test_sign_ins_to_several_apis_live_side_by_side(store):
    keep(store, 3000)
    store.write(Profile("https://other.example", PROVIDER, dataclasses.replace(TOKENS, access="other")))
    store.choose("https://other.example")
    store.forget("https://other.example")
    assert store.read("https://other.example") is None
    assert store.read(API).tokens.access == "access-1"
    assert store.chosen() == "https://other.example"
