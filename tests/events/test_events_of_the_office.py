"""What accounts, the register and the frameworks write in the log: on the site, in the administration, by commands."""

import datetime
import getpass
import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessments.actions import framework_parts as parts
from assessments.actions.frameworks import make_next_version
from assessments.actions.sign_offs import choose_signatories
from assessments.actions.standard_texts import word
from municipalities.actions.contacts import change_contact, invite, invite_again
from municipalities.actions.register import bring_in
from municipalities.models import Municipality, Succession
from municipalities.register import Entry
from stj_toezicht.accounts.actions import change_password, make_account, switch_shortcuts
from stj_toezicht.accounts.models import User
from stj_toezicht.log.models import Event
from stj_toezicht.notices.actions import send_again
from tests.events.register import writes
from tests.factories import (
    make_framework,
    make_indicator,
    make_municipality,
    make_notice,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

PASSWORD = "een-heel-lang-wachtwoord"
OTHER = "nog-een-lang-wachtwoord"
A_DAY = datetime.date(2015, 3, 1)
WIM = {"username": "wim", "name": "Wim", "email": "", "role": "inspector", "is_active": True}
SAID = WIM | {"inspectorate": "", "uses_shortcuts": True, "password": "nieuw"}
NEW_PASSWORD = ("account", "Wim", {"password": "oud"}, {"password": "nieuw"})


@pytest.fixture
def bea(client):
    bea = make_user("administrator", name="Bea")
    client.force_login(bea)
    return bea


@writes(
    "accounts.actions.make_account", "accounts.actions.change_password", "accounts.actions.switch_shortcuts"
)
def test_an_account_by_its_actions(bea, events):
    wim = make_account("wim", PASSWORD, by=bea, name="Wim", role="inspector")
    change_password(wim, OTHER, by=bea)
    for _ in range(2):
        switch_shortcuts(wim, on=False)
    assert events() == [
        ("account", "Wim", {}, SAID),
        NEW_PASSWORD,
        ("account", "Wim", {"uses_shortcuts": True}, {"uses_shortcuts": False}),
    ]
    assert list(Event.objects.order_by("pk").values_list("by_name", flat=True)) == ["Bea", "Bea", "Wim"]
    said = str(list(Event.objects.values()))
    assert not any(secret in said for secret in (PASSWORD, OTHER, User.objects.get(name="Wim").password))


def test_the_shortcuts_that_somebody_switches_off_on_the_site(client, bea, events):
    client.post(reverse("shortcuts"), {"on": "0"})
    assert events() == [("account", "Bea", {"uses_shortcuts": True}, {"uses_shortcuts": False})]


def save(client, page, *arguments, **fields):
    response = client.post(reverse(f"admin:{page}", args=arguments), fields)
    assert response.status_code == 302, response.context["errors"]


@writes("administration of user")
def test_an_account_in_the_administration(client, bea, events):
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    save(client, "accounts_user_add", **WIM, **passwords)
    wim = User.objects.get(name="Wim")
    save(client, "accounts_user_change", wim.pk, **WIM, **passwords)
    save(client, "accounts_user_change", wim.pk, **WIM)
    save(client, "accounts_user_delete", wim.pk, post="yes")
    gone = {name: value for name, value in SAID.items() if name != "password"}
    assert events() == [("account", "Wim", {}, SAID), NEW_PASSWORD, ("account", "Wim", gone, {})]


@writes("accounts createsuperuser")
def test_the_first_administrator(monkeypatch, events):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="wim", name="Wim", stdout=io.StringIO())
    assert events() == [("account", "Wim", {}, SAID | {"role": "administrator"})]
    assert Event.objects.get().by_role == "system"


def new_password(monkeypatch, *answers):
    """Type answers to what the command asks, and return what it prints."""
    typed, printed = iter(answers), io.StringIO()
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    call_command("changepassword", "wim", stdout=printed)
    return printed.getvalue()


