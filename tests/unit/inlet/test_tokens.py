from concurrent.futures import ThreadPoolExecutor

import pytest

from inlet.api.tokens import Tokens
from inlet.errors import NotSignedIn


def test_a_source_is_asked_first_and_after_a_refusal_only():
    given = iter(["one", "two", "three"])
    tokens = Tokens(lambda: next(given))
    assert [tokens.current(), tokens.current()] == ["one", "one"]
    assert tokens.after("one") == "two"
    assert tokens.after("one") == "two"  # a thread that still had the first
    assert tokens.current() == "two"
    assert tokens.after("two") == "three"


def test_many_threads_refused_at_once_get_one_new_token():
    asked = []

    def source() -> str:
        asked.append(1)
        return f"token {len(asked)}"

    tokens = Tokens(source)
    assert tokens.current() == "token 1"
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: tokens.after("token 1"), range(50))) == {"token 2"}


@pytest.mark.parametrize("source", ["", lambda: ""])
def test_no_token_is_no_sign_in(source):
    with pytest.raises(NotSignedIn):
        Tokens(source).current()


@pytest.mark.parametrize("source", ["same", lambda: "same"])
def test_the_same_token_again_is_no_help(source):
    tokens = Tokens(source)
    with pytest.raises(NotSignedIn):
        tokens.after(tokens.current())
