"""Contact moments and their documents in the browser, as forms and answers."""

import os
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.actions.findings import record
from assessments.factsheet import data, pdf
from assessments.factsheet.drafting import draft
from assessments.models import Attachment, ContactMoment, Finding
from assessments.models.attachments import MAX_ATTACHMENT_SIZE
from tests.assessments.documents.made_up import GENUINE, PROGRAM
from tests.factories import (
    bring_to,
    make_approach,
    make_attachment,
    make_case_file,
    make_contact,
    make_contact_moment,
    make_finding,
    make_municipality,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(anna):
    return make_round(make_case_file(make_municipality("Alkmaar"), team=[anna]))


@pytest.fixture
def moment(round_):
    return make_contact_moment(round_, participants="de wethouder", note="Met koffie.")


@pytest.fixture
def resting(moment, anna):
    """A finding that rests on the contact moment."""
    return record(
        make_finding(moment.round),
        by=anna,
        version=0,
        verdict="meets",
        explanation="x",
        contact_moments=[moment],
    )


@pytest.fixture
def bring(client, moment):
    def bring(**files):
        sent = [SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()]
        return client.post(reverse("assessments:add_attachments", args=[moment.pk]), {"files": sent})

    return bring


def text(response):
    return response.content.decode()


def finalise(round_):
    bring_to(round_, "final")


def test_the_round_lists_them_with_what_hangs_and_rests_on_them(client, moment, resting):
    make_attachment(moment)
    make_attachment(moment, b"%PDF een ander")
    page = text(client.get(moment.round.get_absolute_url()))
    part = page[page.index('id="contactmomenten"') : page.index('id="ontwikkeling"')]
    assert "Gesprek op 17 november 2014" in part
    assert "de wethouder" in part
    assert 'data-label="Documenten">2<' in part
    assert 'data-label="Bevindingen die erop berusten">1<' in part


def test_its_page_shows_what_it_was_what_hangs_and_what_rests_on_it(client, moment, resting):
    known = make_attachment(moment, name="presentatie.pdf")
    page = text(client.get(moment.get_absolute_url()))
    for part in ("de wethouder", "Met koffie.", "presentatie.pdf", known.sha256, resting.indicator.wording):
        assert part in page


@pytest.mark.parametrize("number", [1, 30])
def test_its_page_takes_as_many_queries_for_one_document_and_finding_as_for_many(
    client, moment, number, django_assert_num_queries
):
    approach = make_approach(moment.round.case_file)
    for each in range(number):
        make_attachment(moment, f"%PDF {each}".encode())
        make_finding(moment.round, approach).contact_moments.add(moment)
    with django_assert_num_queries(12):
        client.get(moment.get_absolute_url())


def test_the_bytes_of_documents_are_not_read_to_list_them(client, moment, resting, django_assert_num_queries):
    make_attachment(moment)
    with django_assert_num_queries(12) as captured:
        client.get(moment.get_absolute_url())
    assert not any('attachment"."content"' in query["sql"] for query in captured)


def test_a_moment_is_added_and_shown(client, round_):
    fields = {"kind": "visit", "date": "2014-11-17", "participants": "de directeur", "note": "Kort."}
    response = client.post(reverse("assessments:add_contact_moment", args=[round_.pk]), fields)
    added = ContactMoment.objects.get()
    assert response.url == added.get_absolute_url()
    assert (added.participants, added.note) == ("de directeur", "Kort.")


def test_what_was_typed_in_both_fields_can_be_copied_when_another_was_first(client, moment):
    ContactMoment.objects.filter(pk=moment.pk).update(note="Van een ander.")
    fields = {"kind": "visit", "date": "2014-11-17", "participants": "Mijn functies", "note": "Mijn notitie"}
    address = reverse("assessments:change_contact_moment", args=[moment.pk])
    response = client.post(address, fields | {"opened": moment.as_opened})
    assert response.status_code == 409
    assert "Mijn functies\n\nMijn notitie" in text(response)


def test_before_it_goes_is_asked_and_said_what_hangs_and_rests_on_it(client, moment, resting):
    make_attachment(moment, name="presentatie.pdf")
    page = text(client.get(reverse("assessments:remove_contact_moment", args=[moment.pk])))
    assert "presentatie.pdf" in page
    assert "Eén bevinding berust hierop" in page
    assert resting.indicator.wording in page
    assert f'name="seen" value="{resting.pk}"' in page


def test_it_goes_when_what_rests_on_it_was_seen(client, moment, resting):
    address = reverse("assessments:remove_contact_moment", args=[moment.pk])
    response = client.post(address, {"seen": [resting.pk]})
    assert response.url == f"{moment.round.get_absolute_url()}#contactmomenten"
    assert not ContactMoment.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "²", "9" * 30])
