"""What somebody typed survives their session: it comes back to them, whole, and to nobody else."""

import html
import re
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.forms import DeclarativeFieldsMetaclass
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

import assessments.forms
from assessments.forms.fields import MarkdownField
from assessments.models import Finding, Round
from stj_toezicht.accounts import keeping
from stj_toezicht.accounts.models import KEPT_FOR, LABELS, KeptForm
from stj_toezicht.accounts.writers import Writer
from tests.factories import (
    make_approach,
    make_case_file,
    make_finding,
    make_kept_form,
    make_municipality,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord"
ODD = "<b>é</b> \"aan\" 'haal' & \\ %41 +\n\n- één √\n- twee 🙂"
LONG = (ODD + "\n\n" + "Dit is een zin die iemand typt. " * 70)[:2000].strip()
HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna():
    return make_user(name="Anna", username="anna")


@pytest.fixture
def bram():
    return make_user(name="Bram", username="bram")


@pytest.fixture
def round_(anna, bram):
    return make_round(make_case_file(make_municipality("Alkmaar"), team=[anna, bram]), 2014)


@pytest.fixture
def window():
    return Browser()


class Browser:
    """A browser as the server meets it: its cookies, and the forms on the pages that it holds open."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def logs_in(self, username, to=""):
        page = self.client.get(reverse("login") + (f"?next={to}" if to else ""))
        fields = hidden(page) | {"username": username, "password": PASSWORD}
        return self.client.post(reverse("login"), fields, follow=True)

    def logs_out(self):
        self.client.post(reverse("logout"), {"csrfmiddlewaretoken": self.client.cookies["csrftoken"].value})

    def opens(self, address):
        return hidden(self.client.get(address))

    def loses_its_session(self):
        """As after twelve hours; the cookie of the CSRF token lives longer."""
        Session.objects.all().delete()

    def sends(self, address, fields, **options):
        return self.client.post(address, fields, **options)

    def presses_the_button(self, page):
        """Send on what a page gives back."""
        address = html.unescape(re.search(r'<form method="post" action="([^"]+)" novalidate>', text(page))[1])
        return self.client.post(address, hidden(page))


def hidden(page):
    """The hidden fields of the form in which somebody types, or else of the first in the main part of a page."""
    forms = re.findall("<form.*?</form>", text(page).partition("<main")[2], re.DOTALL)
    form = next((form for form in forms if 'name="writer"' in form), forms[0])
    found = re.findall(r'<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?', form)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def text(response):
    return response.content.decode()


def development(round_):
    return reverse("assessments:development", args=[round_.pk])


def stored(round_):
    return Round.objects.get(pk=round_.pk).development


@pytest.fixture
def typed(window, round_):
    """Anna has the page of the narrative open and typed on it, in a browser of her own."""
    window.logs_in("anna")
    return window.opens(development(round_)) | {"development": LONG}


def test_after_the_session_ended_every_character_comes_back_by_logging_in(window, round_, typed):
    window.loses_its_session()
    answer = window.sends(development(round_), typed, follow=True)
    assert answer.redirect_chain == [(f"{reverse('login')}?next={reverse('kept_forms')}", 302)]
    assert "Wat u typte, is bewaard en komt terug zodra u inlogt." in text(answer)
    assert LONG.splitlines()[-1] not in text(answer)
    assert stored(round_) == ""

    page = window.logs_in("anna", to=reverse("kept_forms"))
    assert f'<textarea class="utrecht-textarea" id="tekst-1" rows="8" readonly>\n{html.escape(LONG)}' in text(
        page
    )
    assert "Alkmaar 2014" in text(page)
    saved = window.presses_the_button(page)
    assert (saved.status_code, stored(round_)) == (302, LONG)
    assert not KeptForm.objects.exists()


def test_after_logging_out_in_another_tab_it_comes_back_as_well(window, round_, typed):
    window.logs_out()
    window.sends(development(round_), typed)
    window.presses_the_button(window.logs_in("anna", to=reverse("kept_forms")))
    assert stored(round_) == LONG


def test_after_logging_in_again_in_another_tab_the_refusal_itself_gives_it_back(window, round_, typed):
    window.logs_out()
    window.logs_in("anna")
    page = window.sends(development(round_), typed)
    assert (page.status_code, stored(round_)) == (403, "")
    assert "no-store" in page["Cache-Control"]
    assert window.presses_the_button(page).status_code == 302
    assert stored(round_) == LONG
    assert not KeptForm.objects.exists()


def test_without_the_cookie_of_the_token_it_is_given_back_too(window, round_, typed):
    del window.client.cookies["csrftoken"]
    page = window.sends(development(round_), typed)
    assert (page.status_code, stored(round_)) == (403, "")
    window.presses_the_button(page)
    assert stored(round_) == LONG


def test_without_any_cookie_it_waits_until_somebody_logs_in(window, round_, typed):
    window.client.cookies.clear()
    assert window.sends(development(round_), typed).url == f"{reverse('login')}?next={reverse('kept_forms')}"
    assert KeptForm.objects.get().writer.username == "anna"


def test_who_logs_in_instead_sees_nothing_and_saves_nothing(window, round_, typed):
    window.loses_its_session()
    window.sends(development(round_), typed)
    page = window.logs_in("bram", to=reverse("kept_forms"))
    assert page.redirect_chain[-1][0] == reverse("assessments:my_work")
    assert "niet is opgeslagen" not in text(page)
    kept = KeptForm.objects.get()
    assert window.client.get(kept.get_absolute_url()).status_code == 404
    discard = reverse("discard_kept_form", args=[kept.pk])
    token = {"csrfmiddlewaretoken": window.client.cookies["csrftoken"].value}
    assert window.sends(discard, token).status_code == 404

    window.logs_out()
    assert "Er is nog een tekst van u die niet is opgeslagen" in text(window.logs_in("anna"))
    window.presses_the_button(window.client.get(reverse("kept_forms"), follow=True))
    assert stored(round_) == LONG


@pytest.mark.parametrize("token", ["old", "new"])
def test_a_page_of_anna_never_saves_under_the_name_of_bram(window, round_, typed, token):
    window.logs_out()
    window.logs_in("bram")
    if token == "new":  # as a script would send it
        typed["csrfmiddlewaretoken"] = window.client.cookies["csrftoken"].value
    page = window.sends(development(round_), typed)
    assert (page.status_code, stored(round_)) == (403, "")
    assert "iemand die met een ander account was ingelogd" in text(page)
    assert LONG.splitlines()[-1] not in text(page)
    assert KeptForm.objects.get().writer.username == "anna"


def test_what_another_saved_meanwhile_is_seen_before_the_text_that_was_kept(window, round_, typed, bram):
    window.loses_its_session()
    window.sends(development(round_), typed)
    Round.objects.filter(pk=round_.pk).update(
        development="Van Bram.",
        development_version=1,
        development_changed_by=bram,
        development_changed_at=timezone.now(),
    )
    page = window.presses_the_button(window.logs_in("anna", to=reverse("kept_forms")))
    assert (page.status_code, stored(round_)) == (409, "Van Bram.")
    assert "Van Bram." in text(page)
    assert KeptForm.objects.exists()

    chosen = hidden(page) | {"development": "Van ons beiden."}
    assert window.sends(development(round_), chosen).status_code == 302
    assert stored(round_) == "Van ons beiden."
    assert not KeptForm.objects.exists()


def test_autosave_keeps_one_row_per_page_and_goes_on_after_logging_in_elsewhere(window, round_, typed):
    window.loses_its_session()
    for words in ("Een", "Een, twee", LONG):
        typed["development"] = words
        answer = window.sends(development(round_), typed, headers=HTMX)
        assert answer.status_code == 401
    assert "U bent uitgelogd. Wat u typte, staat nog hier en is bewaard." in text(answer)
    assert f'href="{reverse("login")}?next={reverse("kept_forms")}" target="_blank" rel="noopener"' in text(
        answer
    )
    assert "<html" not in text(answer)
    assert [dict(kept.fields)["development"] for kept in KeptForm.objects.all()] == [LONG]

    window.logs_in("anna")
    typed["csrfmiddlewaretoken"] = window.client.cookies["csrftoken"].value
    assert window.sends(development(round_), typed).status_code == 302
    assert stored(round_) == LONG
    assert not KeptForm.objects.exists()


def test_autosave_with_an_old_token_is_refused_and_kept(window, round_, typed):
    window.logs_out()
    window.logs_in("anna")
    answer = window.sends(development(round_), typed, headers=HTMX)
    assert (answer.status_code, stored(round_)) == (403, "")
    assert "u hebt intussen opnieuw ingelogd. Uw tekst staat nog hier en is bewaard." in text(answer)
    assert KeptForm.objects.count() == 1


def test_autosave_under_another_account_is_refused_and_kept(window, round_, typed):
    window.logs_out()
    window.logs_in("bram")
    answer = window.sends(development(round_), typed, headers=HTMX)
    assert (answer.status_code, stored(round_)) == (403, "")
    assert "in deze browser is nu iemand anders ingelogd" in text(answer)
    assert KeptForm.objects.get().writer.username == "anna"


def test_a_script_without_a_writer_hears_that_it_is_logged_out(window, round_):
    answer = window.client.get(round_.get_absolute_url(), headers=HTMX)
    assert (answer.status_code, answer.get("Location")) == (401, None)
    assert "U bent uitgelogd." in text(answer)
    window.opens(reverse("login"))
    fields = {"csrfmiddlewaretoken": window.client.cookies["csrftoken"].value, "development": "Tekst."}
    answer = window.sends(development(round_), fields, headers=HTMX)
    assert (answer.status_code, KeptForm.objects.count()) == (401, 0)
    assert "Wat u typte, staat nog hier." in text(answer)


def test_two_tabs_of_one_page_are_two_texts(window, round_, typed):
    other = window.opens(development(round_)) | {"development": "Een andere tekst."}
    window.loses_its_session()
    window.sends(development(round_), typed)
    window.sends(development(round_), other)
    page = window.logs_in("anna", to=reverse("kept_forms"))
    assert KeptForm.objects.count() == 2
    for kept in KeptForm.objects.all():
        assert kept.get_absolute_url() in text(page)
    assert "Een andere tekst." in text(page)


def test_one_can_throw_away_what_was_kept(window, round_, typed):
    window.loses_its_session()
    window.sends(development(round_), typed)
    window.logs_in("anna")
    token = {"csrfmiddlewaretoken": window.client.cookies["csrftoken"].value}
    answer = window.sends(reverse("discard_kept_form", args=[KeptForm.objects.get().pk]), token, follow=True)
    assert "De tekst is weggegooid." in text(answer)
    assert not KeptForm.objects.exists()


def test_tokens_passwords_and_files_are_not_kept_and_the_page_says_so(window, round_, typed):
    window.loses_its_session()
    typed |= {"new_password1": "geheim-geheim", "bijlage": SimpleUploadedFile("brief.pdf", b"%PDF")}
    window.sends(development(round_), typed)
    kept = KeptForm.objects.get()
    assert kept.names == {"development", "version", "saved_from", "saved_nth"}
    assert kept.had_files
    page = window.logs_in("anna", to=reverse("kept_forms"))
    assert "Het bestand dat u koos, kon niet worden bewaard." in text(page)


NOT_A_WRITER = {
    "none": lambda anna: "",
    "nonsense": lambda anna: "onzin",
    "not ascii": lambda anna: "é:ë:\ud7ff",
    "signed for something else": lambda anna: signing.dumps([anna.pk, "0" * 16, ""]),
    "tampered with": lambda anna: "A" + Writer(anna.pk, "0" * 16).signed,
}


@pytest.mark.parametrize("token", NOT_A_WRITER)
def test_without_a_valid_writer_nothing_is_kept(window, round_, typed, anna, token):
    typed["writer"] = NOT_A_WRITER[token](anna)
    window.loses_its_session()
    answer = window.sends(development(round_), typed)
    assert answer.url == f"{reverse('login')}?next={development(round_)}"
    del window.client.cookies["csrftoken"]
    answer = window.sends(development(round_), typed)
    assert answer.status_code == 403
    assert "Ga terug met de knop Vorige" in text(answer)
    assert not KeptForm.objects.exists()


def test_a_page_that_was_open_too_long_no_longer_says_who_typed(window, round_, typed, time_machine):
    window.loses_its_session()
    time_machine.move_to(timezone.now() + timezone.timedelta(days=15))
    assert window.sends(development(round_), typed).url == f"{reverse('login')}?next={development(round_)}"


def test_nothing_is_kept_for_an_account_that_was_closed(window, round_, typed, anna):
    anna.is_active = False
    anna.save()
    window.sends(development(round_), typed)
    assert not KeptForm.objects.exists()


def test_what_nobody_came_back_for_goes_after_fourteen_days(client, anna):
    old = make_kept_form(anna, kept_at=timezone.now() - KEPT_FOR)
    client.force_login(anna)
    assert client.get(old.get_absolute_url()).status_code == 404
    client.logout()
    client.post(reverse("login"), {"username": "anna", "password": PASSWORD})
    assert not KeptForm.objects.exists()


def test_of_many_forms_the_newest_are_kept(anna, bram):
    make_kept_form(bram)
    for number in range(keeping.MOST_FORMS + 2):
        form = KeptForm(writer=anna, page=f"{number}", path="/", fields=[["note", f"Tekst {number}"]])
        assert keeping.keep(form)
    kept = [dict(form.fields)["note"] for form in KeptForm.objects.waiting_for(anna)]
    assert kept == [f"Tekst {number}" for number in reversed(range(2, keeping.MOST_FORMS + 2))]
    assert KeptForm.objects.waiting_for(bram).count() == 1


def test_a_page_that_keeps_too_much_costs_no_other_page_its_text(anna):
    make_kept_form(anna, page="another", fields=[["note", "Van een andere pagina."]])
    for number in range(keeping.MOST_FORMS + 5):
        keeping.keep(KeptForm(writer=anna, page="one", path=f"/{number}/", fields=[["note", f"{number}"]]))
    kept = [dict(form.fields)["note"] for form in KeptForm.objects.waiting_for(anna)]
    assert kept == [
        *(str(number) for number in range(keeping.MOST_FORMS + 4, 5, -1)),
        "Van een andere pagina.",
    ]


@pytest.mark.parametrize("verdict", ["meets", "onzin"])
def test_a_kept_form_shows_whatever_verdict_it_holds(client, anna, verdict):
    form = make_kept_form(anna, fields=[["punt-1-verdict", verdict], ["punt-1-explanation", "Een tekst."]])
    client.force_login(anna)
    assert client.get(form.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("path", "words", "kept"),
    [
        ("/", keeping.MOST_LETTERS - 4, True),
        ("/", keeping.MOST_LETTERS - 3, False),
        ("/" + "p" * 499, 1, True),
        ("/" + "p" * 500, 1, False),
    ],
    ids=["most letters", "one too many", "longest path", "one too long"],
)
def test_what_is_kept_has_limits(anna, path, words, kept):
    form = KeptForm(writer=anna, page="1", path=path, fields=[["note", "a" * words]])
    assert keeping.keep(form) is kept
    assert KeptForm.objects.exists() is kept


FORMS = {
    "the same form": ("/a/", {"note", "version"}, True),
    "with more in it": ("/b/", {"note", "version", "reason"}, True),
    "the same fields elsewhere": ("/b/", {"note", "version"}, False),
    "without its text": ("/a/", {"version"}, False),
}


@pytest.mark.parametrize("form", FORMS)
def test_which_form_says_what_was_kept(anna, form):
    path, names, said = FORMS[form]
    kept = KeptForm(writer=anna, path="/a/", fields=[["note", "Gebeld."], ["version", "3"]])
    assert kept.is_said_by(path, names) is said


def test_the_texts_of_a_form_are_what_was_typed(anna):
    fields = [
        ["punt-1-verdict", "meets"],
        ["punt-1-explanation", "Ja."],
        ["punt-1-reason", ""],
        ["punt-1-version", "3"],
        ["anders", "twee woorden"],
    ]
    assert list(KeptForm(writer=anna, path="/", fields=fields).texts) == [
        ("punt-1-explanation", "Toelichting", "Ja."),
        ("anders", "Tekst", "twee woorden"),
    ]


@pytest.fixture
def card(window, round_):
    """A card on the page of a theme, that Anna has open: its finding, and what a script sends of it."""
    finding = make_finding(round_, make_approach(round_.case_file))
    window.logs_in("anna")
    page = window.opens(Finding.objects.with_theme().get(pk=finding.pk).get_absolute_url())
    typed = {"verdict": "meets", "explanation": LONG, "version": "0"}
    return finding, page | {f"punt-{finding.pk}-{name}": value for name, value in typed.items()}


def test_a_card_that_a_script_sent_goes_on_to_where_its_page_without_scripts_would_go(window, card):
    finding, typed = card
    window.loses_its_session()
    address = reverse("assessments:autosave_finding", args=[finding.pk])
    assert window.sends(address, typed, headers=HTMX).status_code == 401
    page = window.logs_in("anna", to=reverse("kept_forms"))
    assert "Dit wordt alsnog opgeslagen bij Alkmaar 2014." in text(page)
    assert "U koos het oordeel" in text(page)
    assert "Voldoet" in text(page)
    assert window.presses_the_button(page).status_code == 302
    finding.refresh_from_db()
    assert (finding.verdict, finding.explanation) == ("meets", LONG)
    assert not KeptForm.objects.exists()


def test_the_next_autosave_after_logging_in_elsewhere_saves_and_forgets_what_was_kept(window, card):
    finding, typed = card
    address = reverse("assessments:autosave_finding", args=[finding.pk])
    window.loses_its_session()
    assert window.sends(address, typed, headers=HTMX).status_code == 401
    window.logs_in("anna")
    typed["csrfmiddlewaretoken"] = window.client.cookies["csrftoken"].value
    assert window.sends(address, typed, headers=HTMX).status_code == 200
    finding.refresh_from_db()
    assert finding.explanation == LONG
    assert not KeptForm.objects.exists()


def test_autosaves_and_polls_do_not_make_a_session_last_longer(window, card, time_machine):
    finding, typed = card
    ends = Session.objects.get().expire_date
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    saved = window.sends(reverse("assessments:autosave_finding", args=[finding.pk]), typed, headers=HTMX)
    polled = window.sends(reverse("assessments:presence", args=[finding.round_id]), typed, headers=HTMX)
    assert (saved.status_code, polled.status_code // 100) == (200, 2)
    assert not {"sessionid"} & (saved.cookies.keys() | polled.cookies.keys())
    assert Session.objects.get().expire_date == ends


HOSTILE = {
    "bytes that are no text": ("application/x-www-form-urlencoded", b"development=\xff\xfe%ff%00&writer=%ff"),
    "another encoding": ("application/x-www-form-urlencoded; charset=utf-16", b"d=1"),
    "an unknown encoding": ("application/x-www-form-urlencoded; charset=onzin", b"d=1"),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(1001))),
    "five megabytes": ("application/x-www-form-urlencoded", b"development=" + b"a" * 5_000_000),
    "no boundary": ("multipart/form-data", b"onzin"),
    "a broken body": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a"),
    "json": ("application/json", b'{"writer": "\\ud800"}'),
}


@pytest.mark.parametrize("cookies", ["logged in", "logged out", "none"])
def test_hostile_bodies_are_answered(window, round_, typed, cookies):
    if cookies == "logged out":
        window.loses_its_session()
    elif cookies == "none":
        window.client.cookies.clear()
    for kind, content in HOSTILE.values():
        for headers in ({}, HTMX):
            answer = window.client.generic("POST", development(round_), content, kind, headers=headers)
            assert answer.status_code in (302, 400, 401, 403), kind
        assert window.client.generic("POST", "/nergens/", content, kind).status_code in (400, 404), kind
        assert not KeptForm.objects.exists(), kind


def test_characters_that_no_database_takes_are_left_out(window, round_, typed):
    window.loses_its_session()
    window.sends(development(round_), typed | {"development": "een\0twee", "x\0y": "drie vier"})
    kept = dict(KeptForm.objects.get().fields)
    assert (kept["development"], kept["xy"]) == ("eentwee", "drie vier")


def test_saving_does_not_make_a_session_last_longer(window, round_, typed, time_machine):
    ends = Session.objects.get().expire_date
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    answer = window.sends(development(round_), typed)
    assert answer.status_code == 302
    assert "sessionid" not in answer.cookies
    assert Session.objects.get().expire_date == ends


def test_a_form_that_comes_back_is_the_same_page(window, round_, typed):
    again = window.sends(development(round_), typed | {"development": "a" * 10_001})
    assert again.status_code == 422
    pages = [
        keeping.writer_of(RequestFactory().post("/", {"writer": w}))
        for w in (typed["writer"], hidden(again)["writer"])
    ]
    assert pages[0] == pages[1]
    assert pages[0].about == "Alkmaar 2014"


@pytest.mark.usefixtures("typed")
def test_public_pages_say_nothing_of_who_looks(client):
    assert 'name="writer"' not in text(client.get(reverse("home")))
    assert 'name="writer"' not in text(client.get(reverse("login")))


def forms():
    for module in iter_modules(assessments.forms.__path__):
        contents = vars(import_module(f"assessments.forms.{module.name}")).values()
        yield from (form for form in contents if isinstance(form, DeclarativeFieldsMetaclass))


def test_every_long_text_of_a_form_has_its_label_where_it_is_given_back():
    labels = {
        name: field.label
        for form in forms()
        for name, field in form.base_fields.items()
        if isinstance(field, MarkdownField)
    }
    assert {"explanation", "development"} <= labels.keys()
    assert labels == {name: LABELS.get(name) for name in labels}
