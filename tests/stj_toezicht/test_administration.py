import datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from assessments.models import Framework, Indicator, Theme
from municipalities.models import Contact, Municipality, Succession
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.log.models import Event
from tests.factories import (
    make_case_file,
    make_contact,
    make_framework,
    make_indicator,
    make_municipality,
    make_round,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db

PASSWORD = "paarse-olifant-fietst"


@pytest.fixture
def administrator(client):
    user = make_user(Role.ADMINISTRATOR, username="beheer", name="Bea Heer")
    client.force_login(user)
    return user


def pages():
    """An address of every kind in the admin, by its name."""
    models = [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]
    return [
        "index",
        "password_change",
        "jsi18n",
        *[f"{model}_{page}" for model in models for page in ("changelist", "add")],
    ]


def answers(client, names):
    """What each address of the admin answers, by its name."""
    return {name: client.get(reverse(f"admin:{name}")) for name in names}


def test_every_page_is_there_for_an_administrator(client, administrator):
    answered = answers(client, pages())
    assert {name: answer.status_code for name, answer in answered.items()} == dict.fromkeys(pages(), 200)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_knows_that_a_page_exists(client, role):
    names = [*pages(), "logout"]
    client.force_login(make_user(role))
    answered = answers(client, names)
    assert {name: answer.status_code for name, answer in answered.items()} == dict.fromkeys(names, 404)


def test_who_is_not_logged_in_is_sent_to_our_own_page(client):
    answered = answers(client, pages())
    sent = {name: f"/inloggen/?next={reverse(f'admin:{name}')}" for name in pages()}
    assert {name: answer.status_code for name, answer in answered.items()} == dict.fromkeys(sent, 302)
    assert {name: answer.url for name, answer in answered.items()} == sent


def test_the_admin_has_no_log_in_page_of_its_own(client, administrator):
    assert client.get("/beheer/login/").status_code == 404


def test_an_address_that_does_not_exist_is_not_found(client, administrator):
    assert client.get("/beheer/assessments/finding/").status_code == 404


def test_the_admin_holds_the_register_the_framework_and_the_accounts_and_nothing_else():
    assert set(admin.site._registry) == {Municipality, Contact, Framework, Theme, User}


def test_logging_out_ends_the_session(client, administrator):
    response = client.post(reverse("admin:logout"))
    assert (response.status_code, response.url) == (302, "/")
    assert "_auth_user_id" not in client.session


def account(**fields):
    return {
        "username": "nieuw",
        "name": "Noor Nieuw",
        "email": "",
        "role": Role.INSPECTOR,
        "is_active": "on",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **fields,
    }


def errors(response):
    form = response.context["adminform"].form
    return {name: list(messages) for name, messages in form.errors.items()}


def test_an_account_is_made_with_a_password_that_works(client, administrator):
    response = client.post(reverse("admin:accounts_user_add"), account())
    assert response.status_code == 302
    user = User.objects.get(username="nieuw")
    assert (user.name, user.role, user.is_active, user.is_demonstration) == (
        "Noor Nieuw",
        "inspector",
        True,
        False,
    )
    assert client.login(username="nieuw", password=PASSWORD)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"password1": "", "password2": ""},
            {"password1": ["Dit veld is verplicht."], "password2": ["Dit veld is verplicht."]},
            id="no password",
        ),
        pytest.param(
            {"password2": "iets-heel-anders-typen"},
            {"password2": ["De twee wachtwoorden zijn niet gelijk."]},
            id="passwords differ",
        ),
        pytest.param(
            {"password1": "kort", "password2": "kort"},
            {"password1": ["Dit wachtwoord is te kort. Gebruik ten minste 12 tekens."]},
            id="too short",
        ),
        pytest.param(
            {"role": Role.SYSTEM},
            {"role": ["Selecteer een geldige keuze. system is geen beschikbare keuze."]},
            id="system is no person's role",
        ),
        pytest.param(
            {"username": "BEHEER"},
            {"username": ["Deze gebruikersnaam is al in gebruik."]},
            id="name taken but for capitals",
        ),
    ],
)
def test_a_wrong_account_comes_back_with_a_message_at_the_field(client, administrator, fields, expected):
    response = client.post(reverse("admin:accounts_user_add"), account(**fields))
    assert errors(response) == expected
    assert not User.objects.filter(username="nieuw").exists()


