"""The page of a theme, sent by who was logged out: what comes back is each text that isn't stored, and once."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.actions.findings import record
from assessments.models import Finding
from stj_toezicht.accounts import keeping
from stj_toezicht.accounts.models import KeptForm, Role
from stj_toezicht.accounts.writers import Writer
from tests.factories import make_approach, make_contact_moment, make_finding, make_user

pytestmark = pytest.mark.django_db
PAGE = {"saved_from": "a" * 32, "saved_nth": "1"}


@pytest.fixture
def typed(points):
    """`typed({…}, {…})` is the page of a theme on which this was typed at its points, one after another."""

    def typed(*cards):
        fields = dict(PAGE)
        for point, card in zip(points, cards, strict=False):
            said = {"verdict": "", "explanation": "", "private_note": "", "version": "0"} | card
            fields |= {f"punt-{point.pk}-{name}": value for name, value in said.items()}
        return fields

    return typed


@pytest.fixture
def send(client, points):
    """Send the page as Anna's, by who is logged in or by nobody, with the button of a point."""

    def send(anna, fields, point=0, page="p" * 16, name="assessments:record_finding", **options):
        writer = Writer(anna.pk, page, "Alkmaar 2014").signed
        address = reverse(name, args=[points[point].pk])
        return options.pop("client", client).post(address, fields | {"writer": writer}, **options)

    return send


@pytest.fixture
def logged_out(client, anna):
    client.logout()
    return anna


def kept():
    return [str(form) for form in KeptForm.objects.order_by("path")]


def labels(*numbers):
    headings = {1: "Toeleiding", 2: "Toeleiding", 3: "Continu"}
    return [f"Alkmaar 2014, {headings[number]}: Punt {number} is geregeld" for number in numbers]


def test_only_what_was_typed_is_kept_each_with_its_theme_and_indicator(send, typed, logged_out):
    send(logged_out, typed({}, {"explanation": "Over twee."}, {"explanation": "Over drie."}))
    assert kept() == labels(2, 3)


def test_the_one_text_that_was_typed_is_there_right_after_logging_in(client, send, typed, logged_out, points):
    answer = send(logged_out, typed({}, {"verdict": "meets", "explanation": "Over twee."}))
    assert answer.url == f"{reverse('login')}?next={reverse('kept_forms')}"
    client.force_login(logged_out)
    page = client.get(reverse("kept_forms"), follow=True)
    words = " ".join(page.content.decode().split())
    assert page.redirect_chain == [(KeptForm.objects.get().get_absolute_url(), 302)]
    assert f"{labels(2)[0]}. Toen u dit op" in words
    assert words.count("<textarea") == 1
    assert press_the_button(client, page).url == Finding.objects.get(pk=points[1].pk).get_absolute_url()
    points[1].refresh_from_db()
    assert (points[1].verdict, points[1].explanation) == ("meets", "Over twee.")
    assert not KeptForm.objects.exists()


def press_the_button(client, page):
    form = re.search(
        r'<form method="post" action="([^"]+)" novalidate>.*?</form>', page.content.decode(), re.DOTALL
    )
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0])
    return client.post(form[1], {name: html.unescape(value) for name, value in fields})


def test_who_saves_one_of_several_goes_on_to_the_next(client, send, typed, logged_out):
    send(logged_out, typed({"explanation": "Over een."}, {"explanation": "Over twee."}))
    client.force_login(logged_out)
    page = client.get(KeptForm.objects.first().get_absolute_url())
    answer = press_the_button(client, page)
    assert answer.url == reverse("kept_forms")
    assert "Opgeslagen." in client.get(answer.url, follow=True).content.decode()
    assert len(kept()) == 1


def test_a_card_and_the_page_that_holds_it_are_one_text(send, typed, logged_out, points):
    card = {"explanation": "Over een."}
    autosave = {"name": "assessments:autosave_finding", "headers": {"HX-Request": "true"}}
    assert send(logged_out, typed(card), **autosave).status_code == 401
    assert kept() == labels(1)
    send(logged_out, typed(card | {"explanation": "Over een, en meer."}, {"explanation": "Over twee."}), 1)
    assert kept() == labels(1, 2)
    assert send(logged_out, typed(card | {"explanation": "Het laatste."}), **autosave).status_code == 401
    texts = {form.part: [text for _, _, text in form.texts] for form in KeptForm.objects.all()}
    assert sorted(texts.values()) == [["Het laatste."], ["Over twee."]]


def test_what_was_put_back_as_it_is_stored_is_no_longer_kept(send, typed, logged_out):
    send(logged_out, typed({"explanation": "Even."}, {}))
    send(logged_out, typed({}, {}))
    assert kept() == []


def test_who_typed_nothing_goes_back_to_the_page(client, send, typed, logged_out, points):
    answer = send(logged_out, typed({}, {}))
    assert (
        answer.url == f"{reverse('login')}?next={reverse('assessments:record_finding', args=[points[0].pk])}"
    )
    assert "U had niets gewijzigd dat nog niet was opgeslagen." in client.get(answer.url).content.decode()


