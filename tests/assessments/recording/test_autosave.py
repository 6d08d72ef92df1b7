"""Saving while somebody types: each request says one card, and each answer what its state is."""

import json

import pytest
from django.urls import reverse

from assessments.actions.conflicts import keep_overtaken, let_go
from assessments.actions.findings import record
from assessments.forms.findings import FindingForm
from assessments.models import Finding, OvertakenFinding
from assessments.views.saving import names_what_is_gone
from tests.factories import (
    make_contact_moment,
    make_finding,
    make_indicator,
    make_round,
    make_theme,
)

pytestmark = pytest.mark.django_db
PAGE, OTHER_PAGE = "a" * 32, "b" * 32


@pytest.fixture
def autosave(client):
    def autosave(finding, page=PAGE, nth=1, **fields):
        fields = {"verdict": "", "explanation": "Een begin.", "version": 0, **fields}
        data = {f"punt-{finding.pk}-{name}": value for name, value in fields.items()}
        address = reverse("assessments:autosave_finding", args=[finding.pk])
        return client.post(
            address, data | {"saved_from": page, "saved_nth": nth}, headers={"HX-Request": "true"}
        )

    return autosave


def text(response):
    return " ".join(response.content.decode().split())


def stored(finding):
    finding = Finding.objects.get(pk=finding.pk)
    return finding.verdict, finding.explanation, finding.version


def test_what_was_typed_is_saved_and_the_answer_brings_the_new_state(autosave, points):
    response = autosave(points[0], verdict="meets", explanation="Er is een convenant.")
    page = text(response)
    assert response.status_code == 200
    assert stored(points[0]) == ("meets", "Er is een convenant.", 1)
    assert "Opgeslagen om " in page
    name = f"punt-{points[0].pk}-version"
    assert f'<input type="hidden" name="{name}" value="1" id="id_{name}" hx-swap-oob="true">' in page
    assert (
        f'<span id="punt-{points[0].pk}-oordeel" hx-swap-oob="true"><span class="stj-verdict stj-verdict--meets">'
        in page
    )
    assert 'id="voortgang" hx-swap-oob="true"' in page
    assert page.index("1 van 2") < page.index("0 van 1")
    assert "<html" not in page


def test_a_page_goes_on_from_its_own_save_when_the_answer_got_lost(autosave, points):
    autosave(points[0], nth=1, explanation="Een.")
    assert autosave(points[0], nth=2, explanation="Een en twee.").status_code == 200
    assert stored(points[0]) == ("", "Een en twee.", 2)


def test_a_late_older_request_of_the_same_page_changes_nothing_and_says_nothing(autosave, points):
    autosave(points[0], nth=2, explanation="Het nieuwste.")
    response = autosave(points[0], nth=1, explanation="Het oudere.")
    assert (response.status_code, response.content) == (204, b"")
    assert stored(points[0]) == ("", "Het nieuwste.", 1)
    assert not OvertakenFinding.objects.exists()


def test_a_late_request_does_not_undo_that_a_text_was_put_back_as_it_was(autosave, points, anna):
    record(points[0], by=anna, version=0, verdict="", explanation="Zoals het was.")
    assert autosave(points[0], nth=2, version=1, explanation="Zoals het was.").status_code == 200
    assert autosave(points[0], nth=1, version=1, explanation="Even anders.").status_code == 204
    assert stored(points[0]) == ("", "Zoals het was.", 1)


def test_what_another_saved_first_stays_and_what_was_typed_is_kept(autosave, points, bram, anna):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    response = autosave(points[0], explanation="Van Anna.")
    page = text(response)
    assert response.status_code == 409
    assert "Bram heeft dit punt om " in page
    foot, _, band = page.partition(f'<div id="punt-{points[0].pk}-melding" hx-swap-oob="innerHTML">')
    assert foot.strip() == '<strong data-saved="overtaken">Er zijn twee versies.</strong>'
    assert "Uw tekst is bewaard en staat nog hier." in band
    assert f'formaction="/bevindingen/{points[0].pk}/">Bekijk de verschillen</button>' in page
    assert stored(points[0]) == ("meets", "Van Bram.", 1)
    kept = OvertakenFinding.objects.get(finding=points[0])
    assert (kept.typed_by, kept.version, kept.explanation) == (anna, 0, "Van Anna.")


def test_who_saved_first_on_another_day_is_told_with_the_day(autosave, points, bram):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    Finding.objects.filter(pk=points[0].pk).update(changed_at="2015-11-12T13:03:00Z")
    page = text(autosave(points[0], explanation="Van Anna."))
    assert "Bram heeft dit punt op 12 november 2015 om 14:03 opgeslagen." in page