def change(client, user, **fields):
    fields = (
        account(username=user.username, name=user.name, email=user.email, role=user.role)
        | {"password1": "", "password2": ""}
        | fields
    )
    return client.post(reverse("admin:accounts_user_change", args=[user.pk]), fields)


def test_an_account_keeps_its_password_when_none_is_given(client, administrator):
    user = make_user(password=PASSWORD)
    assert change(client, user, role=Role.COORDINATOR).status_code == 302
    user.refresh_from_db()
    assert (user.role, user.check_password(PASSWORD)) == (Role.COORDINATOR, True)


def test_a_new_password_ends_the_sessions_of_that_account(client, administrator, django_user_model):
    user = make_user()
    theirs = client.__class__()
    theirs.force_login(user)
    assert change(client, user, password1=PASSWORD, password2=PASSWORD).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert theirs.get("/start/").url == "/inloggen/?next=/start/"


def test_an_account_is_closed_by_making_it_inactive(client, administrator):
    user = make_user()
    change(client, user, is_active="")
    user.refresh_from_db()
    assert not user.is_active


def test_the_demonstration_flag_is_not_changed_here(client, administrator):
    user = make_user()
    change(client, user, is_demonstration="on", name="Anders")
    user.refresh_from_db()
    assert (user.name, user.is_demonstration) == ("Anders", False)


def test_administrators_do_not_take_away_their_own_access(client, administrator):
    response = change(client, administrator, role=Role.INSPECTOR, is_active="", name="Bea Anders")
    assert response.status_code == 302
    administrator.refresh_from_db()
    assert (administrator.name, administrator.role, administrator.is_active) == (
        "Bea Anders",
        Role.ADMINISTRATOR,
        True,
    )


def test_administrators_stay_logged_in_when_they_change_their_own_password(client, administrator):
    change(client, administrator, password1=PASSWORD, password2=PASSWORD)
    assert client.get(reverse("admin:index")).status_code == 200


def test_an_account_that_was_never_used_can_be_deleted(client, administrator):
    user = make_user()
    assert (
        client.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 302
    )
    assert not User.objects.filter(pk=user.pk).exists()


def _started_a_round(user):
    make_round(started_by=user)


def _is_on_a_team(user):
    make_case_file(team=[user])


def _speaks_for_a_municipality(user):
    make_contact(user=user)


def _logged_in(user):
    User.objects.filter(pk=user.pk).update(last_login="2026-01-05T12:00Z")


@pytest.mark.parametrize("trace", [_started_a_round, _is_on_a_team, _speaks_for_a_municipality, _logged_in])
def test_an_account_that_left_traces_is_not_deleted(client, administrator, trace):
    user = make_user(Role.INSPECTOR)
    trace(user)
    page = client.get(reverse("admin:accounts_user_change", args=[user.pk])).content.decode()
    assert "Verwijderen kan daarom niet; zet “actief” uit om de toegang te sluiten." in page
    assert (
        client.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    )
    assert User.objects.filter(pk=user.pk).exists()


def test_the_account_of_the_application_itself_is_read_only(client, administrator):
    system = User.objects.system()
    assert change(client, system, name="Anders", password1=PASSWORD, password2=PASSWORD).status_code == 403
    page = client.get(reverse("admin:accounts_user_change", args=[system.pk])).content.decode()
    assert "Niemand kan ermee inloggen of het wijzigen." in page


def municipality(*successors, **fields):
    rows = {f"successions-{number}-successor": successor.pk for number, successor in enumerate(successors)}
    return {
        "code": "GM5001",
        "name": "Elst",
        "sort_name": "elst",
        "slug": "elst",
        "province": "Utrecht",
        "valid_from": "",
        "valid_until": "",
        "change": "",
        "successions-TOTAL_FORMS": len(successors),
        "successions-INITIAL_FORMS": 0,
        **rows,
        **fields,
    }


