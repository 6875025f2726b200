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
        return f"token-{len(asked)}"

    tokens = Tokens(source)
    assert tokens.current() == "token-1"
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: tokens.after("token-1"), range(50))) == {"token-2"}


@pytest.mark.parametrize("source", ["", " \n", lambda: "", lambda: None])
def test_no_token_is_no_sign_in(source):
    with pytest.raises(NotSignedIn):
        Tokens(source).current()


@pytest.mark.parametrize("source", ["same", lambda: "same"])
def test_the_same_token_again_is_no_help(source):
    tokens = Tokens(source)
    with pytest.raises(NotSignedIn):
        tokens.after(tokens.current())


@pytest.mark.parametrize("given", ["token\r", " token\r\n", "\ttoken "])
def test_what_surrounds_a_token_is_not_sent(given):
    assert Tokens(given).current() == Tokens(lambda: given).current() == "token"
    with pytest.raises(NotSignedIn):
        Tokens(given).after("token")


@pytest.mark.parametrize("given", ["se\ncret", "se cret", "se\x00cret", "secr\u00e9t", "se\x7fcret", "secret\udcff"])
def test_what_no_header_takes_is_never_shown(given):
    for source in (given, lambda: given):
        with pytest.raises(NotSignedIn) as failure:
            Tokens(source).current()
        assert "cr" not in str(failure.value)
