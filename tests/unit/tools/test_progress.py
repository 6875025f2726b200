"""What `terraform apply -json` says, told shortly."""

import json
import os
import shlex

import pytest

from local.home import Trouble
from tools import progress

SUMMARY = {"type": "change_summary", "changes": {"add": 2, "change": 1, "remove": 0}}
ERROR = {
    "type": "diagnostic",
    "diagnostic": {"severity": "error", "summary": "No such bucket", "detail": "Make it first", "address": "aws_x.y"},
}


def _follow(*messages, status=0):
    lines = [message if isinstance(message, str) else json.dumps(message) for message in messages]
    script = "".join(f"echo {shlex.quote(line)}; " for line in lines) + f"exit {status}"
    return progress.follow(["sh", "-c", script], dict(os.environ))


def test_outputs_come_back_as_plain_values(capsys):
    told = _follow(SUMMARY, {"type": "outputs", "outputs": {"a": {"value": {"b": 1}, "sensitive": False}}})
    assert told == {"a": {"b": 1}}
    assert capsys.readouterr().out == "Terraform: 2 added, 1 changed, 0 removed\n"


def test_reading_data_is_not_counted(capsys, monkeypatch):
    monkeypatch.setattr(progress, "PAUSE_SECONDS", 0)
    _follow(SUMMARY, *({"type": "apply_complete", "hook": {"action": action, "resource": {"addr": "aws_x.y"}}}
                       for action in ("read", "create")))  # fmt: skip
    assert capsys.readouterr().err == "Terraform: 1 of 3, aws_x.y\n"


def test_an_error_is_told_with_its_place():
    with pytest.raises(Trouble, match=r"aws_x.y\n  No such bucket\n  Make it first"):
        _follow(SUMMARY, ERROR, status=1)


def test_a_warning_is_not_an_error(capsys):
    _follow(SUMMARY, {"type": "diagnostic", "diagnostic": {"severity": "warning", "summary": "old"}})
    assert "old" not in capsys.readouterr().out


def test_a_failure_tells_how_much_was_made_before():
    made = {"type": "apply_complete", "hook": {"action": "create", "resource": {"addr": "aws_x.y"}}}
    with pytest.raises(progress.Failed) as failure:
        _follow(SUMMARY, made, ERROR, status=1)
    assert failure.value.done == 1


def test_an_interrupt_waits_for_the_end(tmp_path, capsys):
    written = tmp_path / "state"
    with pytest.raises(KeyboardInterrupt):
        progress.follow(["sh", "-c", f"kill -INT $PPID; sleep 0.1; touch {written}; exit 1"], dict(os.environ))
    assert written.exists()
    assert "ends what it has begun" in capsys.readouterr().err


@pytest.mark.parametrize("noise", ["panic: everything", "[]", '"text"'])
def test_what_is_no_message_is_shown_when_it_fails(noise):
    with pytest.raises(Trouble, match="failed") as failure:
        _follow(noise, status=2)
    assert noise in str(failure.value)
