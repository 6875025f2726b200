"""Signing in with a password, by filling in the hosted page as a browser does.

For a sign-in on one's own machine, such as that of the embedded AWS: elsewhere a password belongs into a browser only.
"""

from urllib.parse import urlsplit

from inlet.errors import NotSignedIn
from inlet.network.transport import Http
from inlet.signin.browser import Browser
from inlet.signin.callback import PORTS, Code, Denied, address, read
from inlet.signin.discovery import Provider
from inlet.signin.grants import Tokens, redeem
from inlet.signin.pkce import Attempt


def sign_in(provider: Provider, username: str, password: str, http: Http) -> Tokens:
    """The tokens of `username`. Raises NotSignedIn when the page refuses, Unreachable when there is none."""
    attempt = Attempt(address(PORTS[0]))  # nothing needs to listen there: the way home is not gone
    browser = Browser(attempt.redirect_uri, http)
    browser.open(attempt.url(provider))
    if not browser.home_again:
        browser.submit(username=username, password=password)
    if not browser.home_again:
        raise NotSignedIn(f"{username} was not let in: the page asks again")
    parts = urlsplit(browser.url)
    match read(f"{parts.path}?{parts.query}", parts.netloc, attempt.state):
        case Code(code):
            return redeem(provider, attempt, code, http)
        case Denied(reason):
            raise NotSignedIn(f"{username} was not let in: {reason}")
        case stray:
            raise NotSignedIn(f"the sign-in page sent an answer that is none: {stray.reason}")
