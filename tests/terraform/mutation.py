"""What is broken in a copy of terraform/, and the complaint that must follow."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """In terraform/`folder`/`file`, `old` becomes `new`; tests/`test`.tftest.hcl then says `complaint`."""

    folder: str
    test: str
    file: str
    old: str
    new: str
    complaint: str


def mutations(folder: str, test: str, *rows: tuple[str, str, str, str]) -> list[Mutation]:
    """The mutations of one folder that one of its tests notices: file, old, new, complaint."""
    return [Mutation(folder, test, *row) for row in rows]
