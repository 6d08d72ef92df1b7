"""A wording that a colleague suggests, while the text changed after it was shown: both texts, to choose from."""

from assessments.actions.comments import as_suggested
from assessments.forms.findings import FindingForm
from assessments.views.cards import finding_for, new_page, round_for
from assessments.views.conflicts import choose
from assessments.views.developments import choose_development


def choose_on_suggestion(request, comment, *, version):
    """Keep the suggestion beside what was saved since the `version` that was shown; nothing is taken over yet."""
    page = {"saved_from": new_page(), "saved_nth": 0}
    if not comment.finding_id:
        round_ = round_for(request.user, comment.development_of_id)
        content = {"version": version, "development": comment.suggestion, **page}
        return choose_development(request, round_, content)
    finding = finding_for(request.user, comment.finding_id)
    return choose(request, finding.round, [_form(finding, comment, version)], [], page)


def _form(finding, comment, version):
    """The fields of a finding as they were shown, with the suggestion in the place of the explanation."""
    shown = finding.at_version(version)
    content = as_suggested(comment, shown) | {"contact_moments": shown.rests_on, "version": version}
    sent = {f"punt-{finding.pk}-{name}": value for name, value in content.items() if value is not None}
    moments = list(finding.round.contact_moments.all())
    form = FindingForm(sent, finding=finding, moments=moments)
    form.is_valid()
    return form
