"""The work sheet of a round in the browser, and its way back: make it, fill it in, read it, confirm it."""

import io
import os

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from assessments.actions.findings import record
from assessments.models import Finding
from assessments.views import readings
from assessments.worksheets import labels, reading
from tests.assessments.documents.made_up import GENUINE
from tests.assessments.worksheets.made_up import RICH, Filled
from tests.factories import (
    bring_to,
    make_approach,
    make_case_file,
    make_contact_moment,
    make_finding,
    make_indicator,
    make_round,
    make_theme,
    make_themed_follow_up,
    overwrite,
    past_the_guards,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(anna, bram):
    """A follow-up of three points in two themes, of which the last is filled in."""
    round_ = make_themed_follow_up(["Toeleiding", "Continu", "Continu"], team=[anna, bram])
    last = round_.findings.last()
    moment = make_contact_moment(round_)
    record(last, by=anna, version=0, verdict="meets", explanation=RICH, contact_moments=[moment])
    return round_


@pytest.fixture
def points(round_):
    return list(round_.findings.in_order())


@pytest.fixture
def get(client, round_):
    return lambda name, **query: client.get(reverse(f"assessments:{name}", args=[round_.pk]), query)


@pytest.fixture
def sheet(get):
    """The Word file of all points, as somebody opens it."""
    return Filled(get("work_sheet_docx", punten="alle").content)


@pytest.fixture
def bring(client, round_):
    def bring(content, name="werkblad.docx"):
        file = SimpleUploadedFile(name, content.save() if isinstance(content, Filled) else content)
        return client.post(reverse("assessments:read_work_sheet", args=[round_.pk]), {"file": file})

    return bring


@pytest.fixture
def confirm(client, round_):
    """Press the button of a preview, with in its fields what stands there but for `changes`."""

    def confirm(preview, /, **changes):
        form = html.fromstring(preview.content).xpath("//form[.//input[@name='confirm']]")[0]
        data = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        return client.post(reverse("assessments:read_work_sheet", args=[round_.pk]), data | changes)

    return confirm


def text(response):
    return response.content.decode()


def finalise(round_):
    bring_to(round_, "final")


@pytest.mark.parametrize(("query", "numbers"), [({}, {1, 2}), ({"punten": "alle"}, {1, 2, 3})])
def test_the_page_has_the_open_points_or_all(get, query, numbers):
    page = text(get("work_sheet", **query))
    assert {number for number in (1, 2, 3) if f"Punt {number} is geregeld" in page} == numbers
    assert {number for number in (1, 2, 3) if f"Eerder was {number} niets." in page} == numbers


@pytest.mark.parametrize(("query", "numbers"), [({}, {1, 2}), ({"punten": "alle"}, {1, 2, 3})])
def test_the_pdf_has_them_too(get, query, numbers):
    response = get("work_sheet_pdf", **query)
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert {number for number in (1, 2, 3) if f"Punt {number} is geregeld" in words} == numbers
    assert response["Content-Disposition"] == 'inline; filename="werkblad-alkmaar-2014.pdf"'
    assert reader.metadata.title == "Werkblad Alkmaar, opvolging 2014"
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_pdf_misses_nothing(get, caplog):
    get("work_sheet_pdf", punten="alle")
    assert [each.getMessage() for each in caplog.records if each.name == "assessments.printing.press"] == []


def test_the_word_file_has_them_too(get, sheet):
    assert len(Filled(get("work_sheet_docx").content).document.tables) == 2
    assert len(sheet.document.tables) == 3


@pytest.mark.parametrize("name", ["work_sheet", "work_sheet_pdf", "work_sheet_docx"])
def test_a_sheet_is_not_kept_by_the_browser_and_takes_few_queries(get, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        get(name, punten="alle")


@pytest.mark.parametrize("name", ["work_sheet", "work_sheet_pdf", "work_sheet_docx"])
def test_a_character_that_a_file_can_not_hold_stops_no_sheet(get, points, name):
    overwrite(Finding.objects.filter(pk=points[0].pk), explanation="Een\uffff tekst", private_note="\ufffe")
    assert get(name).status_code == 200


def test_a_round_that_is_filled_in_says_so(get, points, anna):
    for finding in points[:2]:
        record(finding, by=anna, version=0, verdict="meets", explanation="x")
    assert "Er staan geen punten open." in text(get("work_sheet"))


def test_a_sheet_on_which_nobody_wrote_changes_nothing(bring, sheet):
    response = bring(sheet)
    assert "Op het werkblad staat niets dat anders is" in text(response)
    assert response.status_code == 200


def test_nothing_is_saved_before_it_is_confirmed(bring, sheet, points):
    response = bring(sheet.tick("Voldoet").type("Toelichting", "Er is een plan."))
    assert response.status_code == 200
    assert "Eén punt verandert" in text(response)
    assert "Er is een plan." in text(response)
    assert [Finding.objects.get(pk=point.pk).version for point in points] == [0, 0, 1]


def test_what_was_filled_in_is_saved_once_confirmed(bring, confirm, sheet, points):
    sheet.tick("Voldoet").type("Toelichting", "Er is een plan.", "- met een eind").type("Notitie", "Bel.")
    sheet.tick("Niet beoordeeld", table=1).type("Reden", "Geen inzage.", table=1)
    assert confirm(bring(sheet)).status_code == 302
    first, second, third = (Finding.objects.get(pk=point.pk) for point in points)
    assert (first.verdict, first.explanation) == ("meets", "Er is een plan.\n\n- met een eind")
    assert (first.private_note, first.version) == ("Bel.", 1)
    assert (second.verdict, second.reason) == ("not_assessed", "Geen inzage.")
    assert (third.version, third.explanation) == (1, RICH)


@pytest.mark.parametrize("button", ["preview", "take_over", "resolve", "next", "enter"])
def test_the_buttons_of_another_page_mean_nothing_here(bring, confirm, sheet, round_, points, button):
    preview = bring(sheet.tick("Voldoet").type("Toelichting", "Er is een plan."))
    response = confirm(preview, **{button: "1"})
    assert (response.status_code, response.url) == (302, round_.get_absolute_url())
    assert Finding.objects.get(pk=points[0].pk).explanation == "Er is een plan."


def test_what_a_sheet_does_not_hold_stays(bring, confirm, sheet, points):
    confirm(bring(sheet.type("Notitie", "Bel.", table=2)))
    saved = Finding.objects.get(pk=points[2].pk)
    assert (saved.private_note, saved.explanation, saved.verdict) == ("Bel.", RICH, "meets")
    assert saved.contact_moments.count() == 1


def test_what_another_saved_meanwhile_comes_up_as_two_versions(bring, confirm, sheet, points, bram):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Wat Bram schreef.")
    preview = bring(sheet.tick("Verbeterpunt").type("Toelichting", "Van het werkblad."))
    assert "Bram heeft dit punt na het afdrukken van het werkblad nog opgeslagen" in text(preview)
    response = confirm(preview)
    assert response.status_code == 409
    assert "Wat Bram schreef." in text(response)
    assert "Van het werkblad." in text(response)
    assert Finding.objects.get(pk=points[0].pk).explanation == "Wat Bram schreef."


def test_of_two_sheets_that_lose_both_are_kept(get, bring, confirm, sheet, points, bram):
    other = Filled(get("work_sheet_docx", punten="alle").content)
    record(points[0], by=bram, version=0, verdict="meets", explanation="Wat Bram schreef.")
    for each, typed in ((sheet, "Van het eerste gesprek."), (other, "Van het tweede gesprek.")):
        assert confirm(bring(each.type("Toelichting", typed))).status_code == 409
    kept = points[0].overtaken.waiting().values_list("explanation", flat=True)
    assert list(kept) == ["Van het eerste gesprek.", "Van het tweede gesprek."]


def test_a_problem_is_told_and_solved_in_the_preview(bring, confirm, sheet, points):
    preview = bring(sheet.type("Oordeel", "misschien").type("Toelichting", "Een plan."))
    assert "Bij het oordeel staat iets dat we niet herkennen: “misschien”." in text(preview)
    assert "waarvan 1 uw aandacht vraagt" in text(preview)
    confirm(preview, **{f"punt-{points[0].pk}-verdict": "meets"})
    saved = Finding.objects.get(pk=points[0].pk)
    assert (saved.verdict, saved.explanation) == ("meets", "Een plan.")


def test_a_reason_that_is_missing_comes_back_with_all_that_was_written(bring, confirm, sheet, points):
    preview = bring(
        sheet.tick("Niet beoordeeld").type("Toelichting", "Een.").type("Toelichting", "Twee.", table=1)
    )
    response = confirm(preview)
    page = text(response)
    assert response.status_code == 422
    assert "Geef de reden waarom dit punt niet is beoordeeld." in page
    assert "Een." in page
    assert "Twee." in page
    assert [Finding.objects.get(pk=point.pk).version for point in points[:2]] == [0, 0]


def test_a_text_that_is_too_long_is_told(bring, sheet):
    page = text(bring(sheet.type("Toelichting", "a" * 10_001).type("Toelichting", "Kort.", table=1)))
    assert "Deze tekst heeft 10.001 tekens." in page
    above = page.partition("<summary>Vul aan of kies</summary>")[0]
    assert ["<ins>" in above, "a" * 10_001 in above] == [True, True]
    assert 'type="submit">Opslaan</button>' in page
    assert "punten opslaan" not in page


def test_what_was_typed_outside_the_points_is_shown_and_what_we_printed_is_not(bring, sheet, round_):
    sheet.document.add_paragraph("Dit typte ik <b>onderaan</b>.")
    sheet.write_below("Dit typte ik eronder.")
    page = text(bring(sheet))
    expected = f"{readings.NOT_READ}<br>“Dit typte ik eronder.<br>Dit typte ik &lt;b&gt;onderaan&lt;/b&gt;.”"
    assert expected in page
    assert "In de vakken die we konden inlezen staat niets dat anders is" in page


def test_a_sheet_of_all_points_and_one_of_the_open_points_have_nothing_outside_them(get, bring):
    for query in ({}, {"punten": "alle"}):
        assert readings.OUTSIDE not in text(bring(get("work_sheet_docx", **query).content))


def test_what_was_typed_in_a_row_of_somebodys_own_asks_attention(bring, sheet, points):
    row = sheet.document.tables[0].add_row()
    row.cells[1].text = "Dit typte ik in een nieuwe rij."
    page = text(bring(sheet))
    assert reading.ROW_UNKNOWN.format("Dit typte ik in een nieuwe rij.") in page
    assert "waarvan 1 uw aandacht vraagt" in page


def test_a_comment_of_word_is_told_also_where_nothing_else_was_written(bring, sheet):
    sheet.comment(labels.EXPLANATION, "Klopt dit?")
    assert reading.NOTE in text(bring(sheet))


def test_a_reason_beside_another_verdict_lapses_and_is_told(bring, sheet):
    assert readings.REASON_LAPSES in text(bring(sheet.tick("Voldoet").type("Reden", "Geen inzage.")))


def test_the_sheet_of_another_round_is_noticed(bring, client, anna):
    other = make_round(make_case_file(team=[anna]))
    make_finding(other)
    content = client.get(reverse("assessments:work_sheet_docx", args=[other.pk])).content
    page = text(bring(Filled(content).tick("Voldoet")))
    assert readings.OTHER_ROUND in page
    assert "Van dit werkblad kan niets worden overgenomen." in page


def test_a_point_that_is_gone_is_noticed(bring, sheet, points):
    points[0].delete()
    assert readings.GONE in text(bring(sheet.tick("Voldoet")))


def test_a_sheet_from_the_future_is_noticed(bring, sheet, points):
    with past_the_guards():
        points[2].revisions.all().delete()
    overwrite(Finding.objects.filter(pk=points[2].pk), version=0)
    assert readings.TOO_NEW in text(bring(sheet))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Dit bestand is leeg."),
        (GENUINE["a.pdf"], "Dit is geen Word-bestand (.docx). Kies het werkblad dat u hier ophaalde."),
        (GENUINE["a.docx"], "In dit bestand staat geen punt van een werkblad."),
        (b"a" * (20 * 1024 * 1024 + 1), "Dit bestand is groter dan 20 MB."),
    ],
)
def test_what_is_no_work_sheet_is_refused_and_nothing_stays_on_disk(
    bring, content, message, settings, tmp_path
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    response = bring(content)
    assert response.status_code == 422
    assert message in text(response)
    assert os.listdir(tmp_path) == []


def test_in_a_final_round_nothing_is_read(bring, sheet, round_):
    finalise(round_)
    response = bring(sheet.tick("Voldoet"))
    assert response.status_code == 409
    assert "Deze ronde is vastgesteld." in text(response)


def test_what_was_written_can_be_copied_when_the_round_became_final_before_confirming(
    bring, confirm, sheet, round_, points
):
    preview = bring(sheet.tick("Voldoet").type("Toelichting", "Er is een plan."))
    finalise(round_)
    response = confirm(preview)
    assert response.status_code == 409
    assert "Er is een plan." in text(response)
    assert Finding.objects.get(pk=points[0].pk).version == 0


@pytest.mark.parametrize("number", [1, 20])
def test_a_preview_takes_as_many_queries_for_one_point_as_for_many(
    client, anna, number, django_assert_num_queries
):
    round_ = make_round(make_case_file(team=[anna]))
    approach = make_approach(round_.case_file)
    for _ in range(number):
        make_finding(round_, approach, make_indicator(make_theme(round_.case_file.framework)))
    file = Filled(client.get(reverse("assessments:work_sheet_docx", args=[round_.pk])).content)
    for table in range(number):
        file.tick("Voldoet", table=table)
    sent = {"file": SimpleUploadedFile("werkblad.docx", file.save())}
    with django_assert_num_queries(12):
        client.post(reverse("assessments:read_work_sheet", args=[round_.pk]), sent)


def test_confirming_without_any_point_goes_back_to_the_round(client, round_):
    response = client.post(reverse("assessments:read_work_sheet", args=[round_.pk]), {"confirm": "1"})
    assert response.url == round_.get_absolute_url()


def test_a_first_test_doesnt_say_of_each_point_that_it_is_new(client, anna):
    case_file = make_case_file(team=[anna])
    finding = make_finding(make_round(case_file, 2016), make_approach(case_file, starts_in=2016))
    page = client.get(reverse("assessments:work_sheet", args=[finding.round_id])).content.decode()
    assert finding.indicator.wording in page
    assert "niet eerder beoordeeld" not in page
