"""python -m tools.validators: writes src/ingestion/collector/validators.py, code that checks properties by type.

fastjsonschema makes the code of the schemas in src/ingestion/collector/types; here it loses what its errors would say,
which costs more than the checks themselves. The result is committed, so that tests, zips and readers see one file and
nothing that is deployed needs the generator; a test tells when it is out of date.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any

import fastjsonschema

from local.home import ROOT

TYPES = ROOT / "src/ingestion/collector/types"
CODE = ROOT / "src/ingestion/collector/validators.py"
COMMON = "common"

HEAD = '''"""Checks of events by type. `make validators` makes it of the schemas in types/: do not edit."""

import re
from collections.abc import Callable
from typing import Any


class Invalid(Exception):
    """The properties break a rule of their type's schema."""
'''


def schemas() -> dict[str, Any]:
    """The schemas by the name of their file; `common` is no type."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(TYPES.glob("*.json"))}


def code(documents: dict[str, Any]) -> str:
    """The module's text for schemas by name."""
    # One document, in which files refer to each other by pointers. Draft 7 has for the keywords used here the same
    # meaning as 2020-12, which the generator does not know.
    local = json.loads(json.dumps(documents).replace(f'"{COMMON}.json#/', f'"#/$defs/{COMMON}/'))
    types = [name for name in documents if name != COMMON]
    for one in local.values():
        del one["$schema"], one["$id"]
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$defs": local,
        "allOf": [{"$ref": f"#/$defs/{name}"} for name in types],
    }
    made = fastjsonschema.compile_to_code(whole, use_default=False, use_formats=False, detailed_exceptions=False)
    tree = _Plain().visit(ast.parse(made))
    table = "".join(f'    "{name}": {_name(name)},\n' for name in types)
    return f"{HEAD}\n\n{ast.unparse(tree)}\n\n\nVALIDATORS: dict[str, Callable[[Any], None]] = {{\n{table}}}\n"


class _Plain(ast.NodeTransformer):
    """Leaves the checks, and `raise Invalid` without a word. Types are open: no need to know which names are left."""

    def visit_Module(self, node: ast.Module) -> ast.AST:
        wanted = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.Assign) and not _is_preamble(one)]
        node.body = sorted(wanted, key=lambda one: one.name if isinstance(one, ast.FunctionDef) else "")
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = _name(node.name)
        node.args = ast.arguments([], [ast.arg("data", ast.Name("Any"))], None, [], [], None, [])
        node.returns = ast.Constant(None)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id.startswith("validate_"):
            return ast.Call(ast.Name(_name(node.func.id)), node.args[:1], [])
        return self.generic_visit(node)

    def visit_Raise(self, _: ast.Raise) -> ast.AST:
        return ast.Raise(ast.Name("Invalid"), None)

    def visit_Return(self, _: ast.Return) -> None:
        """The data is not changed: there is nothing to give back."""

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        return None if ast.unparse(node.value).endswith(".keys())") else self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if "_keys.remove(" in ast.unparse(node) else self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """`"page" in data_keys` as `"page" in data`."""
        (right,) = node.comparators
        if isinstance(node.ops[0], ast.In) and isinstance(right, ast.Name):
            right.id = right.id.removesuffix("_keys")
        return self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        node.elts = [one for one in node.elts if ast.unparse(one) != "Decimal"]  # nothing here reads numbers so
        return node


def _is_preamble(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name == "validate"
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("VERSION", "NoneType")


def _name(given: str) -> str:
    """`validate____defs_common__defs_name` as `_common_name`."""
    return "_" + given.removeprefix("validate____defs_").replace("__defs_", "_")


def main(into: Path = CODE) -> int:
    """Writes the module."""
    into.write_text(code(schemas()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
