import pytest

from assessments.documents import NotAccepted
from assessments.documents.kinds import check, media_type
from tests.assessments.documents.made_up import GENUINE, OLE, PROGRAM, office, packed


@pytest.mark.parametrize("name", GENUINE)
def test_each_kind_is_taken_in_and_given_back_as_what_it_is(name):
    assert check(name, GENUINE[name]).media_type == media_type(name) != "application/octet-stream"


@pytest.mark.parametrize("name", GENUINE)
def test_a_program_is_none_of_them(name):
    with pytest.raises(NotAccepted, match="de inhoud is iets anders"):
        check(name, PROGRAM)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.html", "a.svg", "a.js", "a.zip", "a.doc", "a.docm", "a.pdf.exe", "a", ".pdf "]
)
def test_other_kinds_are_refused_with_those_that_are_not(name):
    with pytest.raises(NotAccepted, match="Dit soort bestand nemen we niet aan. Wel: pdf, docx"):
        check(name, b"%PDF-1.7")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.docx", GENUINE["a.xlsx"], id="a sheet called a text"),
        pytest.param("a.odt", GENUINE["a.ods"], id="an open sheet called an open text"),
        pytest.param("a.docx", packed({"META-INF/MANIFEST.MF": "Main-Class: x"}), id="a Java archive"),
        pytest.param("a.docx", b"PK", id="the beginning of an archive"),
        pytest.param("a.msg", OLE + b"an installer", id="an installer called a message"),
        pytest.param("a.pdf", PROGRAM + b"%PDF-1.7", id="a program with a PDF in it"),
        pytest.param("a.pdf", b"<html><script>", id="a page"),
        pytest.param("a.eml", b"<html><script>", id="a page called a mail"),
        pytest.param("a.jpg", GENUINE["a.png"], id="another picture"),
    ],
)
def test_what_is_something_else_than_its_name_says_is_refused(name, content):
    with pytest.raises(NotAccepted, match="maar de inhoud is iets anders"):
        check(name, content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(office("word", **{"word/vbaProject.bin": "x"}), "macro’s", id="macros"),
        pytest.param(OLE + b"EncryptedPackage", "wachtwoord of heeft een oud formaat", id="locked"),
        pytest.param(b"PK\x03\x04 and no end", "beschadigd", id="no end"),
        pytest.param(GENUINE["a.docx"][:-30], "beschadigd", id="cut off"),
        pytest.param(
            office("word", **{f"{number}": "" for number in range(10_001)}), "meer verpakt", id="crowded"
        ),
        pytest.param(office("word", **{"../weg": "x"}), "beschadigd", id="leads out of itself"),
        pytest.param(office("word", **{"C:\\weg": "x"}), "beschadigd", id="leads to a disk"),
    ],
)
def test_an_office_document_that_is_not_safe_says_why(content, message):
    with pytest.raises(NotAccepted, match=message):
        check("a.docx", content)