@writes("accounts changepassword")
def test_a_password_that_is_changed_on_the_server(monkeypatch, events):
    wim = make_user(username="wim", name="Wim")
    said = new_password(monkeypatch, PASSWORD, PASSWORD)
    assert said == "Wim heeft een nieuw wachtwoord en moet opnieuw inloggen.\n"
    wim.refresh_from_db()
    assert wim.check_password(PASSWORD)
    assert events() == [NEW_PASSWORD]
    assert Event.objects.get().by_role == "system"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ((PASSWORD, OTHER), "De twee wachtwoorden zijn niet gelijk. Er is niets gewijzigd."),
        (("kort", "kort"), "Er is niets gewijzigd."),
    ],
    ids=["not the same", "too short"],
)
def test_a_password_that_is_not_changed(monkeypatch, events, answers, message):
    wim = make_user(username="wim", password=OTHER)
    with pytest.raises(CommandError, match=message):
        new_password(monkeypatch, *answers)
    wim.refresh_from_db()
    assert wim.check_password(OTHER)
    assert events() == []


@pytest.mark.parametrize("username", ["wim", "systeem"])
def test_nobody_changes_the_password_of_an_account_that_nobody_has(username, events):
    User.objects.system()
    with pytest.raises(CommandError, match=f"Er is geen account met de gebruikersnaam {username}."):
        call_command("changepassword", username)
    assert events() == []


UTRECHT = {
    "code": "GM0344",
    "name": "Utrecht",
    "sort_name": "utrecht",
    "slug": "utrecht",
    "province": "Utrecht",
    "valid_from": None,
    "valid_until": None,
    "change": "",
}


@writes("municipalities.actions.register.bring_in", "municipalities import_municipalities")
def test_a_newer_register(bea, events):
    entries = [
        Entry(
            line=2,
            successors=(),
            **{name: value for name, value in UTRECHT.items() if name != "slug"} | {"name": name},
        )
        for name in ("Utrecht", "Utrecht-Stad")
    ]
    for entry in [*entries, entries[-1]]:
        bring_in([entry], by=bea)
    assert events() == [
        ("municipality", "Utrecht", {}, UTRECHT),
        ("municipality", "Utrecht-Stad", {"name": "Utrecht"}, {"name": "Utrecht-Stad"}),
    ]


def inline(prefix, *rows, initial=0):
    fields = {f"{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": initial}
    return {f"{prefix}-{name}": value for name, value in {**counts, **fields}.items()}


@writes("administration of municipality", "administration of succession")
def test_a_municipality_in_the_administration(client, bea, events):
    zeist = make_municipality("Zeist")
    typed = {name: value or "" for name, value in UTRECHT.items()}
    save(client, "municipalities_municipality_add", **typed, **inline("successions", {"successor": zeist.pk}))
    utrecht = Municipality.objects.get(code="GM0344")
    key = {"id": Succession.objects.get().pk, "predecessor": utrecht.pk, "successor": zeist.pk}
    kept = inline("successions", key, initial=1)
    save(client, "municipalities_municipality_change", utrecht.pk, **typed | {"change": "Splitsing"}, **kept)
    save(client, "municipalities_municipality_delete", utrecht.pk, post="yes")
    went_up = ("municipality", "Utrecht ging op in Zeist")
    succession = {"predecessor": "Utrecht", "successor": "Zeist"}
    assert events() == [
        ("municipality", "Utrecht", {}, UTRECHT),
        (*went_up, {}, succession),
        ("municipality", "Utrecht", {"change": ""}, {"change": "Splitsing"}),
        ("municipality", "Utrecht", UTRECHT | {"change": "Splitsing"}, {}),
        (*went_up, succession, {}),
    ]


@writes("administration of contact")
def test_a_contact_in_the_administration(client, bea, events):
    amina, utrecht = make_user("municipality", name="Amina"), make_municipality("Utrecht")
    said = {"function": "beleidsmedewerker", "valid_from": "2015-01-01", "valid_until": "2015-12-31"}
    typed = {"user": amina.pk, "municipality": utrecht.pk}
    save(client, "municipalities_contact_add", **typed, **said)
    contact = amina.contact.pk if hasattr(amina, "contact") else amina.contacts.get().pk
    save(client, "municipalities_contact_change", contact, **typed, **said | {"valid_until": "2016-12-31"})
    save(client, "municipalities_contact_delete", contact, post="yes")
    written = {"user": "Amina", "municipality": "Utrecht", **said}
    (_, _, old, new), (_, _, was, became), (_, _, gone, nothing) = events()
    assert (old, new) == ({}, written)
    assert (was, became) == ({"valid_until": "2015-12-31"}, {"valid_until": "2016-12-31"})
    assert (gone, nothing) == (written | {"valid_until": "2016-12-31"}, {})


