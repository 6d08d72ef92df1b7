"""What is for the team alone: a word in each place where it is written, looked for at every address there is."""

import datetime
import io
import re
import zipfile
from itertools import chain, product

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import timezone
from pypdf import PdfReader

from assessments.actions.attachments import remove_attachment
from assessments.actions.findings import record
from assessments.models import (
    Approach,
    Attachment,
    CaseFile,
    Comment,
    ContactMoment,
    Edition,
    Finding,
    Remark,
    Round,
    Theme,
)
from municipalities.models import Municipality
from stj_toezicht.accounts.models import KeptForm
from stj_toezicht.log.models import Event
from tests.factories import (
    make_answer,
    make_attachment,
    make_comment,
    make_contact,
    make_edition,
    make_finding,
    make_follow_up,
    make_kept_form,
    make_overtaken,
    make_plan_check,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db

PUBLISHED = {"toelichting", "ontwikkeling"}
OF_A_FINAL_ROUND = {"deelnemers", "contact", "bijlage", "inhoud", "verwijderd"}
FOR_THE_TEAM = {
    "notitie",
    "voornemen",
    "nagegaan",
    "opmerking",
    "afgehandeld",
    "concept",
    "voorstel",
    "verhaal",
    "antwoord",
}
TO_DECIDE_ON = {"overtroffen", "besloten"}  # by who writes or coordinates
OF_ANNA_ALONE = {"bewaard"}
A_DAY = datetime.date(2071, 3, 2)  # a plan is expected then
THE_DAY = re.compile("2071-03-02|2 maart 2071|0?2-0?3-2071")


@pytest.fixture
def anna():
    return make_user(name="Anna")


@pytest.fixture
def published(anna):
    """A round that is published, and one in concept after it, with a word in each place where somebody writes."""
    round_ = make_follow_up(development="KANARIEontwikkeling")
    round_.case_file.team.add(anna)
    finding = round_.findings.get()
    texts = {"explanation": "KANARIEtoelichting", "private_note": "KANARIEnotitie", "expected_on": A_DAY}
    record(finding, by=anna, version=0, verdict="meets", **texts)
    make_comment(finding, text="KANARIEopmerking", suggestion="KANARIEvoorstel")
    make_answer(make_comment(development_of=round_, text="KANARIEverhaal"), text="KANARIEantwoord")
    resolved = {"resolved_at": timezone.now(), "resolved_by": anna}
    make_comment(finding, text="KANARIEafgehandeld", **resolved)
    make_overtaken(
        finding, typed_by=anna, explanation="KANARIEovertroffen", private_note="KANARIEovertroffen"
    )
    settled = {"settled_at": timezone.now(), "settled_by": anna, "outcome": "left"}
    make_overtaken(finding, typed_by=anna, explanation="KANARIEbesloten", **settled)
    make_plan_check(finding, note="KANARIEnagegaan")
    moment = round_.contact_moments.get()
    moment.participants, moment.note = "KANARIEdeelnemers", "KANARIEcontact"
    moment.save()
    make_attachment(moment, b"KANARIEinhoud", name="KANARIEbijlage.txt")
    removed = make_attachment(moment, b"KANARIEweg", name="KANARIEverwijderd.txt")
    remove_attachment(removed, by=anna)
    make_kept_form(anna, path=f"/rondes/{round_.pk}/", fields=[["note", "KANARIEbewaard"]])
    make_edition(Round.objects.get(pk=round_.pk))
    concept = make_round(round_.case_file, 2015, development="KANARIEconcept")
    make_finding(concept, finding.approach, finding.indicator, "meets", explanation="KANARIEconcept")
    return round_


def patterns(of, namespace=""):
    for pattern in of:
        if isinstance(pattern, URLPattern):
            if pattern.name and isinstance(pattern.pattern, RoutePattern):
                yield f"{namespace}{pattern.name}", pattern.pattern.converters
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern.url_patterns, inner)


def addresses():
    """The addresses of each page of the site with each key that anything in the database has; people have no page."""
    models = (Round, Finding, CaseFile, ContactMoment, Attachment, Comment, Approach, Edition)
    keys = {pk for model in models for pk in model.objects.values_list("pk", flat=True)}
    values = {
        "pk": keys,
        "theme_pk": Theme.objects.values_list("pk", flat=True),
        "key": KeptForm.objects.values_list("pk", flat=True),
        "slug": Municipality.objects.values_list("slug", flat=True),
        "year": Round.objects.values_list("year", flat=True).distinct(),
        "number": [1],
        "remark_pk": Remark.objects.values_list("pk", flat=True),
        "event_pk": Event.objects.values_list("pk", flat=True),
    }
    return {
        name: [
            reverse(name, kwargs=dict(zip(converters, arguments, strict=True)))
            for arguments in product(*(values.get(each, ["auth"]) for each in converters))
        ]
        for name, converters in patterns(get_resolver().url_patterns)
    }


def told(response):
    """All text of an answer, also where it is a document."""
    content = b"".join(response)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as document:
            content = b"".join(document.read(name) for name in document.namelist())
    elif content.startswith(b"%PDF") and len(content) > 1000:  # a stand-in is shorter
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode(errors="ignore")


QUERY = {"punten": "alle", "toon": "opmerkingen"}


def seen_by(reader, addresses):
    """The words that somebody reads there, and where there was something for them."""
    words, found = set(), set()
    for address in addresses:
        answers = [reader.get(address, QUERY)]
        if answers[0].status_code != 404:
            found.add(address)
        if answers[0].status_code == 200 and "html" in answers[0]["Content-Type"]:
            answers.append(reader.get(address, QUERY, headers={"HX-Request": "true"}))
        for page in map(told, answers):
            words |= set(re.findall(r"KANARIE([a-z]+)", page)) | (
                {"voornemen"} if THE_DAY.search(page) else set()
            )
    return words, found


SEES = {
    "anonymous": PUBLISHED,
    "municipality": PUBLISHED,
    "support": PUBLISHED | OF_A_FINAL_ROUND,
    "coordinator": PUBLISHED | OF_A_FINAL_ROUND | FOR_THE_TEAM | TO_DECIDE_ON,
    "on the team": PUBLISHED | OF_A_FINAL_ROUND | FOR_THE_TEAM | TO_DECIDE_ON | OF_ANNA_ALONE,
}


@pytest.mark.looks
def test_each_sees_what_is_theirs_to_see_at_all_addresses_together(published, anna):
    """Anna sees all there is: where she finds a page of a kind, the others look there too, and else everywhere."""
    readers = {role: Client() for role in SEES}
    readers["on the team"].force_login(anna)
    readers["municipality"].force_login(make_contact(published.municipality).user)
    for role in ("support", "coordinator"):
        readers[role].force_login(make_user(role))
    everywhere = addresses()
    annas, found = seen_by(readers.pop("on the team"), chain.from_iterable(everywhere.values()))
    there = [
        address
        for of_one_kind in everywhere.values()
        for address in found.intersection(of_one_kind) or of_one_kind
    ]
    assert {role: seen_by(reader, there)[0] for role, reader in readers.items()} | {
        "on the team": annas
    } == SEES