def test_nothing_is_saved_from_a_tab_when_another_tab_of_the_same_person_has_since(autosave, points):
    autosave(points[0], page=OTHER_PAGE, explanation="In het andere venster.")
    response = autosave(points[0], nth=5, explanation="In dit venster.")
    assert response.status_code == 409
    assert "in een ander venster" in text(response)
    assert stored(points[0]) == ("", "In het andere venster.", 1)


def test_nothing_is_saved_after_the_round_became_final(autosave, points, finalise):
    finalise()
    response = autosave(points[0])
    assert response.status_code == 409
    assert "Niet opgeslagen, uw tekst staat nog hier.</strong> Deze ronde is vastgesteld." in text(response)
    assert stored(points[0]) == ("", "", 0)


def test_nothing_is_saved_by_who_went_off_the_team(autosave, points, round_, anna):
    round_.case_file.team.remove(anna)
    response = autosave(points[0])
    assert response.status_code == 403
    assert "U zit niet in het team" in text(response)
    assert stored(points[0]) == ("", "", 0)


def test_who_is_off_the_team_hears_that_before_what_is_wrong(autosave, points, round_, anna):
    round_.case_file.team.remove(anna)
    assert autosave(points[0], explanation="a" * 10_001).status_code == 403


def test_a_text_that_is_too_long_is_not_saved_and_says_why(autosave, points):
    response = autosave(points[0], explanation="a" * 10_001)
    assert response.status_code == 422
    assert "Niet opgeslagen, uw tekst staat nog hier." in text(response)
    assert "Toelichting: Deze tekst heeft 10.001 tekens." in text(response)
    assert stored(points[0]) == ("", "", 0)


@pytest.mark.parametrize(
    ("wrong", "name", "told"),
    [
        ({"expected_on": "2012-01-01"}, "expected_on", "Vul een datum in van 2013 tot en met 2034."),
        ({"private_note": "a" * 10_001}, "private_note", "Deze tekst heeft 10.001 tekens."),
        ({"verdict": "goed"}, "verdict", "Kies een van de drie oordelen."),
    ],
)
def test_one_wrong_field_keeps_what_is_stored_of_it_and_holds_nothing_else_up(
    autosave, points, wrong, name, told
):
    right = {"verdict": "meets", "expected_on": "2015-05-01", "private_note": "Navragen."}
    autosave(points[0], **right)
    before = getattr(Finding.objects.get(pk=points[0].pk), name)
    response = autosave(points[0], nth=2, version=1, explanation="Meer.", **right | wrong)
    page, finding = text(response), Finding.objects.get(pk=points[0].pk)
    assert response.status_code == 422
    assert "De rest is opgeslagen om" in page
    assert f'<div id="id_punt-{finding.pk}-{name}_error" hx-swap-oob="innerHTML"><p>{told}' in page
    assert f'<div id="id_punt-{finding.pk}-explanation_error" hx-swap-oob="innerHTML"></div>' in page
    assert stored(points[0]) == ("meets", "Meer.", 2)
    assert getattr(finding, name) == before
    assert finding.expected_on.isoformat() == "2015-05-01"


def test_a_wrong_reason_leaves_the_verdict_that_it_belongs_to(autosave, points):
    autosave(points[0], verdict="meets", expected_on="2015-05-01")
    autosave(points[0], nth=2, version=1, verdict="not_assessed", reason="a" * 501, explanation="Meer.")
    finding = Finding.objects.get(pk=points[0].pk)
    assert (finding.verdict, finding.reason, finding.explanation) == ("meets", "", "Meer.")
    assert finding.expected_on.isoformat() == "2015-05-01"


def test_beside_what_another_saved_first_the_valid_part_is_kept_and_that_is_said(
    autosave, points, bram, anna
):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    response = autosave(points[0], explanation="Van Anna.", private_note="a" * 10_001)
    page = text(response)
    assert response.status_code == 409
    assert "Er zijn twee versies.</strong> Notitie: Deze tekst heeft 10.001 tekens." in page
    assert "Wat goed is ingevuld, is bewaard. Alles staat nog hier." in page
    assert "Uw tekst is bewaard" not in page
    kept = OvertakenFinding.objects.get(finding=points[0])
    assert (kept.typed_by, kept.explanation, kept.private_note) == (anna, "Van Anna.", "")


def test_a_text_waits_for_no_reason_while_the_verdict_does(autosave, points):
    response = autosave(points[0], verdict="not_assessed", reason="", explanation="Wat ik al schreef.")
    assert response.status_code == 422
    assert "het oordeel nog niet.</strong> Geef de reden waarom dit punt niet is beoordeeld." in text(
        response
    )
    assert stored(points[0]) == ("", "Wat ik al schreef.", 1)
    assert (
        autosave(
            points[0],
            nth=2,
            version=1,
            verdict="not_assessed",
            reason="Geen inzage.",
            explanation="Wat ik al schreef.",
        ).status_code
        == 200
    )
    assert stored(points[0]) == ("not_assessed", "Wat ik al schreef.", 2)


