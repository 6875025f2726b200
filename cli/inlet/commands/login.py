"""inlet login: the browser by default; a password where the sign-in runs on this machine."""

import os
import sys
import webbrowser

import click

from inlet.network.transport import Http
from inlet.signin import claims, hosted
from inlet.signin.discovery import Provider, discover, on_this_machine
from inlet.signin.grants import Tokens, redeem
from inlet.signin.listener import Listener
from inlet.signin.pkce import Attempt
from inlet.signin.store import Profile
from inlet.terminal import output
from inlet.terminal.connection import TOKEN, Connection, as_json, connection, store


@click.command()
@click.option("--api", metavar="URL", envvar="INLET_API", help="The API to sign in to; else the last sign-in's.")
@click.option("--no-browser", is_flag=True, help="Only print the address to open.")
@click.option("--timeout", type=click.IntRange(1, 3600), default=300, show_default=True, help="Seconds to wait.")
@click.option("--client-id", metavar="ID", help="Another client than the one that the API names.")
@click.option("--username", metavar="USER", help="Sign in with a password (the embedded AWS only).")
@click.option("--password-stdin", is_flag=True, help="Read that password from stdin instead of asking.")
@as_json
def login(
    api: str | None,
    no_browser: bool,
    timeout: int,
    client_id: str | None,
    username: str | None,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Sign in, in the browser.

    The browser brings the answer back to this machine (ports 8765, 18765, 28765 of localhost). From then on the sign-in
    renews itself; other commands use it unless another API is named.

    \b
    inlet login --api https://abc123.execute-api.eu-central-1.amazonaws.com
    inlet login --api http://127.0.0.1:4566/_aws/execute-api/1ce70ca1 --username demo@example.com
    """
    if password_stdin and not username:
        raise click.UsageError("--password-stdin needs --username")
    target = connection(api)
    http = target.http()
    provider = discover(target.api, http, client_id)
    if username:
        tokens = _by_password(provider, username, password_stdin, http)
    else:
        tokens = _by_browser(provider, http, timeout, open_it=not no_browser)
    _keep(target, provider, tokens, as_json)


def _by_browser(provider: Provider, http: Http, timeout: int, *, open_it: bool) -> Tokens:
    with Listener() as listener:
        attempt = Attempt(listener.redirect_uri)
        listener.expect(attempt.state)
        url = attempt.url(provider)
        opened = open_it and webbrowser.open(url)
        output.say("Sign in in the browser window that has opened, or at" if opened else "Sign in with a browser at")
        output.say("", f"  {url}", "")  # whole, on one line: it is to be clicked or copied
        code = listener.wait(timeout, lambda why: output.say(f"an answer of the browser was passed over: {why}"))
    return redeem(provider, attempt, code, http)


def _by_password(provider: Provider, username: str, from_stdin: bool, http: Http) -> Tokens:
    if not on_this_machine(provider.authorization_endpoint):
        raise click.UsageError("--username is for a sign-in on this machine; elsewhere passwords are for the browser")
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(f"Password of {username}", hide_input=True, err=True)
    if not password:
        raise click.UsageError("the password is empty")
    return hosted.sign_in(provider, username, password, http)


def _keep(target: Connection, provider: Provider, tokens: Tokens, as_json: bool) -> None:
    kept = store()
    with kept.alone(target.api):
        kept.write(Profile(target.api, provider, tokens))
    kept.choose(target.api)
    user = claims.name(tokens.id or tokens.access)
    if as_json:
        output.document({"api": target.api, "user": user})
    output.say(f"Signed in{f' as {user}' if user else ''} to {target.api}")
    if os.environ.get(TOKEN):
        output.say(f"{TOKEN} is set, and goes before this sign-in")
