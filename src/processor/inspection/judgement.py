"""Whether a content is what was promised, and nothing else beside it. Pure."""

from collections.abc import Callable

from common.files.file import Rejection
from processor.inspection import archives, kinds, polyglots, texts
from processor.inspection.ends import Ends

TEXTS = frozenset(
    {"application/json", "application/ndjson", "application/x-ndjson", "application/xml", "application/yaml"}
)
# A script is a plain text that nobody runs for being opened; a table or a document it is not.
_MAY_BE_SCRIPT = frozenset({"text/plain", "application/yaml"})

EMPTY = Rejection("empty", "The file has no bytes.")


def judge(promised: str, ends: Ends, recognise: Callable[[bytes], str]) -> str | Rejection:
    """The media type of a content that was promised as `promised`, or why it is refused: a code and a sentence.

    `recognise` tells the type of a content by its beginning, as `libmagic.media_type` does. Codes: empty, truncated,
    type_mismatch, polyglot.
    """
    if not ends.size:
        return EMPTY
    if _is_text(promised):
        return _text(promised, ends, recognise)
    content = kinds.told(ends, recognise)
    if not kinds.fulfils(promised, content):
        return _truncated(promised) if kinds.is_stump(promised, ends) else _mismatch(promised, content)
    if kinds.is_zip(content) and archives.directory(ends) is None:
        return Rejection("truncated", "The archive ends before its directory: a part of it is missing.")
    second = polyglots.second_type(content, ends)
    if second:
        return _polyglot(content, second)
    return content if promised == kinds.UNKNOWN else promised


def _is_text(promised: str) -> bool:
    return promised.startswith("text/") or promised in TEXTS or promised.endswith(("+json", "+xml"))


def _text(promised: str, ends: Ends, recognise: Callable[[bytes], str]) -> str | Rejection:
    text = texts.beginning(ends)
    if text is None:
        content = kinds.told(ends, recognise)
        # What is no text to us may be one to libmagic, which looks at its beginning only.
        return _mismatch(promised, kinds.UNKNOWN if content.startswith("text/") else content)
    other = _other_than(promised, text)
    if other:
        return Rejection("type_mismatch", f"The content is {other}, not {promised} as was promised.")
    if _is_json(promised) and not texts.ends_json(text, ends):
        return _truncated(promised)
    return promised


def _other_than(promised: str, text: str) -> str | None:
    """What a text is instead of what was promised, in words."""
    if not promised.endswith(("xml", "html")) and texts.is_markup(text):
        return "HTML or SVG"
    if promised not in _MAY_BE_SCRIPT and "script" not in promised and texts.is_script(text):
        return "a script"
    if texts.is_pdf(text):
        return "a PDF document"
    return "another text" if _is_json(promised) and not texts.begins_json(text) else None


def _is_json(promised: str) -> bool:
    return promised == "application/json" or promised.endswith("+json")


def _mismatch(promised: str, content: str) -> Rejection:
    if content == kinds.UNKNOWN:
        return Rejection("type_mismatch", f"The content is not {promised} as was promised.")
    return Rejection("type_mismatch", f"The content is of type {content}, not {promised} as was promised.")


def _truncated(promised: str) -> Rejection:
    return Rejection("truncated", f"The content ends before a file of type {promised} could: a part of it is missing.")


def _polyglot(content: str, second: str) -> Rejection:
    return Rejection("polyglot", f"The content is {content} and also {second}; a file must be one thing only.")
