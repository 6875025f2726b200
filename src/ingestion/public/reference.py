"""The API's description as one page for people. Pure; everything shown is escaped."""

from collections.abc import Sequence
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin: 2.5rem 0 .5rem; border-top: 1px solid #8885; padding-top: 1.5rem }
code { font: .9em ui-monospace, monospace; background: #8882; padding: .1em .3em; border-radius: .2em }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid #8883 }
th { font-weight: 600 } td:first-child { white-space: nowrap }
"""


def page(document: dict[str, Any]) -> str:
    """The HTML page: each route with its parameters, body and answers, then the schemas' fields."""
    info = document["info"]
    parts = [f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>", _paragraph(info["description"])]
    parts.append('<p>The machine-readable form is <a href="openapi.json">openapi.json</a>.</p>')
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts += _operation(f"{method.upper()} {path}", operation)
    for name, schema in document["components"]["schemas"].items():
        parts += _schema(name, schema)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style>{''.join(parts)}</html>"
    )


def _operation(route: str, operation: dict[str, Any]) -> list[str]:
    parts = [f"<h2><code>{escape(route)}</code></h2>", _paragraph(f"{operation['summary']}.")]
    parts.append(_paragraph(operation.get("description", "")))
    if not operation["security"]:
        parts.append("<p>Needs no token.</p>")
    parameters = [
        (
            f"{one['name']} ({one['in']})",
            _type(one["schema"]) + (", required" if one["required"] else ""),
            one.get("description", ""),
        )
        for one in operation.get("parameters", [])
    ]
    parts.append(_table(("Parameter", "Type", ""), parameters, raw=1))
    if "requestBody" in operation:
        parts.append(f"<p>Body: {_type(_content(operation['requestBody']))}</p>")
    answers = [
        (status, _type(_content(answer)), answer["description"]) for status, answer in operation["responses"].items()
    ]
    parts.append(_table(("Status", "Body", ""), answers, raw=1))
    return parts


def _schema(name: str, schema: dict[str, Any]) -> list[str]:
    parts = [f'<h2 id="{escape(name)}">{escape(name)}</h2>', _paragraph(schema.get("description", ""))]
    required = schema.get("required", [])
    fields = [
        (field, _type(one) + (", required" if field in required else ""), one.get("description", ""))
        for field, one in schema.get("properties", {}).items()
    ]
    parts.append(_table(("Field", "Type", ""), fields, raw=1) if fields else f"<p>{_type(schema)}</p>")
    return parts


def _content(part: dict[str, Any]) -> dict[str, Any]:
    """The schema of a body, whatever its media type; empty where there is none."""
    for media in part.get("content", {}).values():
        return dict(media["schema"])
    return {}


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words, as HTML: a link to the named one, or its type and bounds."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "allOf" in schema:
        return " and ".join(_type(one) for one in schema["allOf"])
    if "oneOf" in schema:
        return " or ".join(_type(one) for one in schema["oneOf"])
    if "enum" in schema:
        return " │ ".join(f"<code>{escape(str(one))}</code>" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    kind = schema.get("type", "")
    words = escape(" or ".join(kind) if isinstance(kind, list) else kind)
    bounds = [f"{rule} {schema[rule]}" for rule in ("minimum", "maximum", "minLength", "maxLength") if rule in schema]
    return words + (f" ({escape(', '.join(bounds))})" if bounds else "")


def _paragraph(text: str) -> str:
    """Text with `code` in backticks, as HTML."""
    if not text:
        return ""
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if odd % 2 else piece for odd, piece in enumerate(pieces))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], raw: int | None = None) -> str:
    """A table; column `raw` is HTML already."""
    if not rows:
        return ""
    lines = ["".join(f"<th>{escape(one)}</th>" for one in head)]
    lines += ["".join(f"<td>{one if n == raw else _inline(one)}</td>" for n, one in enumerate(row)) for row in rows]
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
