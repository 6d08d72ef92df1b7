"""The stylesheet, the frame of every page, the error pages and how crispy-forms renders a form."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client

from stj_toezicht.accounts.models import Role, User
from tests.factories import make_user

STYLESHEET = settings.BASE_DIR / "static" / "css" / "stj.css"
OF_THE_OFFICE = settings.BASE_DIR / "static" / "css" / "dossier.css"
TOKENS = re.compile(r":root \{(.*?)\n\}", re.DOTALL)


def rules_and_tokens():
    css = STYLESHEET.read_text() + OF_THE_OFFICE.read_text()
    return TOKENS.sub("", css, count=1), TOKENS.search(css).group(1)


def test_the_stylesheet_is_under_30_kb():
    assert STYLESHEET.stat().st_size < 30_000


def test_each_token_that_is_used_is_defined():
    css = STYLESHEET.read_text() + OF_THE_OFFICE.read_text()
    defined = set(re.findall(r"(--[a-z0-9-]+):", css))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", css)) - defined == set()


def test_each_token_that_is_defined_is_used():
    rules, tokens = rules_and_tokens()
    css = rules + tokens
    unused = {name for name in re.findall(r"(--[a-z0-9-]+):", tokens) if f"var({name})" not in css}
    assert unused == set()


def test_colours_stand_among_the_tokens_alone():
    rules, _ = rules_and_tokens()
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", rules) == []


def test_each_file_that_the_stylesheet_asks_for_is_served():
    names = re.findall(r'url\("\.\./([^"]+)"\)', STYLESHEET.read_text())
    assert len(names) == 4
    assert [name for name in names if not finders.find(name)] == []


@pytest.fixture
def page(rf):
    def render(template="{% extends 'base.html' %}", user=None, **context):
        request = rf.get("/")
        request.user = user or AnonymousUser()
        return Template(template).render(Context({"request": request, "user": request.user, **context}))

    return render


def test_the_office_has_a_stylesheet_that_the_public_need_not_load(page):
    assert "css/dossier.css" not in page()
    assert "css/dossier.css" in page(user=User(role=Role.INSPECTOR))


def test_of_the_packages_only_the_files_that_pages_load_are_served():
    served = {path for finder in finders.get_finders() for path, _ in finder.list([])}
    assert "htmx-2.min.js" in served
    assert finders.find("htmx/htmx-2.min.js")
    assert not finders.find("htmx/htmx-2.js")
    assert [path for path in served if path.startswith(("django_htmx", "htmax"))] == []


def test_a_page_says_what_it_is_about_in_title_and_heading(page):
    html = page(
        "{% extends 'base.html' %}{% block title %}Alkmaar{% endblock %}"
        "{% block heading %}Alkmaar, opvolging 2015{% endblock %}"
    )
    assert "<title>Alkmaar - STJ Toezicht</title>" in html
    assert '<h1 class="utrecht-heading-1">Alkmaar, opvolging 2015</h1>' in html
    assert html.count("<h1") == 1


def test_the_skip_link_comes_first_and_leads_to_the_content(page):
    html = page()
    first_link = re.search(r'<a [^>]*href="([^"]*)"', html.split("<body")[1]).group(1)
    assert first_link == "#inhoud"
    assert '<main id="inhoud"' in html


def test_a_theme_comes_after_our_own_stylesheet_and_has_its_class(page):
    html = page(theme_stylesheet="/static/theme.css", theme_class="a-theme")
    assert '<html lang="nl" class="a-theme">' in html
    assert html.index("css/stj.css") < html.index('href="/static/theme.css"')


def test_without_a_theme_there_is_one_stylesheet(page):
    assert page().count('rel="stylesheet"') == 1


@pytest.mark.parametrize(
    ("level", "look"),
    [
        pytest.param(constants.SUCCESS, "ok", id="done"),
        pytest.param(constants.WARNING, "warning", id="warning"),
        pytest.param(constants.ERROR, "error", id="error"),
        pytest.param(constants.INFO, "info", id="information"),
    ],
)
def test_a_message_is_announced_and_looks_like_its_level(page, level, look):
    html = page(messages=[Message(level, "Er is <iets> gebeurd.")])
    said = html.split('role="status">')[1]
    assert f'<p class="utrecht-alert utrecht-alert--{look}">Er is &lt;iets&gt; gebeurd.</p>' in said


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        pytest.param(
            Role.INSPECTOR, ["Mijn werk", "Dossiers", "Zoeken", "Bundels", "Factsheets"], id="inspector"
        ),
        pytest.param(
            Role.COORDINATOR,
            [
                "Mijn werk",
                "Dossiers",
                "Zoeken",
                "Bundels",
                "Publiceren",
                "Berichten",
                "Logboek",
                "Factsheets",
            ],
            id="coordinator",
        ),
        pytest.param(Role.SUPPORT, ["Dossiers", "Zoeken", "Bundels", "Factsheets"], id="support"),
        pytest.param(
            Role.ADMINISTRATOR,
            ["Dossiers", "Zoeken", "Bundels", "Berichten", "Logboek", "Factsheets", "Beheer"],
            id="administrator",
        ),
        pytest.param(Role.MUNICIPALITY, ["Mijn gemeente", "Factsheets"], id="municipality"),
        pytest.param(None, ["Factsheets"], id="not logged in"),
    ],
)
def test_the_navigation_offers_what_the_role_can_open(page, role, labels):
    html = page(user=role and User(name="Iemand", role=role))
    navigation = html.split('aria-label="Hoofdnavigatie"')[1].split("</nav>")[0]
    assert re.findall(r">([^<>]+)</a>", navigation) == labels


def test_who_is_logged_in_can_log_out_with_a_button(page):
    html = page(user=User(name="Fatima de Boer", role=Role.INSPECTOR))
    assert "Fatima de Boer" in html
    assert "inspecteur" in html
    assert re.search(r'<form method="post" action="/uitloggen/">.*?<button', html, re.DOTALL)


@pytest.mark.django_db
def test_the_current_page_is_marked(client):
    client.force_login(make_user(Role.SUPPORT))
    html = client.get("/dossiers/").content.decode()
    assert re.findall(r'href="([^"]+)" aria-current="([^"]+)"', html) == [("/dossiers/", "page")]


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        pytest.param("400.html", "Dit verzoek kunnen we niet verwerken", id="400"),
        pytest.param("403.html", "U mag dit niet doen", id="403"),
        pytest.param("403_csrf.html", "Er gaat niets verloren", id="csrf"),
        pytest.param("404.html", "Deze pagina is er niet", id="404"),
        pytest.param("500.html", "Er ging iets mis", id="500"),
    ],
)
def test_an_error_page_renders_without_any_context_and_shows_a_way_back(template, sentence):
    html = render_to_string(template)
    main = html.split("<main")[1].split("</main>")[0]
    assert sentence in main
    assert 'href="/"' in main


def test_an_unknown_address_answers_in_dutch(client):
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    assert "Deze pagina is er niet" in response.content.decode()


@pytest.mark.django_db
def test_a_refused_form_says_that_nothing_is_lost():
    response = Client(enforce_csrf_checks=True).post("/inloggen/", {"username": "iemand"})
    assert response.status_code == 403
    assert "Er gaat niets verloren" in response.content.decode()


class VisitForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals in het <em>register</em>.")
    note = forms.CharField(label="Notitie", required=False)
    later = forms.CharField(label="Reden", required=False, label_suffix="")
    verdict = forms.ChoiceField(
        label="Oordeel",
        choices=[("meets", "Voldoet"), ("other", "Iets anders")],
        widget=forms.RadioSelect(attrs={"class": "stj-choice"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        if self.data.get("name") == "dubbel":
            raise forms.ValidationError("Dit bezoek is al vastgelegd.")


WAYS = {
    "tag": render_crispy_form,
    "filter": lambda form: Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(
        Context({"form": form})
    ),
}


@pytest.fixture(params=WAYS, name="render")
def _render(request):
    return WAYS[request.param]


def test_an_empty_form_shows_no_errors(render):
    html = render(VisitForm())
    assert "stj-error-summary" not in html
    assert "_error" not in html


def test_a_field_is_described_by_its_help_and_its_error(render):
    html = render(VisitForm({"verdict": "meets", "version": 1}))
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    control = re.search(r'<input[^>]*name="name"[^>]*>', html).group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'aria-invalid="true"' in control
    assert 'class="utrecht-textbox"' in control


def test_the_summary_leads_to_each_field_with_an_error(render):
    html = render(VisitForm({"version": 1}))
    summary = html.split('role="alert"')[1].split("</div>")[0]
    assert "Er is iets niet ingevuld of niet goed ingevuld" in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_name", "id_verdict_0"]
    assert all(f'id="{target}"' in html for target in targets)


def test_the_summary_says_what_no_single_field_is_to_blame_for(render):
    html = render(VisitForm({"name": "dubbel", "verdict": "meets", "version": 1}))
    assert "<li>Dit bezoek is al vastgelegd.</li>" in html.split('role="alert"')[1]


def test_an_error_of_a_hidden_field_is_told_without_a_link(render):
    summary = render(VisitForm({"name": "Iemand", "verdict": "meets"})).split('role="alert"')[1]
    assert "<li>Dit veld is verplicht.</li>" in summary


def test_what_was_typed_is_still_there(render):
    assert 'value="een &lt;bezoek&gt;"' in render(VisitForm({"note": "een <bezoek>"}))


def test_radio_buttons_are_a_fieldset_with_a_legend(render):
    html = render(VisitForm())
    assert re.search(r'<fieldset[^>]*>\s*<legend class="utrecht-form-label">Oordeel', html)
    assert len(re.findall(r'<input class="utrecht-radio-button" type="radio"', html)) == 2


def test_the_fieldset_is_described_by_its_error(render):
    html = render(VisitForm({"name": "Iemand", "version": 1}))
    assert re.search(r'<fieldset[^>]*aria-describedby="id_verdict_error"', html)


def test_the_mark_of_a_verdict_is_seen_and_only_its_word_is_read(render):
    html = render(VisitForm())
    assert re.findall(r'aria-hidden="true">([^<]*)</span>\s*<span>Voldoet</span>', html) == ["√"]
    assert html.count("stj-choice__mark") == 1


def test_what_was_chosen_is_chosen_still(render):
    html = render(VisitForm({"verdict": "meets"}))
    assert re.search(r'value="meets"[^>]* checked', html)
    assert not re.search(r'value="other"[^>]* checked', html)


@pytest.mark.parametrize(
    ("label", "marked"),
    [
        pytest.param("Naam", False, id="required"),
        pytest.param("Notitie", True, id="optional"),
        pytest.param("Reden", False, id="sometimes required, so without a suffix"),
    ],
)
def test_an_optional_field_says_so(render, label, marked):
    text = re.search(rf"<label[^>]*>\s*{label}(.*?)</label>", render(VisitForm()), re.DOTALL).group(1)
    assert ("(niet verplicht)" in text) is marked


def test_a_form_of_its_own_lets_the_server_judge_and_has_its_buttons():
    form = VisitForm()
    form.helper = FormHelper()
    form.helper.add_input(Submit("save", "Bezoek vastleggen"))
    html = render_crispy_form(form, context={"csrf_token": "teken"})
    assert re.search(r"<form [^>]*novalidate>", html)
    assert 'name="csrfmiddlewaretoken" value="teken"' in html
    button = re.search(r"<button[^>]*>([^<]*)</button>", html)
    assert button.group(1) == "Bezoek vastleggen"
    assert 'class="utrecht-button utrecht-button--primary-action"' in button.group()
