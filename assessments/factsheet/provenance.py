"""The versions of all that a factsheet is made with."""

import hashlib
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import metadata

from django.conf import settings

_LAYOUT = (
    "templates/factsheets/pdf.html",
    "templates/factsheets/page.html",
    "templates/factsheets/_annex.html",
    "templates/factsheets/_content.html",
    "templates/factsheets/_dates.html",
    "templates/factsheets/_left_out.html",
    "templates/factsheets/_points.html",
    "templates/includes/verdict.html",
    "static/css/factsheet-pdf.css",
)


def versions(framework_version: str) -> dict[str, str]:
    """With which framework, layout, application and WeasyPrint a factsheet is made now, as an edition keeps it."""
    return {
        "framework_version": framework_version,
        "template_version": _of_layout(),
        "application_version": _of_application(),
        "weasyprint_version": metadata.version("weasyprint"),
    }


@cache
def made_with() -> str:
    """The versions of all that makes a PDF of a page: another one may make other bytes of it."""
    packages = ("weasyprint", "pydyf", "fonttools", "tinycss2", "pyphen", "font-source-sans-pro")
    versions = " ".join(f"{package} {metadata.version(package)}" for package in packages)
    return f"{_of_layout()} {_of_printing()} {versions}"


@cache
def _of_layout() -> str:
    """One SHA-256 for the templates and the stylesheet of a factsheet."""
    return _digest(_LAYOUT)


@cache
def _of_printing() -> str:
    """One SHA-256 for our own code that makes a page, prints it and gives it its structure."""
    folders = (settings.BASE_DIR / "assessments" / name for name in ("factsheet", "templatetags", "printing"))
    modules = (module for folder in folders for module in folder.rglob("*.py"))
    return _digest(sorted(str(module.relative_to(settings.BASE_DIR)) for module in modules))


def _digest(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        content = (settings.BASE_DIR / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@cache
def _of_application() -> str:
    described = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    version: str = described["project"]["version"]
    return version
