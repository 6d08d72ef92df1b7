"""Bundling from the command line."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from assessments.management.commands.bundle import Bar
from assessments.models import Bundle
from assessments.printing import press
from tests.factories import make_edition, make_follow_up, make_municipality

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def edition(name, **fields):
    return make_edition(make_follow_up(make_municipality(name), **fields), pdf=f"%PDF-1.7 {name}".encode())


def test_what_was_published_is_written_in_one_zip(tmp_path, capsys):
    edition("Elst")
    edition("Bergen", year=2015)
    make_follow_up(make_municipality("Zeist"))
    call_command("bundle", output=tmp_path / "alles.zip")
    assert capsys.readouterr() == (f"{tmp_path / 'alles.zip'} geschreven: 2 van 2 factsheets.\n", "")
    with zipfile.ZipFile(tmp_path / "alles.zip") as archive:
        assert archive.read("pdf/factsheet-elst-2014.pdf") == b"%PDF-1.7 Elst"
    call_command("bundle", year=2015, output=tmp_path / "2015.zip")
    with zipfile.ZipFile(tmp_path / "2015.zip") as archive:
        assert archive.namelist()[0] == "pdf/factsheet-bergen-2015.pdf"
        assert len(archive.namelist()) == 6
    assert not Bundle.objects.exists()


def test_a_file_with_concepts_says_so_in_its_name(tmp_path):
    make_follow_up(make_municipality("Elst"))
    with pytest.raises(CommandError, match=r"Noem het bestand CONCEPT-elst\.zip\."):
        call_command("bundle", state="concept", output=tmp_path / "elst.zip")
    call_command("bundle", state="concept", municipality="els", output=tmp_path / "CONCEPT-elst.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["CONCEPT-elst.zip"]


def test_where_nothing_answers_it_says_so_and_writes_nothing(tmp_path):
    with pytest.raises(CommandError, match="geen factsheet dat hieraan voldoet"):
        call_command("bundle", output=tmp_path / "alles.zip")
    assert list(tmp_path.iterdir()) == []


def test_what_failed_is_named_and_the_rest_is_written(tmp_path, monkeypatch, capsys):
    make_follow_up(make_municipality("Elst"))
    edition("Bergen")

    def refuse(page, stylesheet):
        raise press.Broke

    monkeypatch.setattr(press, "write", refuse)
    with pytest.raises(CommandError, match=r"^1 niet gelukt\.$"):
        call_command("bundle", state="all", output=tmp_path / "CONCEPT-alles.zip")
    said = capsys.readouterr()
    assert said.out.endswith("geschreven: 1 van 2 factsheets.\n")
    assert said.err == f"Elst 2014: {press.Broke.message}\n"


def test_what_cannot_be_bound_or_written_leaves_nothing_behind(tmp_path):
    edition("Elst")
    with pytest.raises(CommandError, match="konden niet worden samengevoegd"):
        call_command("bundle", format="pdf", output=tmp_path / "alles.pdf")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CommandError, match="kon niet worden geschreven: No such file or directory"):
        call_command("bundle", output=tmp_path / "nergens" / "alles.zip")


def test_on_a_terminal_a_bar_says_how_far_it_is(tmp_path):
    edition("Elst")
    terminal = Terminal()
    call_command("bundle", output=tmp_path / "alles.zip", stderr=terminal)
    assert "[##############################] 1 van 1, samenvoegen" in terminal.getvalue()


def test_the_bar_says_how_much_is_still_to_come():
    bar = Bar(4, io.StringIO())
    assert str(bar).startswith("[..............................] 0 van 4, ")
    bar.advance()
    assert str(bar).startswith("[#######.......................] 1 van 4, nog ")
