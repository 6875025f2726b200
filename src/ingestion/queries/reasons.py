"""Why a query failed, in words for who wrote it. Engines also tell of their insides: that stays in. Pure."""

import re

_CUT_OFF = re.compile(r"bytes scanned limit", re.IGNORECASE)
_TOO_MUCH = re.compile(r"exhausted resources|out of memory|timed? ?out", re.IGNORECASE)
# How Athena and DuckDB begin what is the question's own fault.
_OWN_FAULT = re.compile(
    r"(?:line \d+:\d+: )?(?:[A-Z]+(?:_[A-Z]+)+|(?:Binder|Conversion|Catalog|Parser|Out of Range|Invalid Input) Error): "
)
_PLACE = re.compile(r"line \d+:\d+: ")  # in the SQL that was run, which nobody has seen
_INSIDES = re.compile(r"s3:|arn:|[/\\]|\bt-[0-9a-f]{32}\b|inlet_|\bline\b|read_csv", re.IGNORECASE)
_MOST_CHARACTERS = 300


def told(reason: str) -> str:
    """One line about a failed query."""
    if _CUT_OFF.search(reason):
        return "The query reads more than one query may: narrow it by date."
    if _TOO_MUCH.search(reason):
        return "The query needs more time or memory than there is: narrow it."
    first = reason.strip().partition("\n")[0]
    if _OWN_FAULT.match(first):
        text = _PLACE.sub("", first)
        if not _INSIDES.search(text):
            return text[:_MOST_CHARACTERS]
    return "The query failed."
