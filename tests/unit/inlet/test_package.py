import tomllib

import inlet
from local.home import ROOT


def test_versions_agree():
    project = tomllib.loads((ROOT / "cli/pyproject.toml").read_text())["project"]
    assert project["version"] == inlet.__version__


def test_all_that_is_named_is_there():
    assert [name for name in inlet.__all__ if not hasattr(inlet, name)] == []
    assert inlet.__all__ == sorted(inlet.__all__)
