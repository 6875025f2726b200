"""What people say of a file beside its name: tags and metadata. Pure; how many and how long is in the contract."""

from collections.abc import Iterable
from typing import Any

from common.errors import Fault
from ingestion import names


def faults(pointer: str, said: dict[str, Any]) -> list[Fault]:
    """What is wrong with the `tags` and the `metadata` of an object that stands at `pointer`."""
    texts = {f"tags/{index}": tag for index, tag in enumerate(said.get("tags", ()))}
    texts |= {f"metadata/{name}": value for name, value in said.get("metadata", {}).items()}
    rules = ((place, names.broken_text_rule(text)) for place, text in texts.items())
    return [Fault(f"{pointer}/{place}", rule) for place, rule in rules if rule]


def tags(said: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: a set for the client, in its own order."""
    return tuple(dict.fromkeys(map(names.normal, said)))
