"""As much of a browser as a sign-in page needs: cookies, redirects, one form."""

from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin

from urllib3.exceptions import HTTPError

from inlet.errors import NotSignedIn, Unreachable
from inlet.network.transport import Http

PATIENCE = 10  # redirects


class Form(HTMLParser):
    """The first form of a page: where it goes, and what it holds already."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self._open = self._seen = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the form and its inputs."""
        given = dict(attrs)
        if tag == "form" and not self._seen:
            self._open = self._seen = True
            self.action = given.get("action") or ""
        elif tag == "input" and self._open and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        """Leaves what comes after the form alone."""
        self._open = self._open and tag != "form"


class Browser:
    """Goes from page to page until it is sent to `home`, an address that nobody needs to serve."""

    def __init__(self, home: str, http: Http) -> None:
        self._home = home
        self._http = http
        self._cookies: dict[str, str] = {}
        self.url = self.page = ""

    @property
    def home_again(self) -> bool:
        """Whether the last page sent us home; `url` then says with what."""
        return self.url.partition("?")[0] == self._home

    def open(self, url: str) -> None:
        """Gets a page. Raises NotSignedIn when the server refuses, Unreachable when there is none."""
        self._go("GET", url)

    def submit(self, **typed: str) -> None:
        """Fills in the page's form and sends it. Raises as `open` does, and NotSignedIn when there is no such form."""
        form = Form(self.page)
        if not typed.keys() <= form.fields.keys():
            raise NotSignedIn(f"the sign-in page does not ask for {' and '.join(typed)}: use the browser")
        self._go("POST", urljoin(self.url, form.action), urlencode(form.fields | typed))

    def _go(self, method: str, url: str, body: str | None = None) -> None:
        for _ in range(PATIENCE):
            self.url = url
            if self.home_again:
                return
            headers = {**self._http.headers, "Cookie": "; ".join(f"{n}={v}" for n, v in self._cookies.items())}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            place = url.partition("?")[0]
            try:
                answer = self._http.request(method, url, body=body, headers=headers, redirect=False)
            except HTTPError as lost:
                raise Unreachable(f"{place} cannot be reached: {str(lost).rpartition(': ')[2]}") from lost
            for line in answer.headers.getlist("Set-Cookie"):
                self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            self.page = answer.data.decode(errors="replace")
            if answer.status >= 400:
                raise NotSignedIn(f"the sign-in page {place} answered {answer.status}: {self.page[:200]}")
            if not 300 <= answer.status < 400:
                return
            method, url, body = "GET", urljoin(url, answer.headers["Location"]), None
        raise NotSignedIn(f"{url.partition('?')[0]} redirects without end")