KADER = {
    "code": "GGSR",
    "version": "2026",
    "name": "Toetsingskader",
    "definition": "Een definitie.",
    "areas_of_life": "gezin en wonen",
    "valid_from": datetime.date(2026, 1, 1),
    "valid_until": None,
}
CONTINU = {"position": 1, "name": "Continu", "heading": "Continu", "description": "het houdt niet op"}
C1 = {"position": 1, "code": "C1", "wording": "Het gaat door"}


@writes("administration of framework", "administration of theme", "administration of indicator")
def test_a_framework_that_goes_with_all_that_is_in_it(client, bea, events):
    framework = make_framework(**KADER)
    theme = make_theme(framework, **CONTINU)
    indicator = make_indicator(theme, **C1)
    rows = inline("indicators", {"id": indicator.pk, "theme": theme.pk, **C1, "code": "C2"}, initial=1)
    save(client, "assessments_theme_change", theme.pk, framework=framework.pk, **CONTINU, **rows)
    save(client, "assessments_framework_delete", framework.pk, post="yes")
    of_framework = KADER | {"valid_from": "2026-01-01"}
    changed, gone, *along = events()
    assert changed == ("framework", "Het gaat door", {"code": "C1"}, {"code": "C2"})
    assert gone[:2] == ("framework", "GGSR (2026)")
    assert gone[2].items() >= of_framework.items()
    assert sorted(along) == [
        ("framework", "Continu", {"framework": "GGSR (2026)", **CONTINU}, {}),
        ("framework", "Het gaat door", {"theme": "Continu", **C1, "code": "C2"}, {}),
    ]


def test_a_theme_that_is_taken_out_of_a_framework_with_its_indicators(client, bea, events):
    framework = make_framework(**KADER)
    theme = make_theme(framework, **CONTINU)
    make_indicator(theme, **C1)
    form = (
        client.get(reverse("admin:assessments_framework_change", args=[framework.pk]))
        .context["adminform"]
        .form
    )
    typed = {name: value for name, value in form.initial.items() if name in form.fields and value is not None}
    gone = {"id": theme.pk, "framework": framework.pk, **CONTINU, "DELETE": "on"}
    save(client, "assessments_framework_change", framework.pk, **typed, **inline("themes", gone, initial=1))
    assert events() == [
        ("framework", "Continu", {"framework": "GGSR (2026)", **CONTINU}, {}),
        ("framework", "Het gaat door", {"theme": "Continu", **C1}, {}),
    ]


@writes("frameworks.make_next_version")
def test_a_next_version_of_a_framework(bea, events):
    copy = make_next_version(make_indicator(make_theme(make_framework(**KADER))).theme.framework, by=bea)
    assert events() == [("framework", f"GGSR ({copy.version})", {}, {"copy_of": "GGSR (2026)"})]


@writes(
    "framework_parts.change_framework",
    "framework_parts.add_theme",
    "framework_parts.add_indicator",
    "framework_parts.change_part",
    "framework_parts.move_part",
    "framework_parts.remove_part",
)
def test_a_version_of_a_framework_that_is_changed_on_its_pages(events):
    framework, carla = make_framework(**KADER), make_user("coordinator")
    last_day = {"valid_until": datetime.date(2026, 12, 31)}
    for _ in range(2):
        framework.refresh_from_db()
        parts.change_framework(framework, by=carla, seen=parts.standing(framework), **last_day)
    said = {name: value for name, value in CONTINU.items() if name != "position"}
    theme = parts.add_theme(framework, by=carla, **said)
    first = parts.add_indicator(theme, by=carla, code="C1", wording="Het gaat door")
    parts.add_indicator(theme, by=carla, code="C2", wording="Het houdt op")
    for _ in range(2):
        parts.change_part(theme, by=carla, seen=parts.standing(theme), description="het gaat door")
        theme.refresh_from_db()
    for _ in range(2):
        parts.move_part(first, by=carla, up=False)
    parts.remove_part(theme, by=carla, seen=parts.contents(theme))
    of_framework, of_theme = {"framework": "GGSR (2026)"}, {"theme": "Continu"}
    c2 = {"position": 2, "code": "C2", "wording": "Het houdt op"}
    *written, gone, along, also = events()
    assert written == [
        ("framework", "GGSR (2026)", {"valid_until": None}, {"valid_until": "2026-12-31"}),
        ("framework", "Continu", {}, of_framework | CONTINU),
        ("framework", "Het gaat door", {}, of_theme | C1),
        ("framework", "Het houdt op", {}, of_theme | c2),
        ("framework", "Continu", {"description": "het houdt niet op"}, {"description": "het gaat door"}),
        ("framework", "Het gaat door", {"position": 1}, {"position": 2}),
        ("framework", "Het houdt op", {"position": 2}, {"position": 1}),
    ]
    assert gone == ("framework", "Continu", of_framework | CONTINU | {"description": "het gaat door"}, {})
    assert sorted(each[1] for each in (along, also)) == ["Het gaat door", "Het houdt op"]