def test_what_the_page_saved_by_itself_is_not_kept_again(send, typed, logged_out, points):
    record(points[0], by=logged_out, version=0, verdict="", explanation="Al opgeslagen.", **PAGE)
    send(logged_out, typed({"explanation": "Al opgeslagen."}, {"explanation": "Nog niet."}))
    assert kept() == labels(2)


def test_what_another_saved_on_a_card_that_was_only_looked_at_is_nothing_typed(
    send, typed, logged_out, points, bram
):
    record(points[0], by=bram, version=0, verdict="", explanation="Van Bram.")
    record(points[1], by=bram, version=0, verdict="", explanation="Van Bram.")
    looked_at = {"explanation": "Van Bram.", "version": "1"}
    record(points[0], by=bram, version=1, verdict="", explanation="Nog eens van Bram.")
    send(logged_out, typed(looked_at, looked_at | {"explanation": "Van Anna."}))
    assert kept() == labels(2)


UNCERTAIN = {
    "a version that is no number": {"version": "een"},
    "no version": {"version": ""},
    "too long": {"explanation": "a" * 10_001},
    "no reason": {"verdict": "not_assessed"},
    "an unknown verdict": {"verdict": "misschien"},
    "a note": {"private_note": "Alleen dit."},
}


@pytest.mark.parametrize("card", UNCERTAIN)
def test_what_may_have_been_changed_is_kept(send, typed, logged_out, card):
    send(logged_out, typed(UNCERTAIN[card]))
    assert kept() == labels(1)


def test_a_choice_of_contact_moments_is_a_change_too(send, typed, logged_out, round_):
    moment = make_contact_moment(round_)
    send(logged_out, typed({"contact_moments": [str(moment.pk)]}, {}))
    assert kept() == labels(1)
    assert [f"punt-{round_.findings.in_order()[0].pk}-contact_moments", str(moment.pk)] in (
        KeptForm.objects.get().fields
    )


@pytest.mark.parametrize("strange", ["punt-999999-explanation", "punt-x-explanation", "iets_anders"])
def test_of_a_page_with_something_unknown_all_is_kept_as_it_was_sent(send, typed, logged_out, strange):
    fields = typed({}, {"explanation": "Over twee."}) | {strange: "Wat is dit?"}
    send(logged_out, fields)
    assert kept() == ["Alkmaar 2014"]
    assert dict(KeptForm.objects.get().fields) == fields


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.MUNICIPALITY])
def test_who_may_not_read_a_card_does_not_learn_whether_it_says_the_same(send, typed, client, role, points):
    other = make_user(role)
    send(other, typed({}, {}))
    assert kept() == ["Alkmaar 2014"]


def test_of_more_points_than_are_kept_apart_all_is_kept_as_it_was_sent(send, typed, logged_out, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_FORMS", 1)
    send(logged_out, typed({"explanation": "Over een."}, {"explanation": "Over twee."}))
    assert kept() == ["Alkmaar 2014"]


def test_of_several_approaches_the_label_says_which(send, typed, logged_out, round_, points):
    make_finding(round_, make_approach(round_.case_file, name="CJG"), points[0].indicator)
    send(logged_out, typed({"explanation": "Over een."}))
    assert kept() == [f"{labels(1)[0]} (Helpende Hand)"]


def test_a_label_goes_on_in_a_sentence(send, typed, logged_out, round_, points):
    indicator = points[0].indicator
    round_.case_file.printed_indicators.create(
        indicator=indicator, theme=indicator.theme, wording="Alles is geregeld."
    )
    send(logged_out, typed({"explanation": "Over een."}))
    assert kept() == ["Alkmaar 2014, Toeleiding: Alles is geregeld"]


@pytest.fixture
def suspicious(anna):
    """Anna's browser with an old token: she logged in again in another tab."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    return client


def test_after_logging_in_elsewhere_one_text_is_given_back_at_once(send, typed, anna, suspicious):
    answer = send(anna, typed({}, {"explanation": "Over twee."}), client=suspicious)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert f"{labels(2)[0]}. U hebt intussen opnieuw ingelogd." in page
    assert page.count("<textarea") == 1


def test_after_logging_in_elsewhere_several_texts_are_listed_at_once(send, typed, anna, suspicious):
    answer = send(anna, typed({"explanation": "Een."}, {"explanation": "Twee."}), client=suspicious)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "U hebt intussen opnieuw ingelogd. Wat u typte, is nog niet opgeslagen." in page
    for form in KeptForm.objects.all():
        assert form.get_absolute_url() in page


def test_after_logging_in_elsewhere_who_typed_nothing_goes_back(send, typed, anna, suspicious, points):
    answer = send(anna, typed({}, {}), client=suspicious)
    assert answer.url == reverse("assessments:record_finding", args=[points[0].pk])
    assert kept() == []
