"""Where providers are looked for when Terraform's registry may be out of reach."""

from pathlib import Path

import pytest

from tools import mirror

LOCK = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.100.0"\n  constraints = "~> 5.100"\n}\n'
PROVIDER = "registry.terraform.io/hashicorp/aws"


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    for name in ("TF_PLUGIN_DIR", "XDG_DATA_HOME", "XDG_DATA_DIRS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def lock(tmp_path):
    file = tmp_path / ".terraform.lock.hcl"
    file.write_text(LOCK)
    return file


def _unpacked(folder: Path, version: str = "5.100.0") -> Path:
    (folder / PROVIDER / version / "linux_amd64").mkdir(parents=True)
    return folder


def _packed(folder: Path) -> Path:
    (folder / PROVIDER).mkdir(parents=True)
    (folder / PROVIDER / "terraform-provider-aws_5.100.0_linux_amd64.zip").touch()
    return folder


@pytest.mark.parametrize("prefix", ["opt", "usr", "usr/local", "var/lib"])
@pytest.mark.parametrize("made", [_unpacked, _packed])
def test_one_level_below_a_system_prefix(tmp_path, lock, prefix, made):
    folder = made(tmp_path / prefix / "plugins")
    assert mirror.find(lock, tmp_path) == folder


def test_a_folder_that_terraform_looks_into_itself(tmp_path, lock):
    folder = _unpacked(tmp_path / "home/.terraform.d/plugins")
    assert mirror.find(lock, tmp_path) == folder


def test_the_named_folder_comes_first(tmp_path, lock, monkeypatch):
    _unpacked(tmp_path / "opt/plugins")
    named = _unpacked(tmp_path / "named")
    monkeypatch.setenv("TF_PLUGIN_DIR", str(named))
    assert mirror.find(lock, tmp_path) == named


def test_another_version_is_of_no_use(tmp_path, lock):
    _unpacked(tmp_path / "opt/plugins", version="5.99.0")
    assert mirror.find(lock, tmp_path) is None


def test_without_any_the_registry_is_used(tmp_path, lock):
    assert mirror.find(lock, tmp_path) is None
