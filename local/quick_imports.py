"""Imports of tables into the emulator, as quick as reading them: rows are taken as they are.

The emulator looks at each attribute of each row, some 300 µs a row, which are minutes for half a million of them. Here
they are JSON that somebody has just written.

Reaches into the emulator, whose version is pinned; for benches with many rows.
"""

import importlib
import json
from typing import Any


def install() -> None:
    """Replaces what the emulator does once a table was made for an import."""
    dynamodb: Any = importlib.import_module("ministack.services.dynamodb")

    def run(arn: str, name: str) -> None:
        told, table = dynamodb._imports[arn], dynamodb._tables[name]  # noqa: SLF001
        try:
            _, objects = dynamodb._import_source_objects(told["S3BucketSource"], told["InputCompressionType"])  # noqa: SLF001
            for _, blob in objects:
                for line in blob.splitlines():
                    row = json.loads(line)["Item"]
                    # One name each, such as S.
                    keys = [value for key in ("pk_name", "sk_name") for value in row[table[key]].values()]
                    dynamodb._set_item(table, *keys, row)  # noqa: SLF001
                    told["ImportedItemCount"] += 1
        except Exception as failure:
            dynamodb._finish_import(told, "FAILED", "InternalServerError", repr(failure))  # noqa: SLF001
            raise
        dynamodb._finish_import(told, "COMPLETED")  # noqa: SLF001

    dynamodb._run_import = run  # noqa: SLF001