def test_a_municipality_is_added_with_the_one_that_it_went_up_in(client, administrator):
    new = make_municipality("Nieuw")
    fields = municipality(new, valid_until="2014-12-31", change="Samenvoeging")
    assert client.post(reverse("admin:municipalities_municipality_add"), fields).status_code == 302
    elst = Municipality.objects.get(code="GM5001")
    assert (elst.slug, elst.valid_until, list(elst.successors.all())) == (
        "elst",
        datetime.date(2014, 12, 31),
        [new],
    )


def change_municipality(client, elst, *successors, **fields):
    address = reverse("admin:municipalities_municipality_change", args=[elst.pk])
    return client.post(address, municipality(*successors, **fields))


def test_a_municipality_keeps_its_code_and_address(client, administrator):
    elst = make_municipality("Elst", code="GM5001")
    assert (
        change_municipality(client, elst, name="Elst aan Zee", code="GM5002", slug="anders").status_code
        == 302
    )
    elst.refresh_from_db()
    assert (elst.name, elst.code, elst.slug) == ("Elst aan Zee", "GM5001", "elst")


def test_a_municipality_does_not_go_up_in_itself_or_twice_in_another(client, administrator):
    elst, new = make_municipality("Elst", code="GM5001"), make_municipality("Nieuw")
    assert (
        "Een gemeente kan niet in zichzelf opgaan."
        in change_municipality(client, elst, elst).content.decode()
    )
    assert change_municipality(client, elst, new, new).status_code == 200
    assert not Succession.objects.exists()


def test_the_page_of_a_municipality_says_what_it_came_from(client, administrator):
    old, elst = make_municipality("Oudenaarde"), make_municipality("Elst")
    Succession.objects.create(predecessor=old, successor=elst)
    page = client.get(reverse("admin:municipalities_municipality_change", args=[elst.pk])).content.decode()
    assert '<div class="readonly">Oudenaarde</div>' in page


def names(response):
    return [row.name for row in response.context["cl"].result_list]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, ["Aa", "Bé", "Cee"], id="all"),
        pytest.param({"q": "bé"}, ["Bé"], id="search a name"),
        pytest.param({"q": "GM9503"}, ["Cee"], id="search a code"),
        pytest.param({"province": "Zeeland"}, ["Bé", "Cee"], id="province"),
        pytest.param({"bestaat": "ja"}, ["Aa", "Bé"], id="current"),
        pytest.param({"bestaat": "nee"}, ["Cee"], id="ended"),
        pytest.param({"bestaat": "misschien"}, ["Aa", "Bé", "Cee"], id="a filter that is not there"),
    ],
)
def test_municipalities_are_found_by_name_code_province_and_whether_they_exist(
    client, administrator, query, expected
):
    make_municipality("Cee", code="GM9503", province="Zeeland", valid_until=datetime.date(2020, 12, 31))
    make_municipality("Aa")
    make_municipality("Bé", province="Zeeland")
    assert names(client.get(reverse("admin:municipalities_municipality_changelist"), query)) == expected


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("model", "make", "queries"),
    [
        ("municipalities_municipality", make_municipality, 6),
        ("municipalities_contact", make_contact, 6),
        ("accounts_user", make_user, 5),
        ("assessments_framework", make_framework, 5),
        ("assessments_theme", make_theme, 6),
    ],
    ids=["municipalities", "contacts", "accounts", "frameworks", "themes"],
)
def test_a_list_asks_the_database_as_much_for_three_as_for_one(
    client, administrator, django_assert_num_queries, number, model, make, queries
):
    for _ in range(number):
        make()
    with django_assert_num_queries(queries):
        client.get(reverse(f"admin:{model}_changelist"))


def test_a_contact_is_an_account_of_a_municipality(client, administrator):
    inspector, contact, elst = make_user(), make_user(Role.MUNICIPALITY), make_municipality()
    address = reverse("admin:municipalities_contact_add")
    said = {"municipality": elst.pk, "valid_from": "2015-01-01"}
    refused = client.post(address, {"user": inspector.pk, **said})
    assert list(errors(refused)) == ["user"]
    assert client.post(address, {"user": contact.pk, **said}).status_code == 302
    assert Contact.objects.get().user == contact


