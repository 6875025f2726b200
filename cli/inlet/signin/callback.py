"""What the browser brings back from the sign-in: read from the address that it was sent to. No sockets here."""

import hmac
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, urlsplit

PATH = "/callback"
PORTS = (8765, 18765, 28765)  # registered with the client, since Cognito knows no ports of one's choice
_NAMES = {"localhost", "127.0.0.1", "[::1]"}
_SHOWN = 300  # characters of what the issuer says

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Inlet: {title}</title>
<style>
:root {{ color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }}
body {{ max-width: 28rem; margin: 18vh auto; padding: 0 1.5rem; text-align: center }}
.mark {{ font-size: 3rem; line-height: 1; color: {colour} }}
h1 {{ font-size: 1.4rem; margin: 1rem 0 .5rem }}
p {{ margin: 0; opacity: .75; overflow-wrap: anywhere }}
</style>
<div class="mark" aria-hidden="true">{mark}</div><h1>{title}</h1><p>{text}</p></html>
"""


@dataclass(frozen=True)
class Code:
    """The sign-in went well: a code, good for tokens once."""

    code: str


@dataclass(frozen=True)
class Denied:
    """The issuer, or whoever sat before the browser, said no."""

    reason: str


@dataclass(frozen=True)
class Stray:
    """A request that does not answer ours: another page, another sign-in, a forgery. `status` is for its sender."""

    status: int
    reason: str


Answer = Code | Denied | Stray


def address(port: int) -> str:
    """Where the browser is to bring the answer. By name, since that is what is registered."""
    return f"http://localhost:{port}{PATH}"


def read(target: str, host: str, state: str) -> Answer:
    """What a GET of `target` (path and query) on `host` says to the sign-in with that `state`."""
    if _name(host) not in _NAMES:
        return Stray(400, "it was meant for another host")
    parts = urlsplit(target)
    if parts.path != PATH:
        return Stray(404, "there is nothing here")
    return _answer(parse_qs(parts.query, keep_blank_values=True), state)


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    return (host if host.endswith("]") else host.rpartition(":")[0] or host).lower()


def _answer(given: dict[str, list[str]], state: str) -> Answer:
    if any(len(values) > 1 for values in given.values()):
        return Stray(400, "a parameter was given twice")
    plain = {name: values[0] for name, values in given.items()}
    if not hmac.compare_digest(plain.get("state", "").encode(), state.encode()):
        return Stray(400, "it belongs to another sign-in, perhaps an older one")
    if "error" in plain:
        said = plain.get("error_description") or plain["error"]
        return Denied("".join(one if one.isprintable() else " " for one in said[:_SHOWN]).strip())
    if not plain.get("code"):
        return Stray(400, "it has no code")
    return Code(plain["code"])


def page(answer: Answer) -> tuple[int, str]:
    """Status and HTML of what the browser is shown."""
    match answer:
        case Code():
            return 200, _page("✓", "#1a7f37", "You are signed in", "This window can be closed: go on in the terminal.")
        case Denied(reason):
            return 200, _page("✗", "#cf222e", "You are not signed in", f"The sign-in said: {reason}")
        case Stray(status, reason):
            return status, _page("?", "#9a6700", "This answer is not awaited", f"Inlet passes it over: {reason}.")


def _page(mark: str, colour: str, title: str, text: str) -> str:
    return _PAGE.format(mark=mark, colour=colour, title=escape(title), text=escape(text))
