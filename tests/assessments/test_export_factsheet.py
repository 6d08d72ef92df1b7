"""`export_factsheet`: the bytes that the site serves, and those of a concept."""

import json

import pytest
from django.core.management import CommandError, call_command

from assessments.factsheet import data, pdf
from assessments.factsheet.drafting import draft
from municipalities.models import Succession
from tests.factories import make_edition, make_follow_up, make_municipality

pytestmark = pytest.mark.django_db

FACES = {"html": "/", "pdf": ".pdf", "json": ".json"}


@pytest.fixture
def export(capsysbinary):
    """What the command writes to standard output."""

    def run(*arguments):
        call_command("export_factsheet", *map(str, arguments))
        return capsysbinary.readouterr().out

    return run


@pytest.fixture
def alkmaar():
    return make_edition(make_follow_up(make_municipality("Alkmaar")))


@pytest.fixture
def concept():
    return make_follow_up(make_municipality("Utrecht"))


@pytest.mark.parametrize("face", FACES)
def test_it_gives_the_bytes_of_the_address(client, alkmaar, export, face):
    served = client.get(f"/factsheets/alkmaar/2014{FACES[face]}").content
    assert export("alkmaar", 2014, "--format", face) == served


@pytest.mark.parametrize("face", FACES)
def test_a_former_name_gives_the_factsheet_that_it_leads_to(client, alkmaar, export, face):
    former = make_municipality("Schermer")
    Succession.objects.create(predecessor=former, successor=alkmaar.round.municipality)
    served = client.get(f"/factsheets/schermer/2014{FACES[face]}", follow=True).content
    assert export("schermer", 2014, "--format", face) == served


def test_it_writes_to_a_file_and_says_so(alkmaar, tmp_path, capsys):
    file = tmp_path / "alkmaar.pdf"
    call_command("export_factsheet", "alkmaar", "2014", "--format", "pdf", "--output", str(file))
    assert file.read_bytes() == bytes(alkmaar.pdf)
    assert capsys.readouterr().out == f"{file} geschreven ({len(alkmaar.pdf)} bytes).\n"


def test_a_file_that_cannot_be_written_is_named(alkmaar, tmp_path):
    file = tmp_path / "weg" / "alkmaar.pdf"
    with pytest.raises(CommandError, match=r"alkmaar\.pdf kon niet worden geschreven"):
        call_command("export_factsheet", "alkmaar", "2014", "--format", "pdf", "--output", str(file))


def test_a_concept_as_pdf(concept, export):
    assert export("utrecht", 2014, "--format", "pdf", "--concept") == pdf.render(draft(concept))


def test_a_concept_as_data(concept, export):
    exported = export("utrecht", 2014, "--format", "json", "--concept")
    assert exported == data.to_json(draft(concept))
    assert json.loads(exported)["published_on"] is None


def test_a_concept_as_a_page(concept, export):
    page = export("utrecht", 2014, "--format", "html", "--concept").decode()
    assert "<span>Uitkomsten verbeterpunten toezichtonderzoek</span> Utrecht</h1>" in page
    assert "<p>Concept</p>" in page
    assert "Inloggen" in page
    assert "Gepubliceerd op" not in page


@pytest.mark.parametrize("face", FACES)
def test_without_concept_what_is_not_published_stays_inside(concept, export, face):
    with pytest.raises(CommandError, match=r"^Over Utrecht is geen factsheet van 2014 gepubliceerd\."):
        export("utrecht", 2014, "--format", face)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["alkmar", 2014],
            "Er is geen gemeente met het adres alkmar. Bedoelt u alkmaar?",
            id="a slip of the pen",
        ),
        pytest.param(["xyz", 2014], "Er is geen gemeente met het adres xyz.", id="nothing like it"),
        pytest.param(
            ["alkmaar", 2015],
            "Over Alkmaar is geen factsheet van 2015 gepubliceerd. Wel van: 2014.",
            id="another year",
        ),
        pytest.param(
            ["utrecht", 2015],
            "Over Utrecht is geen factsheet van 2015 gepubliceerd. Ook niet van een ander jaar.",
            id="no year",
        ),
        pytest.param(
            ["utrecht", 2015, "--concept"],
            "Utrecht heeft geen ongepubliceerde ronde 2015. Wel van: 2013, 2014.",
            id="another concept",
        ),
        pytest.param(
            ["alkmaar", 2014, "--concept"],
            "Alkmaar heeft geen ongepubliceerde ronde 2014. Wel van: 2013.",
            id="published already",
        ),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(alkmaar, concept, export, arguments, message):
    with pytest.raises(CommandError) as error:
        export(*arguments, "--format", "json")
    assert str(error.value) == message
