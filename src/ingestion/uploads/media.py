"""Which media types are taken, the extensions that go with each, and how large each may be. One configuration."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class MediaType:
    """A type that is taken. `max_bytes` bounds a file of it."""

    extensions: frozenset[str]
    max_bytes: int


MediaTypes = dict[str, MediaType]


def parse(text: str) -> MediaTypes:
    """`{"image/png": {"extensions": ["png"], "maxBytes": 52428800}}`. Raises ValueError or KeyError when it is not."""
    return {
        name: MediaType(frozenset(given["extensions"]), int(given["maxBytes"]))
        for name, given in json.loads(text).items()
    }


def broken_rule(types: MediaTypes, content_type: str, extension: str) -> str | None:
    """The rule that the type breaks, or None. A name without an extension goes with every type."""
    media = types.get(content_type)
    if media is None:
        return "not_allowed"
    if extension and extension not in media.extensions:
        return "contradicts_extension"
    return None
