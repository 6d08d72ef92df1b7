"""A first test, from its start to its four eyes."""

import datetime

from django.urls import reverse

from assessments.actions.case_files import open_case_file
from assessments.actions.contact_moments import add_contact_moment
from assessments.actions.findings import record
from assessments.actions.first_tests import start_first_test
from assessments.models import CaseFile
from assessments.steps import State
from assessments.verdicts import Verdict
from municipalities.models import Municipality
from stj_toezicht.accounts.models import Role, User
from tests.factories import bring_to, make_approvals
from tests.pictures.rounds import alkmaar, colleague, open_round, theme_of


def of_round_in_review(name, *arguments):
    """The address for a round that a colleague can approve, of which everything is recorded."""

    def in_review():
        round_ = first_test()
        of_complete_first_test("assessments:round")()
        bring_to(round_, State.REVIEW)
        return reverse(name, args=[round_.pk, *arguments])

    return in_review


def of_approved_first_test(name, *arguments):
    def approved():
        address = of_round_in_review(name, *arguments)()
        if first_test().state == State.REVIEW:
            make_approvals(first_test())
        return address

    return approved


def approve_theme(page):
    page.get_by_role("button", name="Alle punten onder").click()


def having_read_what_was_there_before(name, button, **also):
    """Send the page as if it had been opened before somebody wrote."""

    def send(page):
        for field, value in {name: "0", **also}.items():
            page.locator(f"[name^={field}]").first.evaluate(f"field => field.value = {value}")
        page.get_by_role("button", name=button).first.click()

    return send


def of_theme_in_review():
    of_round_in_review("assessments:round")()
    return theme_of(first_test().findings.in_order()[0])


def utrecht():
    """The case file of Utrecht, in which nothing was tested yet; opened the first time it is asked for."""
    case_file = CaseFile.objects.filter(municipality__name="Utrecht").first()
    coordinator = User.objects.filter(role=Role.COORDINATOR).earliest("pk")
    return case_file or open_case_file(
        Municipality.objects.get(name="Utrecht"),
        framework=alkmaar().framework,
        year=2016,
        inspectors=list(open_round().case_file.team.all()),
        by=coordinator,
    )


def of_utrecht(name):
    return lambda: reverse(name, args=[utrecht().pk])


def first_test():
    """The first test of Utrecht, started the first time it is asked for."""
    case_file = utrecht()
    names = ["Buurtteams", "Samen Veilig"]
    return case_file.rounds.first() or start_first_test(
        case_file, year=2016, approaches=names, by=colleague()
    )


def of_first_test(name):
    return lambda: reverse(name, args=[first_test().pk])


def of_complete_first_test(name):
    def complete():
        for finding in first_test().findings.filter(verdict=""):
            record(
                finding,
                by=colleague(),
                version=finding.version,
                verdict=Verdict.MEETS,
                explanation="Zo is het.",
            )
        if not first_test().contact_moments.exists():
            date = datetime.date(2016, 3, 7)
            add_contact_moment(first_test(), by=colleague(), kind="conversation", date=date)
        return of_first_test(name)()

    return complete
