"""The zip of the obvious design: its two handlers and jsonschema. Lambda brings boto3."""

import io
import zipfile
from pathlib import Path

from tools import bytecode, dependencies, packages
from tools.packages import Package

HERE = Path(__file__).parent
OWN = ("accept.py", "store.py", "page_view.json")
# The lock of `ingestion` names jsonschema; what it names beside is not taken.
LIBRARIES = Package("ingestion", (), ())
WANTED = ("attr", "jsonschema", "referencing/", "rpds/", "typing_extensions.py")


def build() -> bytes:
    """The zip's bytes."""
    target = packages.local()
    folder = dependencies.fetch(LIBRARIES, target, bytecode.find(target.python))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in OWN:
            zipped.write(HERE / name, name)
        for name, file in dependencies.files(LIBRARIES, folder):
            if name.startswith(WANTED):
                zipped.write(file, name)
    return made.getvalue()
