"""The framework is that of the published factsheets to the letter; nothing else has a sentence of theirs."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from assessments.models import Framework, Indicator
from assessments.reading.lines import joined
from assessments.reading.wordings import matched
from municipalities.models import Municipality, Succession

FOLDER = settings.BASE_DIR / "fixtures"
NORM = [FOLDER / "framework.json", FOLDER / "municipalities.json"]
NOT_TRACKED = {".git", ".venv", ".cache", "__pycache__", "node_modules"}
RUN = 8
STANDING_PHRASES = (  # names, and the words by which the import knows a contact moment and an approach that left
    "de aanpak Interventieteam Gezinnen en de aanpak Voorwaardelijke Interventie Gezinnen",
    "de aanpak Participatiehuis",
    "heeft STJ met de gemeente een gesprek gevoerd",
    "niet meer bij het onderzoek te betrekken, omdat",
)


def points(seeds):
    return json.loads((seeds / "verbeterpunten.json").read_text(encoding="utf-8"))


def words(text):
    return re.findall(r"\w+", text.casefold())


def texts(seeds):
    """The five published factsheets as words, with their broken lines mended."""
    return [joined(path.read_text(encoding="utf-8").split("\n")) for path in sorted(seeds.glob("*.txt"))]


@pytest.fixture
def framework(register):
    return Framework.objects.get(code="GGSR", version="2013")


def test_the_definition_is_the_published_one(framework, seeds):
    ours = words(f"{framework.definition} Leefgebieden: {framework.areas_of_life}.")
    for text in texts(seeds):
        definition = text[text.index("Samenwerkend Toezicht Jeugd (STJ) verstaat") : text.index("Inleiding")]
        assert ours == words(definition)


def test_the_five_themes_are_described_as_published(framework, seeds):
    themes = framework.themes.all()
    ours = words(" ".join(f"{theme.name}: {theme.description}" for theme in themes))
    for text in texts(seeds):
        described = text[text.index("De vijf thema’s zijn:") : text.index("Ontwikkeling 2014")]
        assert ours == words(described.removeprefix("De vijf thema’s zijn:"))
    assert [theme.heading for theme in themes] == [
        "Toeleiding",
        "Gezin centraal",
        "Aanpak",
        "Samenwerking",
        "Continu",
    ]


def test_the_indicators_are_exactly_those_that_the_factsheets_name(framework, seeds):
    ours = list(Indicator.objects.filter(theme__framework=framework).values_list("wording", flat=True))
    named = {row["indicator"] for factsheet in points(seeds) for row in factsheet["rows"]}
    assert {matched(wording, ours) for wording in named} == set(ours)
    assert len(ours) == 18


def test_the_indicators_have_their_codes_in_order_and_end_without_a_full_stop(framework):
    indicators = Indicator.objects.filter(theme__framework=framework)
    assert " ".join(indicator.code for indicator in indicators) == (
        "T1 T2 G1 A1 A2 A3 A4 A5 A6 A7 A8 S1 S2 S3 S4 C1 C2 C3"
    )
    assert [indicator.code for indicator in indicators if indicator.wording.endswith(".")] == []


def test_loading_the_fixtures_again_changes_nothing(register):
    call_command("loaddata", "framework", "municipalities", verbosity=0)
    assert (Municipality.objects.count(), Succession.objects.count()) == (605, 269)
    assert Indicator.objects.count() == 18


def test_spijkenisse_and_bernisse_became_nissewaard(register):
    nissewaard = Municipality.objects.get(code="GM1930")
    assert {municipality.name for municipality in nissewaard.line()} == {
        "Nissewaard",
        "Spijkenisse",
        "Bernisse",
    }


def runs(text):
    found = words(text)
    return {tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def theirs(seeds):
    """Every run of words in the explanations and the narratives of the inspectorate."""
    for factsheet in points(seeds):
        explanations = [verdict["explanation"] for row in factsheet["rows"] for verdict in row["verdicts"]]
        for text in factsheet["development_paragraphs"] + explanations:
            yield from runs(text)


def files():
    """The files of the repository, by git or else by what stands in its folder."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=settings.BASE_DIR, capture_output=True, check=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return walked()
    return [settings.BASE_DIR / name for name in listed.split("\0") if name]


def walked():
    found = []
    for folder, folders, names in os.walk(settings.BASE_DIR):
        made = {"staticfiles", "pictures"} if folder == str(settings.BASE_DIR) else set()
        folders[:] = sorted(
            name for name in {*folders} - NOT_TRACKED - made if not name.endswith(("_cache", ".egg-info"))
        )
        found += [Path(folder) / name for name in names if ".sqlite3" not in name]
    return found


def text_of(path):
    """The text of a file, or nothing when it is a picture or a font."""
    content = path.read_bytes() if path.is_file() else b""
    return "" if b"\0" in content else content.decode(errors="replace")


def ours(text, *, allowed):
    """Every run of words in a text with its lines mended, apart from the phrases that are `allowed`."""
    text = f" {' '.join(words(joined(text.split(chr(10)))))} "
    for phrase in allowed:
        text = text.replace(f" {' '.join(words(phrase))} ", " \N{SECTION SIGN} ")
    return {run for part in text.split("\N{SECTION SIGN}") for run in runs(part)}


def test_no_file_of_the_repository_has_a_sentence_of_the_published_texts(seeds, framework):
    published = set(theirs(seeds))
    assert len(published) > 2000
    allowed = [*STANDING_PHRASES, framework.definition]
    copied = {
        f"{path.relative_to(settings.BASE_DIR)}: {' '.join(run)}"
        for path in files()
        if path not in NORM
        for run in ours(text_of(path), allowed=allowed) & published
    }
    assert copied == set()


def test_the_files_by_git_are_among_those_in_the_folder():
    named = {path.relative_to(settings.BASE_DIR).as_posix() for path in walked()}
    assert {"README.md", "tests/test_fixtures.py", "fixtures/demonstration/alkmaar.txt"} <= named
    assert {path for path in files() if path.is_file()} <= set(walked())


def test_a_copied_sentence_is_found_also_beside_a_standing_phrase_and_over_a_broken_line(seeds):
    paragraph = json.loads((seeds / "verbeterpunten.json").read_text(encoding="utf-8"))[0]
    told = words(paragraph["development_paragraphs"][0])[:20]
    text = (
        "Heeft STJ met de gemeente een gesprek gevoerd.\n" + " ".join(told[:10]) + "\n" + " ".join(told[10:])
    )
    assert ours(text, allowed=STANDING_PHRASES) & set(theirs(seeds))
