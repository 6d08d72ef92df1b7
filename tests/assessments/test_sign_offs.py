"""Joint sign-off: no factsheet goes out before each inspectorate that the framework asks has signed what it says."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments import readiness
from assessments.actions import sign_offs as acts
from assessments.actions.standard_texts import word
from assessments.actions.steps import ChangedMeanwhile, NotReady, take
from assessments.factsheet.content import Factsheet
from assessments.factsheet.drafting import draft
from assessments.models import Edition, Round, Signatory, SignOff, texts_of
from assessments.steps import REOPEN, State
from assessments.turns import turn_in
from assessments.views.waiting import to_sign
from stj_toezicht.accounts.models import Inspectorate, User
from stj_toezicht.notices.models import Notice
from tests.factories import (
    bring_to,
    make_edition,
    make_follow_up,
    make_framework,
    make_round,
    make_user,
    publish_now,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_layout")]

YOUTH, EDUCATION, HEALTH = Inspectorate.YOUTH, Inspectorate.EDUCATION, Inspectorate.HEALTH


@pytest.fixture
def carla():
    return make_user("coordinator", name="Carla", inspectorate=YOUTH)


@pytest.fixture
def otto():
    return make_user("inspector", name="Otto", inspectorate=EDUCATION)


@pytest.fixture
def round_(carla):
    """A follow-up that stands on vastgesteld, and that two inspectorates sign."""
    round_ = make_follow_up(state="final")
    acts.choose_signatories(round_.case_file.framework, by=carla, inspectorates=[EDUCATION, YOUTH])
    return round_


def sign(round_, by):
    return acts.sign(round_, by=by, seen=draft(Round.objects.get(pk=round_.pk)).fingerprint())


def not_signed(round_):
    results = readiness.review(Round.objects.get(pk=round_.pk))
    return [place.name for each in results if each.code == "sign_offs" for place in each.places]


def test_published_once_all_have_signed_and_the_edition_says_for_whom(round_, carla, otto):
    assert not_signed(round_) == ["de Inspectie Jeugdzorg", "de Inspectie van het Onderwijs"]
    with pytest.raises(NotReady, match="2 inspecties hebben nog niet ondertekend."):
        publish_now(round_, by=carla)
    sign(round_, carla)
    with pytest.raises(NotReady, match="1 inspectie heeft nog niet ondertekend."):
        publish_now(round_, by=carla)
    sign(round_, otto)
    edition = publish_now(round_, by=carla)
    said = "Vastgesteld door de Inspectie Jeugdzorg en de Inspectie van het Onderwijs. Editie 1, gepubliceerd"
    assert Factsheet.from_snapshot(edition.content).colophon.startswith(said)


def test_nobody_signs_where_the_framework_asks_nobody(carla):
    round_ = make_follow_up(state="final")
    assert "sign_offs" not in [each.code for each in readiness.review(round_)]
    with pytest.raises(acts.MayNotSign):
        sign(round_, carla)
    edition = publish_now(round_, by=carla)
    assert Factsheet.from_snapshot(edition.content).colophon.startswith("Editie 1, gepubliceerd op ")


def test_a_signature_falls_when_the_round_goes_back(round_, carla, otto):
    sign(round_, carla)
    take(round_, REOPEN, by=carla, reason="Een datum klopt niet.")
    bring_to(Round.objects.get(pk=round_.pk), State.FINAL)
    assert len(not_signed(round_)) == 2
    assert SignOff.objects.count() == 1
    sign(round_, carla)
    assert not_signed(round_) == ["de Inspectie van het Onderwijs"]


def test_a_signature_is_of_the_text_as_it_was(round_, carla, otto):
    sign(round_, carla)
    sign(round_, otto)
    forms = ("In {jaar} keek STJ.",)
    word(round_.case_file.framework, "opvolging", by=carla, version=0, forms=forms)
    earlier = "de Inspectie van het Onderwijs (ondertekende een eerdere tekst)"
    assert not_signed(round_) == ["de Inspectie Jeugdzorg (ondertekende een eerdere tekst)", earlier]
    with pytest.raises(NotReady, match="2 inspecties hebben nog niet ondertekend wat het factsheet nu zegt"):
        publish_now(round_, by=carla)
    assert not Edition.objects.exists()
    sign(round_, carla)
    assert not_signed(round_) == [earlier]
    with pytest.raises(NotReady):
        publish_now(round_, by=carla)
    sign(round_, otto)
    assert publish_now(round_, by=carla).number == 1


def whose_turn(round_, user):
    turn = turn_in(Round.objects.get(pk=round_.pk), user)
    return f"{turn.who} {turn.does}"


def asked_by_mail(user):
    return Notice.objects.filter(kind="to_sign", to=user).count()


def test_another_inspectorate_that_signs_along_makes_no_signature_fall(round_, carla, otto):
    hanna = make_user("inspector", inspectorate=HEALTH)
    sign(round_, carla)
    sign(round_, otto)
    asked = asked_by_mail(otto)
    for wanted, lacking in [
        ([YOUTH, EDUCATION, HEALTH], ["de Inspectie voor de Gezondheidszorg"]),
        ([EDUCATION], []),
        ([YOUTH, EDUCATION], []),
    ]:
        acts.choose_signatories(round_.case_file.framework, by=carla, inspectorates=wanted)
        assert not_signed(round_) == lacking
        assert whose_turn(round_, carla) == ("de inspecties ondertekenen" if lacking else "u publiceert")
    assert (asked_by_mail(hanna), asked_by_mail(otto)) == (1, asked)
    assert publish_now(round_, by=carla).number == 1


def test_a_text_that_the_factsheet_does_not_say_asks_nobody_to_sign_again(round_, carla, otto):
    sign(round_, carla)
    sign(round_, otto)
    asked = asked_by_mail(otto)
    framework = round_.case_file.framework
    forms = (f"{texts_of(framework).of('slot-eerder-verschenen')[0]} Dank u.",)
    word(framework, "slot-eerder-verschenen", by=carla, version=0, forms=forms)
    assert (not_signed(round_), whose_turn(round_, carla)) == ([], "u publiceert")
    assert ([*to_sign(otto)], asked_by_mail(otto)) == ([], asked)


def test_who_signed_an_earlier_text_is_asked_by_mail_once(round_, carla, otto):
    sign(round_, otto)
    asked = asked_by_mail(otto), asked_by_mail(carla)
    word(round_.case_file.framework, "opvolging", by=carla, version=0, forms=("In {jaar} keek STJ.",))
    word(round_.case_file.framework, "opvolging", by=carla, version=1, forms=("Wij keken in {jaar}.",))
    assert (asked_by_mail(otto), asked_by_mail(carla)) == (asked[0] + 1, asked[1])
    assert whose_turn(round_, otto) == "u of een collega ondertekent"


@pytest.mark.parametrize("number", [1, 3])
def test_who_signed_is_looked_up_for_all_rounds_at_once(carla, django_assert_num_queries, number):
    rounds = [make_follow_up(state="final") for _ in range(number)]
    for round_ in rounds:
        acts.choose_signatories(round_.case_file.framework, by=carla, inspectorates=[YOUTH])
        sign(round_, carla)
    rounds = Round.objects.filter(pk__in=[round_.pk for round_ in rounds])
    rounds = list(rounds.select_related("case_file__framework", "municipality"))
    with django_assert_num_queries(23):
        results = readiness.review_each(rounds)
    assert len(results) == number
    assert all(each.is_done for checks in results.values() for each in checks if each.code == "sign_offs")


def test_who_may_not_sign(round_, carla):
    others = [make_user("inspector"), make_user("inspector", inspectorate=Inspectorate.HEALTH)]
    others += [make_user("administrator", inspectorate=YOUTH), make_user("support", inspectorate=YOUTH)]
    for by in others:
        with pytest.raises(acts.MayNotSign):
            sign(round_, by)
    sign(round_, carla)
    with pytest.raises(acts.SignedAlready):
        sign(round_, make_user("inspector", inspectorate=YOUTH))
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize("state", ["concept", "review", "published"])
def test_only_a_round_that_stands_on_vastgesteld_is_signed(carla, state):
    round_ = make_follow_up(state=state)
    acts.choose_signatories(round_.case_file.framework, by=carla, inspectorates=[YOUTH])
    with pytest.raises(acts.NothingToSign):
        sign(round_, carla)


def test_a_first_test_is_not_signed(carla):
    first = make_round(final=True)
    acts.choose_signatories(first.case_file.framework, by=carla, inspectorates=[YOUTH])
    with pytest.raises(acts.NothingToSign):
        sign(first, carla)


def test_nothing_is_signed_unseen(round_, carla):
    with pytest.raises(ChangedMeanwhile):
        acts.sign(round_, by=carla, seen="")


@pytest.mark.parametrize("role", ["inspector", "support", "administrator"])
def test_a_coordinator_alone_chooses_who_signs(role):
    with pytest.raises(acts.MayNotChooseSignatories):
        acts.choose_signatories(make_framework(), by=make_user(role), inspectorates=[YOUTH])


# What the database holds


def row(round_, by, **fields):
    said = {"inspectorate": by.inspectorate, "fingerprint": "0" * 64, "finalised_at": round_.finalised_at}
    return SignOff(round=round_, signed_at=timezone.now(), signed_by=by, **said | fields)


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_the_database_publishes_nothing_before_each_inspectorate_signed(round_, carla, otto):
    sign(round_, carla)
    publishing = Round.objects.filter(pk=round_.pk)
    with refused("a_round_is_not_published_before_each_inspectorate_signed"), transaction.atomic():
        publishing.update(state="published")
    sign(round_, otto)
    assert publishing.update(state="published") == 1


def test_the_database_keeps_no_edition_of_a_text_that_was_signed_otherwise(round_, carla, otto):
    for each in (carla, otto):
        sign(round_, each)
    round_.state = "published"
    Round.objects.filter(pk=round_.pk).update(state="published")
    with refused("an_edition_says_what_each_inspectorate_signed"), transaction.atomic():
        make_edition(round_, signed_text="0" * 64)
    assert make_edition(round_).signed_text == SignOff.objects.first().fingerprint


def test_the_database_keeps_who_signed_what(round_, carla, otto):
    sign(round_, carla)
    round_.refresh_from_db()
    with refused("a_sign_off_stays_as_it_was_given"), transaction.atomic():
        SignOff.objects.update(fingerprint="1" * 64)
    with refused("nobody_signs_for_another_inspectorate"), transaction.atomic():
        row(round_, otto, inspectorate=YOUTH).save()
    with refused("only_what_was_finalised_is_signed"), transaction.atomic():
        row(round_, otto, finalised_at=timezone.now()).save()
    with (
        refused("an_inspectorate_signs_one_text_once|assessments_signoff.fingerprint"),
        transaction.atomic(),
    ):
        row(round_, carla, fingerprint=SignOff.objects.get().fingerprint).save()


def test_the_database_knows_five_inspectorates(round_, carla):
    framework = round_.case_file.framework
    with refused("an_inspectorate_signs_under_a_framework_once|signatory.inspectorate"), transaction.atomic():
        Signatory.objects.create(framework=framework, inspectorate=YOUTH)
    with refused("a_signatory_is_one_of_the_five_inspectorates"), transaction.atomic():
        Signatory.objects.create(framework=framework, inspectorate="other")
    with refused("an_account_signs_for_one_of_the_five_inspectorates"), transaction.atomic():
        User.objects.filter(pk=carla.pk).update(inspectorate="other")
    User.objects.filter(pk=carla.pk).update(inspectorate=EDUCATION)


# The pages


def page(response):
    return " ".join(response.content.decode().split())


def test_who_signs_reads_the_factsheet_first(client, round_, otto):
    client.force_login(otto)
    address = reverse("assessments:sign", args=[round_.pk])
    assert "Lezen en ondertekenen namens de Inspectie van het Onderwijs" in page(
        client.get(round_.get_absolute_url())
    )
    shown = client.get(address)
    assert "U ondertekent wat hieronder staat, namens de Inspectie van het Onderwijs." in page(shown)
    refused_ = client.post(address, {"seen": "iets anders"})
    assert (refused_.status_code, "Er is intussen iets gewijzigd" in page(refused_)) == (409, True)
    response = client.post(address, {"seen": shown.context["factsheet"].fingerprint()})
    assert (response.status_code, response.url) == (302, f"{round_.get_absolute_url()}#ondertekening")
    told = page(client.get(round_.get_absolute_url()))
    assert "U hebt ondertekend namens de Inspectie van het Onderwijs." in told
    assert "door Otto</span>" in told
    assert 'Inspectie Jeugdzorg <span class="stj-list__meta">nog niet ondertekend' in told
    assert "Lezen en ondertekenen" not in told


def test_who_signed_an_earlier_text_is_asked_again(client, round_, carla, otto):
    sign(round_, otto)
    forms = ("In {jaar} keek STJ.",)
    word(round_.case_file.framework, "opvolging", by=carla, version=0, forms=forms)
    client.force_login(otto)
    told = page(client.get(round_.get_absolute_url()))
    assert "een eerdere tekst; moet opnieuw ondertekenen" in told
    assert "Lezen en ondertekenen" in told


def test_a_coordinator_chooses_on_the_page_of_the_framework(client, carla):
    framework = make_framework()
    client.force_login(carla)
    address = reverse("assessments:signatories", args=[framework.pk])
    assert client.post(address, {"inspectorates": ["other"]}).status_code == 422
    response = client.post(address, {"inspectorates": [EDUCATION, YOUTH]})
    assert (response.status_code, response.url) == (302, framework.get_absolute_url())
    told = page(client.get(framework.get_absolute_url()))
    assert "als de Inspectie Jeugdzorg, de Inspectie van het Onderwijs hebben ondertekend." in told
    assert client.post(address, {}).status_code == 302
    assert not framework.signatories.exists()


def waiting_for(client, user):
    """What waits for somebody in their work: the sentence, where it leads, and since when."""
    client.force_login(user)
    rows = client.get(reverse("assessments:my_work")).context["waiting"]
    return [(row.text, row.address, row.since) for row in rows if "ndertekenen" in row.text]


def test_what_can_be_signed_waits_in_the_work_of_each_who_can_until_it_is(client, round_, carla, otto):
    """The first test, which is final too, isn't signed."""
    address = reverse("assessments:sign", args=[round_.pk])
    of_otto = ("Ondertekenen namens de Inspectie van het Onderwijs", address, round_.finalised_at)
    assert waiting_for(client, otto) == [of_otto]
    assert waiting_for(client, carla) == [
        ("Ondertekenen namens de Inspectie Jeugdzorg", address, round_.finalised_at)
    ]
    assert waiting_for(client, make_user("inspector", inspectorate=Inspectorate.HEALTH)) == []
    assert waiting_for(client, make_user("inspector")) == []
    colleague = make_user("inspector", inspectorate=EDUCATION)
    sign(round_, colleague)
    assert waiting_for(client, otto) == []
    word(round_.case_file.framework, "slot", by=carla, version=0, forms=("Nr. {editie}, {datum}.",))
    assert waiting_for(client, otto) == [of_otto]


def test_the_page_says_that_it_was_signed_already_and_offers_nothing(client, round_, otto):
    client.force_login(otto)
    address = reverse("assessments:sign", args=[round_.pk])
    button = (
        '<button class="utrecht-button utrecht-button--primary-action" type="submit">Ondertekenen</button>'
    )
    assert button in client.get(address).content.decode()
    sign(round_, make_user("inspector", inspectorate=EDUCATION))
    page = client.get(address).content.decode()
    assert button not in page
    assert "Namens uw inspectie is al ondertekend." in page
