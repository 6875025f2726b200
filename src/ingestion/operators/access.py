"""Who is an operator of the platform: by one claim of the verified token. Pure."""

from collections.abc import Mapping

from common.errors import OperatorsOnly


def is_operator(claims: Mapping[str, str], claim: str, value: str) -> bool:
    """Whether `value` is what `claim` says, or one of the texts that it lists. Nobody is where either is empty.

    API Gateway hands every claim over as a text, a list as its members between brackets with a blank between them:
    `[a b]`. `value` therefore has neither blanks nor brackets, which is seen to where it is configured; and a member
    with a blank in it would be taken for two, so an issuer must not let its users write into this claim. Cognito's
    groups have no blanks in their names.
    """
    told = claims.get(claim)
    if not (claim and value and isinstance(told, str)):
        return False
    members = told[1:-1].split(" ") if told.startswith("[") and told.endswith("]") else [told]
    return value in members


def require_operator(claims: Mapping[str, str], claim: str, value: str) -> None:
    """Raises OperatorsOnly."""
    if not is_operator(claims, claim, value):
        raise OperatorsOnly
