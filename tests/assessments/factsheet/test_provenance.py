"""What a factsheet is said to be made with."""

import re

from django.apps import apps
from django.conf import settings

from assessments.factsheet import provenance

TAGS = {"verdict": "includes/verdict.html"}


def parts_of(name):
    """A template, with every one that it includes by itself or by a tag of ours."""
    text = (settings.BASE_DIR / "templates" / name).read_text()
    names = re.findall(r'{% include "([^"]+)"', text)
    names += [template for tag, template in TAGS.items() if f"{{% {tag} " in text]
    return {name}.union(*map(parts_of, names))


def test_every_template_that_a_pdf_is_made_of_is_counted_among_its_layout():
    counted = {name.removeprefix("templates/") for name in provenance._LAYOUT}
    assert "factsheets/_annex.html" in parts_of("factsheets/pdf.html")
    assert parts_of("factsheets/pdf.html") <= counted


def test_our_stylesheet_of_a_pdf_is_counted_among_its_layout():
    assert "static/css/factsheet-pdf.css" in provenance._LAYOUT


def test_what_a_process_makes_is_said_to_be_made_with_the_code_that_it_started_with(settings, tmp_path):
    before = provenance.made_with(), provenance.versions("1")
    for kept in (provenance.made_with, provenance._of_layout, provenance._of_application):
        kept.cache_clear()
    apps.get_app_config("assessments").ready()
    settings.BASE_DIR = tmp_path  # another deployment, without a restart
    assert (provenance.made_with(), provenance.versions("1")) == before
