"""Log lines: one JSON object each, with all that is bound."""

import json
import logging
from datetime import UTC

import pytest

from common import logs, times


def test_a_line_says_when_who_and_what(lines, monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "inlet-unit-logger")
    logs.info("done", count=3)
    (line,) = lines()
    assert times.parse(line.pop("timestamp")).tzinfo is UTC
    assert line == {"level": "INFO", "message": "done", "function": "inlet-unit-logger", "count": 3}


def test_bound_fields_nest_and_end(lines):
    with logs.bound(correlationId="a", fileId="f"):
        with logs.bound(correlationId="b"):
            logs.warning("inner")
        logs.info("outer")
    logs.info("outside")
    inner, outer, outside = lines()
    assert (inner["correlationId"], inner["fileId"], inner["level"]) == ("b", "f", "WARN")
    assert (outer["correlationId"], outer["fileId"]) == ("a", "f")
    assert "correlationId" not in outside


def test_a_failure_carries_the_exception(lines):
    try:
        raise LookupError("gone")
    except LookupError:
        logs.failure("could not", fileId="f")
    (line,) = lines()
    assert (line["level"], line["error"], line["fileId"]) == ("ERROR", "LookupError", "f")
    assert "LookupError: gone" in line["stack"]


def test_what_json_cannot_say_is_written_as_text(lines):
    logs.info("odd", value={1}, name="ü")
    (line,) = lines()
    assert (line["value"], line["name"]) == ("{1}", "ü")


def test_libraries_are_heard_from_warnings_up(lines):
    logging.getLogger("botocore").info("chatter")
    logging.getLogger("botocore").warning("trouble")
    assert [line["message"] for line in lines()] == ["trouble"]


@pytest.mark.parametrize(("level", "messages"), [("INFO", ["i", "w"]), ("WARNING", ["w"])])
def test_the_level_is_configuration(capsys, lines, monkeypatch, level, messages):
    monkeypatch.setenv("LOG_LEVEL", level)
    logging.getLogger().handlers.clear()
    logs.setup()
    logs.info("i")
    logs.warning("w")
    assert [json.loads(line)["message"] for line in capsys.readouterr().out.splitlines()] == messages


def test_setting_up_again_doubles_no_line(lines):
    logs.setup()
    logs.info("once")
    assert len(lines()) == 1
