"""The names that people give to tenants, projects and write keys."""

from common.errors import Fault, InvalidRequest
from ingestion import names
from ingestion.web import http


def given(request: http.Request) -> str:
    """The name that the body gives, as it is kept. Raises InvalidRequest with the rule that it breaks."""
    name = request.body["name"]
    rule = names.broken_title_rule(name)
    if rule:
        raise InvalidRequest("See errors: each names a place and the rule it breaks.", (Fault("/name", rule),))
    return names.title(name)