def framework(*themes, **fields):
    rows = {
        f"themes-{number}-{name}": value
        for number, theme in enumerate(themes)
        for name, value in theme.items()
    }
    return {
        "code": "GGSR",
        "version": "2026",
        "name": "Toetsingskader",
        "definition": "Een definitie.",
        "areas_of_life": "gezin en wonen",
        "valid_from": "2026-01-01",
        "valid_until": "",
        "themes-TOTAL_FORMS": len(themes),
        "themes-INITIAL_FORMS": 0,
        **rows,
        **fields,
    }


def test_a_framework_is_added_with_its_themes(client, administrator):
    theme = {"position": 1, "name": "Continu", "heading": "Continu", "description": "het houdt niet op"}
    assert client.post(reverse("admin:assessments_framework_add"), framework(theme)).status_code == 302
    assert Theme.objects.get(framework__version="2026").description == "het houdt niet op"


def test_an_indicator_of_an_unused_framework_can_be_changed(client, administrator):
    indicator = make_indicator()
    theme = indicator.theme
    fields = {
        "framework": theme.framework_id,
        "position": theme.position,
        "name": theme.name,
        "heading": theme.heading,
        "description": theme.description,
        "indicators-TOTAL_FORMS": 1,
        "indicators-INITIAL_FORMS": 1,
        "indicators-0-id": indicator.pk,
        "indicators-0-theme": theme.pk,
        "indicators-0-position": 1,
        "indicators-0-code": "C1",
        "indicators-0-wording": "Het gaat door",
    }
    response = client.post(reverse("admin:assessments_theme_change", args=[theme.pk]), fields)
    assert response.status_code == 302
    indicator.refresh_from_db()
    assert (indicator.code, indicator.wording) == ("C1", "Het gaat door")


@pytest.fixture
def used_theme():
    """A theme with an indicator, of a framework by which a round was held."""
    theme = make_indicator().theme
    make_round(make_case_file(framework=theme.framework))
    return theme


def test_a_used_framework_says_why_it_is_locked_and_what_to_do(client, administrator, used_theme):
    for page, pk in (("framework", used_theme.framework_id), ("theme", used_theme.pk)):
        shown = client.get(reverse(f"admin:assessments_{page}_change", args=[pk])).content.decode()
        assert "Dit toetsingskader is in een ronde gebruikt." in shown
        assert "de actie “Maak een volgende versie”" in shown


def test_of_a_used_framework_only_the_last_day_changes(client, administrator, used_theme):
    framework_ = used_theme.framework
    address = reverse("admin:assessments_framework_change", args=[framework_.pk])
    fields = framework({"position": 9, "name": "Nieuw", "heading": "Nieuw", "description": "nieuw"})
    assert client.post(address, fields | {"name": "Anders", "valid_until": "2026-12-31"}).status_code == 302
    framework_.refresh_from_db()
    assert (framework_.name, framework_.valid_until) == ("Toetsingskader", datetime.date(2026, 12, 31))
    assert framework_.themes.count() == 1


def test_a_theme_and_its_indicators_in_a_used_framework_do_not_change(client, administrator, used_theme):
    address = reverse("admin:assessments_theme_change", args=[used_theme.pk])
    assert client.post(address, {"name": "Anders"}).status_code == 403