def test_invisible_characters_are_told_of_with_the_field_that_had_them(autosave, points):
    response = autosave(points[0], explanation="sa\u00admen\u00adwer\u200bking")
    assert "We hebben 3 onzichtbare tekens uit uw tekst gehaald." in text(response)
    name = f"punt-{points[0].pk}-explanation"
    told = {"cleaned": {"field": name, "count": 3, "fields": {name: 3}}}
    assert json.loads(response["HX-Trigger"]) == told
    assert "HX-Trigger" not in autosave(points[0], nth=2, version=1, explanation="samenwerking en meer")


def test_the_date_of_a_plan_goes_with_the_verdict_and_that_is_told_once(autosave, points):
    autosave(points[0], verdict="meets", expected_on="2015-05-01")
    fields = {"verdict": "improvement_point", "expected_on": "2015-05-01"}
    assert "De datum van het voornemen is vervallen" in text(autosave(points[0], nth=2, version=1, **fields))
    response = autosave(points[0], nth=3, version=2, explanation="Een vervolg.", **fields)
    assert response.status_code == 200
    assert "vervallen" not in text(response)


def test_a_contact_moment_that_is_not_in_the_round_stops_nothing_else(autosave, points, round_):
    own, others = make_contact_moment(round_), make_contact_moment(make_round())
    for version, gone in enumerate((others.pk, 10**30, "x")):
        response = autosave(
            points[0],
            nth=version + 1,
            version=version,
            contact_moments=[own.pk, gone],
            explanation=f"{gone}.",
        )
        assert response.status_code == 200
        assert "Een contactmoment dat u koos, is er niet meer. De rest is opgeslagen." in text(response)
        assert stored(points[0]) == ("", f"{gone}.", version + 1)
        label = f"label:has(> [name='punt-{points[0].pk}-contact_moments'][value='{gone}'])"
        taken_out = f'<div hx-swap-oob="delete:{label}"></div>'
        assert (taken_out in text(response)) == (gone != "x")
        assert text(response).count("delete:") == (gone != "x")
    assert list(points[0].contact_moments.all()) == [own]


def test_a_contact_moment_that_is_removed_after_a_page_came_in_is_told_of(points, round_):
    own, gone = make_contact_moment(round_), make_contact_moment(round_)
    fields = {"version": 0, "contact_moments": [str(own.pk), str(gone.pk)]}
    form = FindingForm(
        {f"punt-{points[0].pk}-{name}": value for name, value in fields.items()}, finding=points[0]
    )
    assert form.is_valid()
    assert not names_what_is_gone([form])
    gone.delete()
    assert names_what_is_gone([form])


def test_what_was_only_looked_at_is_no_second_version(autosave, points, bram):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    response = autosave(points[0], explanation="")
    assert response.status_code == 200
    assert "Bram heeft dit punt om" in text(response)
    assert "U had hier niets gewijzigd." in text(response)
    assert "hx-swap-oob" not in text(response)
    assert not OvertakenFinding.objects.exists()
    assert stored(points[0]) == ("meets", "Van Bram.", 1)


def test_what_was_only_looked_at_is_no_second_version_after_one_that_was_decided_on(
    autosave, points, anna, bram
):
    record(points[0], by=bram, version=0, verdict="", explanation="Van Bram.")
    kept = keep_overtaken(points[0], by=anna, version=0, explanation="Van Anna.")
    let_go(points[0], by=anna, shown=kept.as_shown)
    record(points[0], by=bram, version=1, verdict="", explanation="Van Bram, en meer.")
    response = autosave(points[0], version=1, explanation="Van Bram.")
    assert response.status_code == 200
    assert "U had hier niets gewijzigd." in text(response)
    assert not OvertakenFinding.objects.waiting().exists()


@pytest.mark.parametrize("page", [f"{PAGE}\n", f"\n{PAGE}", PAGE.upper()])
def test_a_page_that_has_no_name_of_ours_is_saved_without_it(autosave, points, page):
    assert autosave(points[0], page=page).status_code == 200
    assert Finding.objects.get(pk=points[0].pk).saved_from == ""


def test_a_late_request_is_known_for_what_it_is_also_after_another_saved(autosave, points, bram):
    autosave(points[0], nth=2, explanation="Het nieuwste van Anna.")
    record(points[0], by=bram, version=1, verdict="meets", explanation="Van Bram.")
    response = autosave(points[0], nth=1, explanation="Het oudere van Anna.")
    assert (response.status_code, response["X-Saved-Nth"]) == (204, "2")
    assert not OvertakenFinding.objects.exists()
    assert stored(points[0]) == ("meets", "Van Bram.", 2)


