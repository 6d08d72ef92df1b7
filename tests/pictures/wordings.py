"""The standard texts of a framework, worded anew or wrongly."""

from django.urls import reverse

from tests.pictures.picture import press
from tests.pictures.rounds import alkmaar


def of_framework(name, *arguments):
    """The address of something about the framework of the demonstration."""
    return lambda: reverse(f"assessments:{name}", args=[alkmaar().framework_id, *arguments])


def misspell(page):
    page.get_by_label("Bij één aanpak").fill("Wat {aanpakk} al deed, is niet opnieuw getoetst.")
    press("Opslaan")(page)


def word_anew(page):
    page.get_by_label("Bij één aanpak").fill(
        "Wat in de aanpak {aanpak} al voldeed, is niet opnieuw getoetst."
    )
    press("Opslaan")(page)
