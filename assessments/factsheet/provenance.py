"""The versions of all that a factsheet is made with."""

import ctypes
import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
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
        "weasyprint_version": _of_weasyprint(),
    }


def note_what_runs() -> None:
    """Read all versions now, when a process starts: after a deployment it goes on with the old code until it ends."""
    versions("")
    made_with()


@cache
def made_with() -> str:
    """All that makes a PDF of what a factsheet says: another layout, code, package or library may make other bytes."""
    return _digest(sorted({*_LAYOUT, *_code_and_packages()})) + _of_libraries()


@cache
def _of_layout() -> str:
    """One SHA-256 for the templates and the stylesheet of a factsheet."""
    return _digest(_LAYOUT)


def _code_and_packages() -> Iterator[str]:
    """Every module that could have a hand in it, and the locked packages."""
    yield "requirements.txt"
    yield "stj_toezicht/fonts.py"
    for module in (settings.BASE_DIR / "assessments").rglob("*.py"):
        if "migrations" not in module.parts:
            yield str(module.relative_to(settings.BASE_DIR))


def _of_libraries() -> str:
    """The versions of the libraries of the system that lay out text, where they are found under their usual names."""
    versions = []
    for library, function in (
        ("libpango-1.0.so.0", "pango_version_string"),
        ("libharfbuzz.so.0", "hb_version_string"),
    ):
        with suppress(OSError):
            version = getattr(ctypes.CDLL(library), function)
            version.restype = ctypes.c_char_p
            versions.append(f" {library} {version().decode()}")
    return "".join(versions)


def _digest(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        content = (settings.BASE_DIR / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@cache
def _of_weasyprint() -> str:
    return metadata.version("weasyprint")


@cache
def _of_application() -> str:
    described = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    version: str = described["project"]["version"]
    return version
