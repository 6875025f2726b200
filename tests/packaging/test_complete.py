"""Each zip holds all that its handlers import, and nothing that they do not need."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local.home import ROOT
from tools.packages import PACKAGES, SOURCES, local

FUNCTION = re.compile(r'package\s*=\s*local\.packages\.(\w+)\s+handler\s*=\s*"([\w.]+)\.handler"')
# The line of an extractor, whose folder, function and zip have its name.
EXTRACTOR = re.compile(r"^ {4}(\w+) += \{ media_types", re.MULTILINE)
EXTRACTORS = EXTRACTOR.findall((ROOT / "terraform/stack/extractors.tf").read_text())
FILES = sorted((ROOT / "terraform/stack").glob("*.tf"))
HANDLERS = [
    *(found for file in FILES for found in FUNCTION.findall(file.read_text())),
    *((name, f"processor.{name}.handler") for name in EXTRACTORS),
]

# Nothing but the standard library and the unpacked zip, as in Lambda but for the boto3 that Lambda would lend.
IMPORT = """
import importlib, json, sys
sys.path[:] = [path for path in sys.path if "site-packages" not in path and path] + [sys.argv[1]]
importlib.import_module(sys.argv[2])
def outside(module):
    return (getattr(module, "__file__", None) or sys.prefix).startswith(sys.argv[1])
print(json.dumps(sorted(name for name, module in sys.modules.items() if outside(module))))
"""
MAX_UNPACKED_MB = 60
# cryptography, which verifies tokens in the collector, is most of the first; sqlglot comes next, for queries.
# Of images, libheif brings an encoder that nothing here uses, and does not load without it. PDFium is half of the last.
MAX_ZIPPED_MB = {"ingestion": 13, "image": 18, "pdf": 18}
MAX_ZIPPED_MB_OF_OTHERS = 5


def test_terraform_names_the_handlers():
    assert {zipped for zipped, _ in HANDLERS} == {package.name for package in PACKAGES}
    stack = "".join(file.read_text() for file in (ROOT / "terraform/stack").glob("*.tf"))
    # One of the modules is all extractors.
    assert len(HANDLERS) == stack.count('"../modules/function"') - 1 + len(EXTRACTORS)


@pytest.mark.parametrize("target", [local()], indirect=True, ids=["local"])
def test_its_handlers_load_from_the_zip_alone(unpacked, package):
    for module in (module for zipped, module in HANDLERS if zipped == package.name):
        assert module in _loaded(unpacked, module)


LATER = [
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "ingestion.collector.issuer_keys",
    "ingestion.collector.tokens",
    "ingestion.queries.guard",
    "ingestion.web.judge",
]


def test_what_a_handler_imports_later_is_there_too(tmp_path):
    folder = _unpack("ingestion", "local", tmp_path)
    for module in LATER:
        assert module in _loaded(folder, module)


@pytest.mark.parametrize(
    ("missing", "module"),
    [
        ("botocore", "ingestion.uploads.handler"),
        ("common", "ingestion.uploads.handler"),
        ("cryptography", "cryptography.hazmat.primitives.asymmetric.rsa"),
        ("jwt", "ingestion.collector.tokens"),
        ("jsonschema", "ingestion.web.judge"),
        ("rpds", "ingestion.web.judge"),
        ("sqlglot", "ingestion.queries.guard"),
    ],
)
def test_a_zip_that_lacks_something_is_noticed(missing, module, tmp_path):
    folder = _unpack("ingestion", "local", tmp_path)
    shutil.rmtree(folder / missing)
    with pytest.raises(subprocess.CalledProcessError):
        _loaded(folder, module)


@pytest.mark.parametrize("name", sorted({zipped for zipped, _ in HANDLERS}))
def test_the_zip_for_aws_holds_the_same_modules(name):
    here, there = (_modules(ROOT / "build" / target / f"{name}.zip") for target in ("local", "aws"))
    assert here ^ there <= {"typing_extensions.py"}  # which the lock wants below Python 3.13 only


def test_all_sources_are_in(unpacked, package):
    for file in package.files():
        assert (unpacked / file.relative_to(SOURCES)).read_bytes() == file.read_bytes()


def test_nothing_else_of_ours_is_in(unpacked, package):
    folders = {file.relative_to(SOURCES).parent for file in SOURCES.rglob("*.py")}
    others = folders - {file.relative_to(SOURCES).parent for file in package.files()}
    assert not [folder for folder in others if list((unpacked / folder).glob("*.py"))]
    strays = {"moto", "pytest", "ministack", "pip", "setuptools", "local", "tools", "tests", "awscrt"}
    assert not [name for name in strays if (unpacked / name).exists()]


def test_it_is_small(built, unpacked, package):
    most_zipped_mb = MAX_ZIPPED_MB.get(package.name, MAX_ZIPPED_MB_OF_OTHERS)
    assert (built / f"{package.name}.zip").stat().st_size < most_zipped_mb * 1e6
    assert sum(file.stat().st_size for file in unpacked.rglob("*") if file.is_file()) < MAX_UNPACKED_MB * 1e6


def test_machine_code_is_for_the_target(unpacked, target):
    elf, aarch64 = b"\x7fELF", 0xB7
    for library in unpacked.rglob("*.so*"):
        head = library.read_bytes()[:20]
        if target.name == "aws":
            assert head[:4] == elf, library
            assert int.from_bytes(head[18:20], "little") == aarch64, library
            # What extensions are linked to is of any Python.
            made_for = f"cpython-{target.python.replace('.', '')}"
            assert made_for in library.name or "abi3" in library.name or library.name.startswith("lib"), library


def test_bytecode_is_there_for_every_module(built, unpacked, package, target):
    compiled = json.loads((built / "manifest.json").read_text())["packages"][package.name]["bytecode"]
    if compiled is None:
        assert not list(unpacked.rglob("*.pyc"))
        return
    tag = f"cpython-{target.python.replace('.', '')}"
    for source in unpacked.rglob("*.py"):
        bytecode = source.parent / "__pycache__" / f"{source.stem}.{tag}.pyc"
        unchecked_hash = 1
        assert int.from_bytes(bytecode.read_bytes()[4:8], "little") == unchecked_hash


def _loaded(folder: Path, module: str) -> list[str]:
    command = [sys.executable, "-I", "-S", "-B", "-c", IMPORT, str(folder), module]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _modules(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as zipped:
        return {name for name in zipped.namelist() if name.endswith(".py")}


def _unpack(name: str, target: str, into: Path) -> Path:
    folder = into / target / name
    shutil.unpack_archive(ROOT / "build" / target / f"{name}.zip", folder)
    return folder