@pytest.mark.parametrize("page", ["framework", "theme"])
def test_what_was_used_is_not_deleted(client, administrator, used_theme, page):
    pk = used_theme.pk if page == "theme" else used_theme.framework_id
    address = reverse(f"admin:assessments_{page}_delete", args=[pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert Theme.objects.filter(pk=used_theme.pk).exists()


def test_no_theme_is_added_to_a_used_framework(client, administrator, used_theme):
    fields = {
        "framework": used_theme.framework_id,
        "position": 9,
        "name": "Nieuw",
        "heading": "Nieuw",
        "description": "nieuw",
        "indicators-TOTAL_FORMS": 0,
        "indicators-INITIAL_FORMS": 0,
    }
    response = client.post(reverse("admin:assessments_theme_add"), fields)
    assert list(errors(response)) == ["framework"]


def test_a_next_version_is_made_from_the_list(client, administrator, used_theme):
    selected = {"action": "next_version", "_selected_action": [used_theme.framework_id]}
    response = client.post(reverse("admin:assessments_framework_changelist"), selected)
    copy = Framework.objects.exclude(pk=used_theme.framework_id).get()
    assert response.url == reverse("admin:assessments_framework_change", args=[copy.pk])
    assert Indicator.objects.filter(theme__framework=copy).count() == 1


def test_a_next_version_is_made_of_one_framework_at_a_time(client, administrator):
    selected = {"action": "next_version", "_selected_action": [make_framework().pk, make_framework().pk]}
    response = client.post(reverse("admin:assessments_framework_changelist"), selected, follow=True)
    assert "Kies één toetsingskader." in response.content.decode()
    assert Framework.objects.count() == 2


# What is done here stands in the log


def events(chain):
    said = Event.objects.filter(chain__name=chain).order_by("number")
    return [(event.kind, event.about, event.old, event.new) for event in said]


def test_an_account_that_is_made_and_changed_is_written_down_without_its_password(client, administrator):
    client.post(reverse("admin:accounts_user_add"), account(name="Noor"))
    user = User.objects.get(name="Noor")
    change(client, user, role=Role.COORDINATOR, password1=PASSWORD, password2=PASSWORD)
    (_, about, old, new), changed = events("accounts")
    assert (about, old, new["role"], new["password"]) == ("Noor", {}, "inspector", "nieuw")
    assert changed == (
        "account",
        "Noor",
        {"role": "inspector", "password": "oud"},
        {"role": "coordinator", "password": "nieuw"},
    )
    assert PASSWORD not in str(events("accounts"))
    assert user.password not in str(events("accounts"))


def test_an_account_that_is_saved_as_it_is_or_refused_is_no_event(client, administrator):
    user = make_user(email="")
    change(client, user)
    client.post(reverse("admin:accounts_user_add"), account(username=""))
    assert events("accounts") == []


def test_an_account_that_is_deleted_is_written_down(client, administrator):
    user = make_user(name="Wim")
    client.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"})
    ((kind, about, old, new),) = events("accounts")
    assert (kind, about, old["name"], new) == ("account", "Wim", "Wim", {})


def test_a_municipality_is_written_down_with_what_it_went_up_in(client, administrator):
    successor = make_municipality("Overbetuwe")
    client.post(
        reverse("admin:municipalities_municipality_add"), municipality(successor, valid_until="2014-12-31")
    )
    (_, _, _, elst), (_, about, _, succession) = events("gemeenten")
    assert (elst["code"], about, succession["successor"]) == (
        "GM5001",
        "Elst ging op in Overbetuwe",
        "Overbetuwe",
    )


def test_a_framework_is_written_down_with_its_themes(client, administrator):
    theme = {"position": 1, "name": "Continu", "heading": "Continu", "description": "het houdt niet op"}
    client.post(reverse("admin:assessments_framework_add"), framework(theme))
    assert [(kind, new["name"]) for kind, _, _, new in events("kaders")] == [
        ("framework", "Toetsingskader"),
        ("framework", "Continu"),
    ]


def test_a_row_along_with_it_that_changes_tells_what_it_was(client, administrator):
    client.force_login(administrator)
    assen, beilen, emmen = (make_municipality(name) for name in ("Assen", "Beilen", "Emmen"))
    assen.valid_until = datetime.date(2014, 12, 31)
    assen.save()
    succession = Succession.objects.create(predecessor=assen, successor=beilen)
    address = reverse("admin:municipalities_municipality_change", args=[assen.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if name in form.fields and value is not None}
    rows = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": succession.pk}
    rows |= {"0-predecessor": assen.pk, "0-successor": emmen.pk}
    response = client.post(address, typed | {f"successions-{name}": value for name, value in rows.items()})
    assert response.status_code == 302
    ((_, _, old, new),) = events("gemeenten")
    assert (old, new) == ({"successor": "Beilen"}, {"successor": "Emmen"})
