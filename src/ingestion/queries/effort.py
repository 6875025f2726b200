"""How much work a query makes before it runs: in being read, and in being written anew. Pure."""

from collections import Counter
from itertools import accumulate, pairwise

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.tokenizer_core import TokenType

_MOST_TOKENS = 2000
_DEEPEST = 50
# Each of these may stand in a query so often: parsers descend at them, or look far ahead, and take long for many.
_MOST = {
    TokenType.L_PAREN: 400,
    TokenType.L_BRACKET: 60,
    TokenType.NOT: 60,
    TokenType.CASE: 60,
    TokenType.ARROW: 20,
    TokenType.SELECT: 60,
    TokenType.UNION: 60,
    TokenType.DOT: 400,
    TokenType.DASH: 200,
}
_LONGEST_PATH = 8
# Each doubles what is to be done, in reading or in writing: `int(int(…` is first tried as a type, at every level.
_MOST_TYPES_WITHIN = 5
_MOST_CALLS_WITHIN = 8
_MOST_COUNTED_TOGETHER = 8


def reads_long(kinds: list[TokenType]) -> bool:
    """Whether a query of these tokens may take the parser long, or too many levels."""
    many = Counter(kinds)
    path = [TokenType.VAR, TokenType.DOT] * _LONGEST_PATH
    too_long = any(kinds[start : start + len(path)] == path for start in range(len(kinds)))
    too_many = any(many[kind] > most for kind, most in _MOST.items())
    too_deep = _depth(kinds) > _DEEPEST or _types_within(kinds) > _MOST_TYPES_WITHIN
    return len(kinds) > _MOST_TOKENS or too_many or too_long or too_deep


def _depth(kinds: list[TokenType]) -> int:
    steps = (1 if kind is TokenType.L_PAREN else -1 if kind is TokenType.R_PAREN else 0 for kind in kinds)
    return max(accumulate(steps), default=0)


def _types_within(kinds: list[TokenType]) -> int:
    """How many open parentheses at once follow words that name types."""
    opened, most = list[bool](), 0
    for before, kind in pairwise([TokenType.SEMICOLON, *kinds]):
        if kind is TokenType.L_PAREN:
            opened.append(before in Trino.Parser.TYPE_TOKENS)
            most = max(most, sum(opened))
        elif kind is TokenType.R_PAREN and opened:
            opened.pop()
    return most


def multiplies(node: exp.Expr) -> bool:
    """Whether parts of the node would be written many times over, and each of theirs again."""
    if isinstance(node, exp.Between):
        return bool(node.args.get("symmetric"))
    if isinstance(node, exp.In):
        return bool(node.args.get("unnest"))
    if isinstance(node, exp.Distinct):
        return len(node.expressions) > _MOST_COUNTED_TOGETHER and isinstance(node.parent, exp.Count)
    around, outer = 0, node if _computes(node) else None
    while outer := outer.parent if outer else None:
        around += _computes(outer)
    return around >= _MOST_CALLS_WITHIN


def _computes(node: exp.Expr) -> bool:
    return isinstance(node, exp.Func) and not isinstance(node, exp.Connector | exp.Case | exp.Cast)
