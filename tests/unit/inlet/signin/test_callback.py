"""What the browser brings back, and what it is shown for it."""

import pytest

from inlet.signin.callback import Code, Denied, Stray, address, page, read

HOST = "localhost:8765"
STATE = "the-state"
CASES = [
    # target                                                  host         answer
    ("/callback?code=abc&state=the-state", HOST, Code("abc")),
    ("/callback?state=the-state&code=a%2Bb%20c", "127.0.0.1:8765", Code("a+b c")),
    ("/callback?code=abc&state=the-state", "[::1]:8765", Code("abc")),
    ("/callback?code=abc&state=the-state", "LOCALHOST", Code("abc")),
    ("/callback?error=access_denied&state=the-state", HOST, Denied("access_denied")),
    ("/callback?error=x&error_description=No+such%0Auser&state=the-state", HOST, Denied("No such user")),
    ("/callback?error=x&error_description=" + "y" * 999 + "&state=the-state", HOST, Denied("y" * 300)),
]
STRAY = [
    ("/callback?code=abc&state=another", HOST, 400),
    ("/callback?code=abc", HOST, 400),
    ("/callback?code=abc&state=", HOST, 400),
    ("/callback?error=access_denied", HOST, 400),
    ("/callback?error=access_denied&state=another", HOST, 400),
    ("/callback?code=abc&state=%C3%BC", HOST, 400),
    ("/callback?state=the-state", HOST, 400),
    ("/callback?code=&state=the-state", HOST, 400),
    ("/callback?code=a&code=b&state=the-state", HOST, 400),
    ("/callback?code=a&state=the-state&state=the-state", HOST, 400),
    ("/callback", HOST, 400),
    ("/favicon.ico", HOST, 404),
    ("/callback/?code=abc&state=the-state", HOST, 404),
    ("/", HOST, 404),
    ("/callback?code=abc&state=the-state", "evil.example", 400),
    ("/callback?code=abc&state=the-state", "localhost.evil.example:8765", 400),
    ("/callback?code=abc&state=the-state", "", 400),
]


@pytest.mark.parametrize(("target", "host", "answer"), CASES)
def test_an_answer_to_this_sign_in_is_taken(target, host, answer):
    assert read(target, host, STATE) == answer


@pytest.mark.parametrize(("target", "host", "status"), STRAY)
def test_anything_else_is_passed_over(target, host, status):
    answer = read(target, host, STATE)
    assert isinstance(answer, Stray)
    assert (answer.status, page(answer)[0]) == (status, status)


def test_the_page_says_what_happened_and_runs_nothing():
    assert "You are signed in" in page(Code("secret"))[1]
    assert "secret" not in page(Code("secret"))[1]
    status, shown = page(Denied("<script>alert(1)</script>"))
    assert status == 200
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_the_address_is_the_one_that_is_registered():
    assert address(8765) == "http://localhost:8765/callback"