def test_a_page_that_counts_too_low_hears_from_where_to_go_on(autosave, points):
    autosave(points[0], nth=7, explanation="Een.")
    response = autosave(points[0], nth=1, version=1, explanation="Iets nieuws.")
    assert (response.status_code, response["X-Saved-Nth"]) == (204, "7")
    assert autosave(points[0], nth=8, version=1, explanation="Iets nieuws.").status_code == 200
    assert stored(points[0]) == ("", "Iets nieuws.", 2)


def test_a_page_that_was_too_late_for_another_hears_from_where_to_go_on(autosave, points, bram):
    record(points[0], by=bram, version=0, verdict="meets", explanation="Van Bram.")
    assert autosave(points[0], nth=5, explanation="Van Anna.").status_code == 409
    response = autosave(points[0], nth=1, explanation="Iets nieuws van Anna.")
    assert (response.status_code, response["X-Saved-Nth"]) == (204, "5")


def test_a_page_goes_on_from_its_own_saves_alone(autosave, points, anna):
    autosave(points[0], nth=1, explanation="Een.")
    record(points[0], by=anna, version=1, verdict="", explanation="Teruggezet.")
    autosave(points[0], nth=2, version=2, explanation="Twee.")
    assert autosave(points[0], nth=3, version=1, explanation="Drie.").status_code == 409
    assert stored(points[0]) == ("", "Twee.", 3)


@pytest.mark.parametrize(
    ("year", "status"), [(2, 422), (201, 422), (2012, 422), (2013, 200), (2034, 200), (2035, 422)]
)
def test_a_plan_is_expected_in_the_years_around_the_round(autosave, points, year, status):
    response = autosave(points[0], verdict="meets", expected_on=f"{year:04}-05-01")
    assert response.status_code == status
    assert ("Vul een datum in van 2013 tot en met 2034." in text(response)) == (status == 422)


@pytest.mark.parametrize("version", ["", "x", "-1", str(2**31)])
def test_a_version_that_is_none_is_not_saved(autosave, points, version):
    assert autosave(points[0], version=version).status_code == 422


def test_a_page_that_does_not_say_well_which_it_is_saves_by_its_version_alone(autosave, points):
    assert autosave(points[0], page="x'; --", nth="veel", explanation="Een.").status_code == 200
    assert autosave(points[0], page="x'; --", nth="veel", explanation="Twee.").status_code == 409
    assert stored(points[0]) == ("", "Een.", 1)


@pytest.mark.parametrize("number", [8, 40])
def test_an_autosave_takes_as_many_queries_among_eight_points_as_among_forty(
    autosave, points, round_, django_assert_num_queries, number
):
    theme, approach = make_theme(round_.case_file.framework), round_.case_file.approaches.get()
    for _ in range(number):
        make_finding(round_, approach, make_indicator(theme))
    with django_assert_num_queries(21):
        autosave(points[0])
    assert stored(points[0]) == ("", "Een begin.", 1)


def test_the_card_sends_what_an_autosave_takes(client, points, theme_page):
    page = client.get(theme_page(points[0])).content.decode()
    prefix = f"punt-{points[0].pk}-"
    names = ["verdict", "reason", "explanation", "expected_on", "contact_moments", "private_note", "version"]
    sent = ",".join([*(prefix + name for name in names), "saved_from,saved_nth,csrfmiddlewaretoken,writer"])
    assert f'hx-post="/bevindingen/{points[0].pk}/tussentijds/" hx-params="{sent}"' in page


@pytest.mark.parametrize(
    ("reason", "explanation", "told"),
    [
        ("", "Een begin.", "<p>Geef de reden waarom dit punt niet is beoordeeld.</p>"),
        ("", "a" * 10_001, "<p>Geef de reden waarom dit punt niet is beoordeeld.</p>"),
        ("a" * 501, "Een begin.", "<p>Deze tekst heeft 501 tekens. Er is plaats voor 500.</p>"),
        ("Geen inzage.", "Een begin.", ""),
    ],
)
def test_what_is_wrong_with_a_reason_comes_to_its_field(
    autosave, points, read, theme_page, reason, explanation, told
):
    place = f'<div id="id_punt-{points[0].pk}-reason_error"'
    assert f'{place} class="utrecht-form-field-error-message"></div>' in read(theme_page(points[0]))
    response = autosave(points[0], verdict="not_assessed", reason=reason, explanation=explanation)
    assert f'{place} hx-swap-oob="innerHTML">{told}</div>' in text(response)


def test_a_verdict_that_waits_says_of_no_text_that_it_is_saved_where_none_was_typed(autosave, points):
    response = autosave(points[0], verdict="not_assessed", explanation="")
    assert "Het oordeel is nog niet opgeslagen.</strong> Geef de reden" in text(response)
    assert stored(points[0]) == ("", "", 0)
