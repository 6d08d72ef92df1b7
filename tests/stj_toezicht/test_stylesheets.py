"""Every class in our own stylesheets stands on something that a page shows."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin

STYLESHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
OF_THE_ADMINISTRATION = Path(admin.__file__).parent / "templates"  # beheer.css dresses Django's own pages
WRITTEN = {
    settings.BASE_DIR / "templates": "*.html",
    settings.BASE_DIR / "static" / "js": "*.js",
    settings.BASE_DIR / "assessments": "*.py",
    settings.BASE_DIR / "stj_toezicht": "*.py",
    OF_THE_ADMINISTRATION: "*.html",
}
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


@pytest.fixture(scope="module")
def written():
    """All that can put a class on a page: templates, scripts, forms and views."""
    return "\n".join(
        path.read_text() for folder, names in WRITTEN.items() for path in sorted(folder.rglob(names))
    )


def classes_in(css):
    without = re.sub(r'/\*.*?\*/|url\([^)]*\)|"[^"]*"', "", css, flags=re.DOTALL)
    return {name for selector in re.findall(r"([^{};]+)\{", without) for name in CLASS.findall(selector)}


def is_put_on_a_page(name, written):
    """Whether a class is written somewhere, as a whole or as a beginning to which its last word is added."""
    if re.search(rf"(?<![\w-]){name}(?![\w-])", written):
        return True
    return any(
        f"{start}{opening}" in written and says(ending, written)
        for start, ending in beginnings_of(name)
        for opening in ("{{", "{%", "${")
    )


def beginnings_of(name):
    for separator in ("--", "__", "-"):
        start, found, ending = name.partition(separator)
        if found:
            yield start + separator, ending


def says(ending, written):
    return ending.isdigit() or re.search(rf"(?<!\w){re.sub('-', '[-_]', ending)}(?!\w)", written) is not None


def unused(css, written):
    return sorted(name for name in classes_in(css) if not is_put_on_a_page(name, written))


@pytest.mark.parametrize("stylesheet", STYLESHEETS, ids=lambda path: path.name)
def test_each_class_of_a_stylesheet_stands_on_a_page(stylesheet, written):
    assert unused(stylesheet.read_text(), written) == []


def test_a_class_that_stands_nowhere_is_named():
    css = """/* .stj-said */ .stj-card:not(.stj-gone) > p { } @media (width > 1.5rem) { .stj-mark--meets { } }
        .stj-mark--left::before { content: ".stj-text"; } .stj-mark { } .stj-car { }"""
    written = '<p class="stj-card stj-mark stj-mark--{{ verdict }}">meets</p>'
    assert unused(css, written) == ["stj-car", "stj-gone", "stj-mark--left"]