@writes("framework_parts.remove_framework")
def test_a_version_of_a_framework_that_is_removed(events):
    framework, carla = make_framework(**KADER), make_user("coordinator")
    make_framework(**KADER | {"version": "2025"})
    make_theme(framework, **CONTINU)
    parts.remove_framework(framework, by=carla, seen=parts.contents(framework))
    gone, along = events()
    assert gone[:2] == ("framework", "GGSR (2026)")
    assert (gone[2]["name"], gone[3]) == (framework.name, {})
    assert along == ("framework", "Continu", {"framework": "GGSR (2026)"} | CONTINU, {})


MILA = {"name": "Mila", "email": "mila@elst.example", "function": "Wethouder", "valid_from": A_DAY}
ACCOUNT = {
    "username": "mila@elst.example",
    "name": "Mila",
    "email": "mila@elst.example",
    "role": "municipality",
}
ACCOUNT |= {"inspectorate": "", "is_active": True, "uses_shortcuts": True}
CONTACT = {"user": "Mila", "municipality": "Elst", "function": "Wethouder", "valid_from": "2015-03-01"}


@writes(
    "municipalities.actions.contacts.invite",
    "municipalities.actions.contacts.change_contact",
    "municipalities.actions.contacts.invite_again",  # nothing: a second mail changes nothing
)
def test_somebody_who_is_to_speak_for_a_municipality(events):
    carla = make_user("coordinator")
    mila = invite(make_municipality("Elst"), by=carla, **MILA)
    invite_again(mila, by=carla)
    for _ in range(2):
        change_contact(mila, by=carla, function="Raadslid", valid_from=A_DAY, valid_until=A_DAY)
    assert events() == [
        ("account", "Mila", {}, ACCOUNT),
        ("contact", "Mila (Elst)", {}, CONTACT | {"valid_until": None}),
        (
            "contact",
            "Mila (Elst)",
            {"function": "Wethouder", "valid_until": None},
            {"function": "Raadslid", "valid_until": "2015-03-01"},
        ),
    ]


@writes("notices.actions.send_again")
def test_a_notice_that_is_sent_again(events):
    notice = make_notice(
        make_user(name="Anna", email="anna@stj.example"), state="failed", to_address="fout@stj.example"
    )
    send_again(notice, by=make_user("coordinator"))
    assert events() == [
        (
            "notice",
            "Alkmaar 2015 is vastgesteld, aan Anna",
            {"sending": "mislukt", "address": "fout@stj.example"},
            {"sending": "wacht", "address": "anna@stj.example"},
        )
    ]


@writes("standard_texts.word")
def test_a_standard_text_that_is_worded_anew(events):
    framework, carla = make_framework(**KADER), make_user("coordinator")
    one = "Punten waarop de aanpak {aanpak} eerder al voldeed, zijn niet opnieuw getoetst."
    many = "Punten waarop de aanpakken {aanpak} eerder al voldeden, zijn niet opnieuw getoetst."
    word(framework, "niet-opnieuw", by=carla, version=0, forms=(one, "De aanpakken {aanpak} voldeden."))
    word(framework, "niet-opnieuw", by=carla, version=1, forms=(one, "De aanpakken {aanpak} voldeden."))
    about = "GGSR (2026): Wat niet opnieuw is getoetst"
    changed = ({"several": many}, {"several": "De aanpakken {aanpak} voldeden."})
    assert events() == [("standard_text", about, *changed)]


@writes("sign_offs.choose_signatories")
def test_which_inspectorates_sign(events):
    framework, carla = make_framework(**KADER), make_user("coordinator")
    for inspectorates in (["youth"], ["youth"], []):
        choose_signatories(framework, by=carla, inspectorates=inspectorates)
    youth, none = {"signatories": ["Inspectie Jeugdzorg"]}, {"signatories": []}
    assert events() == [
        ("framework", "GGSR (2026)", none, youth),
        ("framework", "GGSR (2026)", youth, none),
    ]