def test_when_more_rests_on_it_than_was_seen_is_asked_again(client, moment, resting, seen):
    response = client.post(reverse("assessments:remove_contact_moment", args=[moment.pk]), {"seen": [seen]})
    assert response.status_code == 409
    assert "Er berusten intussen andere bevindingen op dit contactmoment." in text(response)
    assert resting.indicator.wording in text(response)
    assert Finding.objects.get(pk=resting.pk).contact_moments.get() == moment


def test_several_documents_come_in_at_once(bring, moment):
    response = bring(brief_pdf=GENUINE["a.pdf"], verslag_docx=GENUINE["a.docx"])
    assert response.url == f"{moment.get_absolute_url()}#documenten"
    assert sorted(moment.attachments.values_list("name", flat=True)) == ["brief.pdf", "verslag.docx"]


def test_what_is_refused_is_named_and_the_rest_is_kept(bring, moment):
    response = bring(brief_pdf=GENUINE["a.pdf"], spel_pdf=PROGRAM, leeg_txt=b"", spel_exe=PROGRAM)
    page = text(response)
    assert response.status_code == 422
    assert "spel.pdf: De naam eindigt op .pdf, maar de inhoud is iets anders." in page
    assert "leeg.txt: Dit bestand is leeg." in page
    assert "spel.exe: Dit soort bestand nemen we niet aan." in page
    assert "Het document is toegevoegd." in page
    assert "Niet alles is toegevoegd" in page
    assert [each.name for each in moment.attachments.all()] == ["brief.pdf"]


def test_where_nothing_could_be_added_that_is_what_it_says(bring, moment):
    page = text(bring(spel_pdf=PROGRAM))
    assert "Er is niets toegevoegd" in page
    assert "Niet alles is toegevoegd" not in page


def test_the_same_document_is_refused_with_the_name_that_it_has(bring, moment):
    bring(brief_pdf=GENUINE["a.pdf"])
    response = bring(kopie_pdf=GENUINE["a.pdf"])
    assert response.status_code == 422
    assert "kopie.pdf: Dit document staat al bij dit contactmoment, als “brief.pdf”." in text(response)


def test_more_than_twenty_megabytes_is_refused_without_being_read(bring, moment):
    response = bring(groot_txt=b"a" * (MAX_ATTACHMENT_SIZE + 1))
    assert response.status_code == 422
    assert "groot.txt: Dit bestand is groter dan 20 MB." in text(response)


def test_no_file_is_told(bring):
    response = bring()
    assert response.status_code == 422
    assert "Kies eerst een bestand." in text(response)


def test_the_name_is_cleaned(bring, moment):
    bring(**{"..\\..\\fac\u202etuur_pdf": GENUINE["a.pdf"]})
    assert moment.attachments.get().name == "factuur.pdf"


def test_nothing_stays_on_disk(bring, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    assert bring(groot_txt=b"a" * 5_000_000).status_code == 302
    assert os.listdir(tmp_path) == []


def test_a_document_comes_back_to_the_byte_and_is_never_run(client, moment):
    known = make_attachment(moment, GENUINE["a.pdf"], name="één verslag.pdf")
    response = client.get(reverse("assessments:attachment", args=[known.pk]))
    assert response.content == GENUINE["a.pdf"]
    assert {name: response[name] for name in response.headers if name not in {"Vary", "X-Frame-Options"}} == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(GENUINE["a.pdf"])),
        "Content-Disposition": "attachment; filename*=utf-8''%C3%A9%C3%A9n%20verslag.pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "ETag": f'"{known.sha256}"',
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def test_who_has_these_bytes_already_is_told_so(client, moment):
    known = make_attachment(moment)
    address = reverse("assessments:attachment", args=[known.pk])
    response = client.get(address, headers={"if-none-match": f'"{known.sha256}"'})
    assert (response.status_code, response.content) == (304, b"")


