"""What must not drift apart: models and migrations, what we ask for and what is locked, the README."""

import re
import tomllib

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
RUN = PROJECT["dependencies"]
README = (settings.BASE_DIR / "README.md").read_text()
EVERYTHING = RUN + PROJECT["optional-dependencies"]["dev"]


def locked(name):
    """The version of each package in a lock file."""
    pins = re.findall(r"^(\S+)==(\S+)", (settings.BASE_DIR / name).read_text(), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in pins}


def test_the_migrations_make_what_the_models_say(db, capsys):
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=3)
    assert capsys.readouterr().out == "No changes detected\n"


@pytest.mark.parametrize(
    ("name", "asked"),
    [("requirements.txt", RUN), ("requirements-dev.txt", EVERYTHING)],
    ids=["to run", "to develop"],
)
def test_a_lock_file_holds_what_the_project_asks_for(name, asked):
    versions = locked(name)
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_development_runs_on_the_versions_of_production():
    assert locked("requirements.txt").items() <= locked("requirements-dev.txt").items()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_file_trusts_hashes_and_names_no_index(name):
    text = (settings.BASE_DIR / name).read_text()
    packages = re.split(r"\n(?=\S+==)", text)
    assert len(packages) == len(locked(name))
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"https?://|^--", text, re.MULTILINE)


def test_the_readme_lists_every_setting_from_the_environment():
    code = (settings.BASE_DIR / "stj_toezicht" / "settings.py").read_text()
    read = re.findall(r'(?:_on|_list|os\.environ\.get)\("([A-Z_]+)"', code)
    listed = re.findall(r"`([A-Z_]+)`", README.partition("## Settings")[2].partition("\n## ")[0])
    assert {*read, "DATABASE_URL"} <= set(listed)


def test_the_readme_lists_every_command():
    ours = {name for name, app in get_commands().items() if app in ("assessments", "municipalities")}
    assert ours <= set(re.findall(r"^\| `(\w+)", README, re.MULTILINE))
