"""Signing in at the command line: by password on local, by a real browser, and all that may come back instead."""

import re
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from inlet.signin.callback import PORTS
from tests.e2e.cloud import eventually
from tests.e2e.command import Inlet, told


@pytest.fixture
def inlet(tmp_path) -> Inlet:
    """The shell of somebody who is not signed in."""
    return Inlet(tmp_path)


@pytest.fixture
def api(cloud) -> str:
    return str(cloud.outputs["api_url"])


def by_password(inlet, api, user, password=None):
    given = (password or user.password).encode()
    return inlet("login", "--api", api, "--username", user.email, "--password-stdin", stdin=given)


@contextmanager
def by_browser(inlet, api, *options):
    """The command as it waits for the browser, and the address that it wants opened."""
    with inlet.running("login", "--api", api, "--no-browser", *options) as process:
        yield process, said(process, rb"https?://\S+")


def said(process, pattern):
    """What the command says that is like `pattern`: waited for, line by line."""
    lines = iter(process.stderr.readline, b"")
    return next(found[0].decode() for line in lines if (found := re.search(pattern, line)))


def ended(process):
    return told(process, *process.communicate(timeout=60))


def answer(url, **parameters):
    """Brings an answer to where `url` wants it; without `state` with that of the sign-in."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return requests.get(asked["redirect_uri"], params={"state": asked["state"]} | parameters, timeout=10)


def test_a_password_signs_in_on_this_machine(inlet, api, people):
    done = by_password(inlet, api, people("alice"))
    assert done.status == 0
    assert "Signed in as alice@example.com" in done.err
    who = inlet("whoami", "--json").json()[0]  # the API is that of the last sign-in
    assert (who["api"], who["user"]) == (api, "alice@example.com")


def test_what_is_kept_is_the_owners_only_and_shown_to_nobody(inlet, api, people):
    done = by_password(inlet, api, people("alice"))
    tokens = inlet.sign_in()["tokens"]
    shown = done.out + done.err + inlet("whoami").out
    assert not [name for name in ("access", "refresh", "id") if tokens[name] in shown]
    assert people("alice").password not in shown
    kept = inlet.home / "state/inlet/sign-ins"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()} == {0o600}


def test_a_wrong_password_keeps_nothing(inlet, api, people):
    done = by_password(inlet, api, people("alice"), "Wrong-password-1")
    assert (done.status, done.out) == (3, "")
    assert "alice@example.com was not let in" in done.err
    assert inlet("whoami", "--api", api).status == 3


def test_what_is_no_inlet_is_told(inlet, cloud):
    assert inlet("login", "--api", cloud.endpoint).status == 4
    assert inlet("login", "--api", "http://127.0.0.1:1").status == 4
    assert inlet("login", "--api", "http://api.example").status == 2


def test_a_browser_signs_in(inlet, api, people, page):
    user = people("alice")
    with by_browser(inlet, api) as (process, url):
        page.goto(url)
        page.fill("input[name=username]", user.email)
        page.fill("input[name=password]", user.password)
        page.click("[type=submit]")
        page.wait_for_url("http://localhost:*/callback*")
        assert page.text_content("h1") == "You are signed in"
        done = ended(process)
    assert (done.status, "Signed in as alice@example.com" in done.err) == (0, True)
    assert inlet("whoami").status == 0


def test_a_code_without_its_verifier_is_worth_nothing(inlet, api):
    with by_browser(inlet, api) as (process, url):
        assert answer(url, code="forged").status_code == 200
        done = ended(process)
    assert (done.status, "is not taken" in done.err) == (3, True)


def test_a_sign_in_that_was_denied_is_told_to_both(inlet, api):
    with by_browser(inlet, api) as (process, url):
        page = answer(url, error="access_denied", error_description="<b>No</b> entry")
        done = ended(process)
    assert (page.status_code, "&lt;b&gt;No&lt;/b&gt; entry" in page.text) == (200, True)
    assert (done.status, "<b>No</b> entry" in done.err) == (3, True)


def test_an_answer_to_another_sign_in_is_passed_over(inlet, api):
    with by_browser(inlet, api) as (process, url):
        page = answer(url, code="somebody's", state="another")
        assert (page.status_code, "not awaited" in page.text) == (400, True)
        assert said(process, b"an answer of the browser was passed over")
        assert process.poll() is None
        answer(url, error="access_denied")
        assert ended(process).status == 3


def test_nobody_is_waited_for_for_ever(inlet, api):
    with by_browser(inlet, api, "--timeout", "1") as (process, _):
        done = ended(process)
    assert (done.status, "nobody signed in within 1 seconds" in done.err) == (3, True)


def test_only_this_machine_can_answer(inlet, api):
    with by_browser(inlet, api) as (_, url):
        port = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0]).port
        with pytest.raises(OSError, match=r"refused|timed out|assign"):
            socket.create_connection(("127.0.0.2", port), timeout=1)


def test_where_a_port_is_taken_the_next_one_serves(inlet, api):
    with socket.create_server(("127.0.0.1", PORTS[0])), by_browser(inlet, api) as (_, url):
        assert parse_qs(urlsplit(url).query)["redirect_uri"] == [f"http://localhost:{PORTS[1]}/callback"]


def test_where_all_ports_are_taken_it_is_told(inlet, api):
    holders = [socket.create_server(("127.0.0.1", port)) for port in PORTS]
    try:
        done = inlet("login", "--api", api, "--no-browser")
    finally:
        for holder in holders:
            holder.close()
    assert (done.status, "8765, 18765, 28765" in done.err) == (3, True)


def test_an_expired_token_is_renewed_without_a_word(inlet, api, people):
    by_password(inlet, api, people("alice"))
    before = inlet.sign_in()["tokens"]
    inlet.change_tokens(expires_at=0)
    done = inlet("tenants")
    assert (done.status, done.err) == (0, "")
    after = inlet.sign_in()["tokens"]
    assert after["access"] != before["access"]
    assert after["expires_at"] > before["expires_at"] - 60


def test_a_token_that_the_api_refuses_is_renewed(inlet, api, people):
    by_password(inlet, api, people("alice"))
    inlet.change_tokens(access="a.b.c")
    assert inlet("tenants").status == 0
    assert inlet.sign_in()["tokens"]["access"] != "a.b.c"


def test_processes_at_the_same_time_renew_side_by_side(inlet, api, people):
    by_password(inlet, api, people("alice"))
    inlet.change_tokens(expires_at=0)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: inlet("tenants"), range(4)))
    assert {one.status for one in done} == {0}


def test_a_sign_in_that_is_over_says_so(inlet, api, people):
    by_password(inlet, api, people("alice"))
    inlet.change_tokens(expires_at=0, refresh="void")
    done = inlet("tenants")
    assert (done.status, "sign in again" in done.err) == (3, True)


def test_signing_out_forgets(inlet, api, people):
    by_password(inlet, api, people("alice"))
    assert inlet("logout").status == 0
    done = inlet("whoami")
    assert (done.status, "inlet login" in done.err) == (3, True)
    assert inlet("logout").status == 0


def test_a_token_of_the_environment_goes_before(inlet, api, people, bob):
    by_password(inlet, api, people("alice"))
    mine = inlet("whoami", "--json").json()[0]["userId"]
    other = inlet("whoami", "--json", INLET_API=api, INLET_TOKEN=bob.token).json()[0]["userId"]
    assert mine != other
    assert inlet("whoami", INLET_TOKEN=bob.token).status == 2


def test_it_is_quiet_while_it_waits(inlet, api):
    """A browser may connect and say nothing, or ask for a picture: neither ends nor holds up anything."""
    with by_browser(inlet, api) as (process, url):
        port = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0]).port
        with socket.create_connection(("127.0.0.1", port)):
            assert requests.get(f"http://localhost:{port}/favicon.ico", timeout=10).status_code == 404
            answer(url, error="access_denied")
            eventually(lambda: process.poll() is not None)
        assert "passed over" not in ended(process).err
