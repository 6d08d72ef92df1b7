"""Publishing, correcting and withdrawing: the rows change what is published."""

from django.urls import reverse

from assessments.actions.follow_ups import start_follow_up
from assessments.actions.publication import withdraw
from assessments.actions.steps import take
from assessments.factsheet.drafting import draft
from assessments.models import AdvanceCopy, Edition, PlannedPublication
from assessments.steps import CORRECT, State
from stj_toezicht.accounts.models import Role, User
from tests.factories import bring_to, make_planned, overwrite
from tests.pictures.picture import press
from tests.pictures.rounds import alkmaar, make_complete, step_of


def of_round_to_publish():
    """The page on which the last round of Alkmaar is published; once it is, that of the follow-up after it."""
    round_ = alkmaar().rounds.latest("year")
    if round_.is_final:
        by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
        round_ = start_follow_up(alkmaar(), year=round_.year + 1, by=by)
    make_complete(round_)
    bring_to(round_, State.FINAL)
    return reverse("assessments:publish", args=[round_.pk])


def to_publish_many():
    """The page on which factsheets are published together, with that of Alkmaar ready."""
    last = alkmaar().rounds.latest("year")
    if last.state != State.FINAL or PlannedPublication.objects.filter(round=last).exists():
        of_round_to_publish()
    return reverse("assessments:publish_many")


def of_round_to_plan():
    to_publish_many()
    return reverse("assessments:plan_publication", args=[alkmaar().rounds.latest("year").pk])


def of_planned(name, **fields):
    """A page, with Alkmaar planned for tomorrow and its copy in advance made, or as its `fields` say."""

    def address():
        if alkmaar().rounds.latest("year").state != State.FINAL:
            to_publish_many()
        round_ = alkmaar().rounds.latest("year")
        planned = PlannedPublication.objects.waiting().filter(round=round_).first()
        planned = planned or make_planned(round_, seen=draft(round_).fingerprint())
        nothing = {"made_at": None, "pdf": None, "sha256": "", "problem": ""}
        made = {"made_at": planned.planned_at, "pdf": b"%PDF-1.7", "sha256": "0" * 64}
        AdvanceCopy.objects.filter(planned=planned).update(**(nothing | (fields or made)))
        return reverse(name, args=[round_.pk] if name == "assessments:plan_publication" else [])

    return address


def of_text_that_stops_a_plan():
    of_planned("assessments:publish_many")()
    return reverse("assessments:standard_text", args=[alkmaar().framework_id, "slot"])


def word_the_closing(page):
    page.get_by_role("textbox").first.fill("Dit is editie {editie}, gepubliceerd op {datum}.")
    press("Opslaan")(page)


def publish_chosen(*, is_any):
    def publish(page):
        if is_any:
            page.get_by_label("Op het moment hieronder").check()
        else:
            page.get_by_role("checkbox").first.uncheck()
        press("Gekozen factsheets publiceren")(page)

    return publish


def leeuwarden():
    """The first edition on Leeuwarden."""
    return Edition.objects.get(slug="leeuwarden", number=1)


def checking(sha256):
    return lambda: f"{reverse('check_pdf')}?sha256={sha256()}"


def of_round_that_went_back():
    """The page on which a correction of Leeuwarden is dropped, in which nothing was changed yet."""
    round_ = leeuwarden().round
    if round_.state == State.PUBLISHED:
        by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
        take(round_, CORRECT, by=by, reason="De datum van het gesprek klopt niet.")
    return step_of(round_, "correctie-laten-vallen")


def of_correction():
    """The page on which what was published on Leeuwarden is published again, with one explanation put otherwise."""
    round_ = leeuwarden().round
    if round_.state in (State.PUBLISHED, State.REVIEW):
        of_round_that_went_back()
        first = round_.findings.earliest("pk")
        overwrite(
            round_.findings.filter(pk=first.pk), explanation=f"{first.explanation} Dat bleek op 3 februari."
        )
        bring_to(round_, State.FINAL)
    return reverse("assessments:publish", args=[round_.pk])


def publish_for(reason):
    def publish(page):
        page.get_by_label("Reden").fill(reason)
        press("Factsheet publiceren")(page)

    return publish


def of_newest_edition(name):
    return lambda: reverse(name, args=[leeuwarden().round.editions.latest("number").pk])


def of_withdrawn_edition():
    edition = leeuwarden().round.editions.latest("number")
    by = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
    if not edition.is_withdrawn:
        withdraw(edition, by=by, reason="In een toelichting stonden gegevens over één gezin.")
    return edition.get_absolute_url()
