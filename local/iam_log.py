"""The emulator with a log of what its IAM was asked: a JSON line a decision about a role, in the file IAM_LOG.

Run instead of `python -m ministack` by tests that hold the calls made against the rights granted.
"""

import importlib
import json
import os
from pathlib import Path
from typing import Any


def main() -> None:
    """Wraps the one function through which all of the emulator's decisions go, and starts it."""
    serve = importlib.import_module("ministack.app").main  # only the emulator's interpreter has it
    iam_evaluator: Any = importlib.import_module("ministack.core.iam_evaluator")

    decide = iam_evaluator.evaluate
    log = Path(os.environ["IAM_LOG"]).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115 - as long as the process

    def evaluate(context: Any, *policies: Any) -> Any:
        result = decide(context, *policies)
        if context.principal_type == "AssumedRole":
            asked = {"principal": context.principal_arn, "action": context.action, "resource": context.resource_arn}
            log.write(json.dumps(asked | {"decision": result.decision, "sid": result.matched_sid}) + "\n")
        return result

    iam_evaluator.evaluate = evaluate
    serve()


if __name__ == "__main__":
    main()
