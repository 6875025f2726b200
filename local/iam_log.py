"""A log of what the emulator's IAM was asked: a JSON line a decision about a role.

Tests hold by it the calls made against the rights granted.
"""

import importlib
import json
from pathlib import Path
from typing import Any


def install(file: Path) -> None:
    """Wraps the one function through which all of the emulator's decisions go."""
    iam_evaluator: Any = importlib.import_module("ministack.core.iam_evaluator")
    decide = iam_evaluator.evaluate
    log = file.open("a", buffering=1, encoding="utf-8")

    def evaluate(context: Any, *policies: Any) -> Any:
        result = decide(context, *policies)
        if context.principal_type == "AssumedRole":
            asked = {"principal": context.principal_arn, "action": context.action, "resource": context.resource_arn}
            log.write(json.dumps(asked | {"decision": result.decision, "sid": result.matched_sid}) + "\n")
        return result

    iam_evaluator.evaluate = evaluate
