"""Standard texts of factsheets: worded by a coordinator, from then on, and never in what was published."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.actions import TextTooLong, standard_texts
from assessments.actions.frameworks import make_next_version
from assessments.actions.standard_texts import word
from assessments.factsheet import pdf
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import Edition, StandardText, texts_of
from stj_toezicht.log.models import Event
from tests.factories import bring_to, make_follow_up, make_framework, make_user, publish_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla")


@pytest.fixture
def framework():
    return make_framework(definition="Een gezin.", areas_of_life="wonen en werk")


def reword(framework, carla, code="opvolging", *forms, version=0):
    return word(framework, code, by=carla, version=version, forms=forms or ("In {jaar} is er gekeken.",))


def test_a_text_is_said_otherwise_from_then_on_under_its_own_framework(framework, carla):
    assert texts_of(framework).of("opvolging")[0].startswith("In {jaar} heeft STJ bekeken")
    reword(framework, carla, "opvolging", " In {jaar}\u200b is  er\ngekeken. ")
    reword(framework, carla, "opvolging", "In {jaar} keek STJ.", version=1)
    assert texts_of(framework).of("opvolging") == ("In {jaar} keek STJ.",)
    rows = framework.standard_texts.values_list("version", "wording", "changed_by")
    assert list(rows) == [(1, "In {jaar} is er gekeken.", carla.pk), (2, "In {jaar} keek STJ.", carla.pk)]
    assert texts_of(make_framework()).of("opvolging") != texts_of(framework).of("opvolging")


def test_the_definition_begins_as_that_of_the_norm_and_keeps_its_lines(framework, carla):
    assert texts_of(framework).of("definitie") == ("Een gezin.\n- Leefgebieden: wonen en werk.",)
    reword(framework, carla, "definitie", "Een gezin.\n\n- Met een kind")
    assert texts_of(framework).of("definitie") == ("Een gezin.\n\n- Met een kind",)
    framework.refresh_from_db()
    assert framework.definition == "Een gezin."


def test_what_says_the_same_is_no_version(framework, carla):
    assert reword(framework, carla, "opvolging", *texts_of(framework).of("opvolging")) is None
    assert not StandardText.objects.exists()
    assert not Event.objects.exists()


REFUSED = [
    ("opvolging", ("In {jar}.",), standard_texts.WordedWrongly, "{jar} is hier niet bekend."),
    ("opvolging", (" \u200b ",), standard_texts.WordedWrongly, "Vul een tekst in."),
    ("niet-opnieuw", ("Over {aanpak}.", "Over alles."), standard_texts.WordedWrongly, "hoort {aanpak}"),
    ("niet-opnieuw", ("Over {aanpak}.",), standard_texts.NoSuchText, "bestaat niet"),
    ("bestaat-niet", ("Tekst.",), standard_texts.NoSuchText, "bestaat niet"),
    ("voldoet", ("V" * 31,), TextTooLong, "te lang"),
]


@pytest.mark.parametrize(("code", "forms", "refusal", "told"), REFUSED)
def test_what_no_factsheet_can_say_is_refused(framework, carla, code, forms, refusal, told):
    with pytest.raises(refusal) as refused:
        reword(framework, carla, code, *forms)
    assert told in str(refused.value)
    assert not StandardText.objects.exists()


@pytest.mark.parametrize("role", ["inspector", "support", "administrator", "municipality"])
def test_nobody_but_a_coordinator_words_a_text(framework, role):
    with pytest.raises(standard_texts.MayNotWord):
        reword(framework, make_user(role))


def test_who_comes_second_is_told_who_was_first(framework, carla):
    reword(framework, carla)
    with pytest.raises(standard_texts.WordedMeanwhile, match="Carla heeft deze tekst intussen gewijzigd"):
        reword(framework, make_user("coordinator"), "opvolging", "Anders in {jaar}.")


def test_an_edition_keeps_the_words_it_was_published_with_on_page_and_pdf(client, carla):
    """And the next draft has the new ones; nothing of the old edition is looked up again."""
    round_ = make_follow_up(state="final")
    framework = round_.case_file.framework
    edition = publish_now(round_, by=carla)
    page, frozen = client.get(edition.get_absolute_url()).content, Factsheet.from_snapshot(edition.content)
    texts = {
        "definitie": ("Andere gezinnen.",),
        "inleiding": ("Getoetst: {toetsen}, {kader}, {aantal} thema.", "{toetsen} {kader} {aantal} thema’s:"),
        "opvolging": ("In {jaar} keek STJ opnieuw.",),
        "voldoet": ("In orde",),
        "slot": ("Nummer {editie}, {datum}.",),
    }
    for code, forms in texts.items():
        reword(framework, carla, code, *forms)
    edition = Edition.objects.get(pk=edition.pk)
    assert client.get(edition.get_absolute_url()).content == page
    assert bytes(edition.pdf) == pdf.render(Factsheet.from_snapshot(edition.content)) == pdf.render(frozen)
    said = draft(round_, published_on=frozen.published_on)
    assert (said.definition, said.scope[0].split(". ")[0]) == ("Andere gezinnen.", "In 2014 keek STJ opnieuw")
    assert (said.words.meets, said.introduction[:12]) == ("In orde", "Getoetst: in")
    assert said.colophon.startswith("Nummer 1, ")
    assert frozen.colophon.startswith("Editie 1, gepubliceerd op ")
    assert said.fingerprint() != frozen.fingerprint()


def test_what_was_worded_since_the_coordinator_looked_is_not_published_unseen(carla):
    round_ = make_follow_up()
    bring_to(round_, "final")
    seen = draft(round_).fingerprint()
    reword(round_.case_file.framework, carla, "slot", "Nummer {editie}, {datum}.")
    assert draft(round_).fingerprint() != seen


def test_a_next_version_of_a_framework_begins_with_the_texts_of_the_one_before(framework, carla):
    reword(framework, carla)
    reword(framework, carla, "opvolging", "In {jaar} keek STJ.", version=1)
    framework.signatories.create(inspectorate="youth")
    copy = make_next_version(framework, by=carla)
    assert copy.signatories.get().inspectorate == "youth"
    assert texts_of(copy) == texts_of(framework)
    assert list(copy.standard_texts.values_list("code", "version")) == [("opvolging", 1)]


def test_the_database_keeps_each_wording(framework, carla):
    reword(framework, carla)
    with pytest.raises(IntegrityError, match="a_standard_text_stays_as_it_was_worded"), transaction.atomic():
        StandardText.objects.update(wording="Anders.")


def test_the_database_forgets_no_wording_of_a_framework_in_use(framework, carla):
    reword(framework, carla)
    used = make_follow_up().case_file.framework
    reword(used, carla)
    with (
        pytest.raises(IntegrityError, match="no_wording_of_a_used_framework_is_forgotten"),
        transaction.atomic(),
    ):
        used.standard_texts.all().delete()
    framework.delete()
    assert list(StandardText.objects.values_list("framework", flat=True)) == [used.pk]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"code": "onbekend"}, "a_standard_text_is_one_of_the_list"),
        ({"version": 2, "wording": ""}, "a_standard_text_says_something"),
        ({}, "a_standard_text_has_each_version_once|assessments_standardtext.version"),
    ],
    ids=["of the list", "says something", "each version once"],
)
def test_the_database_holds_what_a_standard_text_is(framework, carla, change, constraint):
    row = reword(framework, carla)
    fields = {"code": "opvolging", "version": 1, "wording": "Tekst.", "changed_at": row.changed_at} | change
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StandardText.objects.create(framework=framework, changed_by=carla, **fields)


# The pages


def address(framework, code="niet-opnieuw"):
    return reverse("assessments:standard_text", args=[framework.pk, code])


def page(response):
    return " ".join(response.content.decode().split())


TYPED = {"wording": "Over de aanpak {aanpak}.", "several": "Over de aanpakken {aanpak}.", "version": 0}


def test_a_coordinator_looks_what_a_factsheet_says_and_saves(client, framework, carla):
    client.force_login(carla)
    shown = page(client.post(address(framework), TYPED | {"preview": "1"}))
    assert "Over de aanpak CJG.</blockquote>" in shown
    assert "Over de aanpakken CJG en Sociale Wijkteams.</blockquote>" in shown
    assert "nog niet opgeslagen" in shown
    assert not StandardText.objects.exists()
    response = client.post(address(framework), TYPED)
    assert (response.status_code, response.url) == (302, address(framework))
    told = page(client.get(address(framework)))
    assert "“Wat niet opnieuw is getoetst” is gewijzigd. Dit geldt vanaf nu" in told
    assert "Versie 1, " in told
    assert "gewijzigd op" in page(client.get(framework.get_absolute_url()))


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(client, framework, carla):
    client.force_login(carla)
    response = client.post(address(framework), TYPED | {"several": "Over {aanpakken}."})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["several"]
    assert "{aanpakken} is hier niet bekend." in page(response)
    assert "Over {aanpakken}.</textarea>" in page(response)


def test_who_was_second_keeps_what_they_typed_and_can_save_then(client, framework, carla):
    reword(
        framework,
        make_user("coordinator", name="Carlo"),
        "niet-opnieuw",
        "Van {aanpak}.",
        "Van alle {aanpak}.",
    )
    client.force_login(carla)
    response = client.post(address(framework), TYPED)
    assert response.status_code == 409
    assert "Carlo heeft deze tekst intussen gewijzigd." in page(response)
    assert "Van alle {aanpak}." in page(response)
    assert "Over de aanpakken {aanpak}.</textarea>" in page(response)
    assert 'name="version" value="1"' in page(response)


def test_others_read_the_texts_and_change_none(client, framework):
    client.force_login(make_user())
    assert "<form method" not in page(client.get(address(framework))).split("<main")[1]
    assert "Nieuwe versie maken" not in page(client.get(framework.get_absolute_url()))
    assert client.get(address(framework, "bestaat-niet")).status_code == 404


def test_a_coordinator_makes_a_next_version_on_screen(client, framework, carla):
    client.force_login(carla)
    response = client.post(reverse("assessments:next_version", args=[framework.pk]))
    copy = type(framework).objects.latest("pk")
    assert response.url == copy.get_absolute_url()
    listed = page(client.get(reverse("assessments:frameworks")))
    assert (str(copy) in listed, "nog niet gebruikt: alles kan nog wijzigen" in listed) == (True, True)