def test_support_staff_get_documents_of_final_rounds_only(client, moment):
    address = reverse("assessments:attachment", args=[make_attachment(moment).pk])
    client.force_login(make_user("support"))
    assert client.get(address).status_code == 404
    finalise(moment.round)
    assert client.get(address).content == b"%PDF-1.7 een verslag"


@pytest.mark.parametrize("final", [False, True])
def test_a_municipality_never_gets_one(client, moment, final):
    known = make_attachment(moment)
    if final:
        finalise(moment.round)
    client.force_login(make_contact(moment.round.municipality).user)
    assert client.get(reverse("assessments:attachment", args=[known.pk])).status_code == 404


def test_a_document_is_removed_after_a_question(client, moment):
    address = reverse("assessments:remove_attachment", args=[make_attachment(moment, name="brief.pdf").pk])
    assert "“brief.pdf”" in text(client.get(address))
    assert Attachment.objects.exists()
    assert client.post(address).url == f"{moment.get_absolute_url()}#documenten"
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("door", ["add_attachments", "remove_attachment"])
def test_in_a_final_round_documents_stay_as_they_are(client, moment, door):
    known = make_attachment(moment)
    finalise(moment.round)
    response = client.post(
        reverse(f"assessments:{door}", args=[{"add_attachments": moment.pk}.get(door, known.pk)])
    )
    assert response.status_code == 409
    assert "Deze ronde is vastgesteld." in text(response)
    assert moment.attachments.get() == known


def test_nothing_of_it_but_kind_and_date_is_ever_published(client, moment, anna):
    ContactMoment.objects.update(participants="KANARIE", note="KANARIE")
    make_attachment(moment, b"%PDF KANARIE", name="KANARIE.pdf")
    factsheet = draft(moment.round)
    assert [contact.kind for contact in factsheet.contacts] == ["gesprek"]
    assert b"KANARIE" not in data.to_json(factsheet)
    assert "KANARIE" not in str(factsheet.to_snapshot())
    assert b"KANARIE" not in client.get(reverse("assessments:preview", args=[moment.round.pk])).content
    assert b"KANARIE" not in pdf.render(factsheet)


def test_what_was_taken_off_shows_at_its_contact_moment_and_later_at_the_round(client, moment, anna):
    known = make_attachment(moment, name="presentatie.pdf")
    assert "Verwijderde documenten" not in text(client.get(moment.get_absolute_url()))
    client.post(reverse("assessments:remove_attachment", args=[known.pk]))
    page = text(client.get(moment.get_absolute_url()))
    noted = page[page.index("Verwijderde documenten") :]
    for part in ("presentatie.pdf", known.sha256, "door Anna, toegevoegd op"):
        assert part in noted
    assert "Verwijderde documenten" not in text(client.get(moment.round.get_absolute_url()))
    client.post(reverse("assessments:remove_contact_moment", args=[moment.pk]))
    page = text(client.get(moment.round.get_absolute_url()))
    assert "presentatie.pdf" in page
    assert "bij: gesprek op 17 november 2014" in page


def test_a_note_of_several_lines_is_typed_in_a_field_with_a_counter_and_reads_as_typed(client, moment):
    address = reverse("assessments:change_contact_moment", args=[moment.pk])
    page = text(client.get(address))
    field = re.search(r'<textarea name="note"[^>]*>', page)[0]
    assert 'data-counter="500"' in field
    assert "js/counter.js" in page
    data = {
        "kind": "visit",
        "date": "2014-11-25",
        "note": "Eerst dit.\r\nDan dat.",
        "opened": moment.as_opened,
    }
    assert client.post(address, data).status_code == 302
    for shown in (moment, moment.round):
        assert "Eerst dit.<br>Dan dat." in text(client.get(shown.get_absolute_url()))
    moment.refresh_from_db()
    again = client.post(address, data | {"note": "Weer anders.", "opened": moment.as_opened})
    assert again.status_code == 302
