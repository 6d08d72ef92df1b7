"""Follow-ups that are made up, each as far as its content says: written, before colleagues or with the municipality."""

from datetime import date, timedelta

from django.utils import timezone

from assessments.actions import deliveries, releases, remarks, replies
from assessments.actions.approvals import approve, approve_development
from assessments.actions.comments import answer_comment, write_comment
from assessments.actions.contact_moments import add_contact_moment
from assessments.actions.findings import record
from assessments.actions.follow_ups import start_follow_up
from assessments.actions.rounds import write_development
from assessments.actions.steps import take
from assessments.factsheet.drafting import draft
from assessments.models import CaseFile, Release, Round
from assessments.steps import SUBMIT


def follow_up(content, people):
    """Start a follow-up and have these people, by their user names, do in it what `content` says."""
    by = people[content["by"]]
    case_file = CaseFile.objects.get(municipality__name=content["municipality"])
    round_ = start_follow_up(case_file, year=content["year"], by=by)
    _write(round_, content, by)
    if "comments" in content or "read_by" in content:
        take(round_, SUBMIT, by=by)
    for comment in content.get("comments", ()):
        _comment(round_, comment, people)
    if "read_by" in content:
        _release(round_, reader=people[content["read_by"]], coordinator=people[content["released_by"]])
    for reply in content.get("replies", ()):
        _reply(round_, reply, people)


def _write(round_, content, by):
    for moment in content["contact_moments"]:
        add_contact_moment(round_, by=by, **moment | {"date": date.fromisoformat(moment["date"])})
    write_development(round_, by=by, version=0, development=content["development"])
    for code, given in content["findings"].items():
        record(_finding(round_, code), by=by, version=0, **given)


def _finding(round_, code):
    return round_.findings.get(indicator__code=code)


def _comment(round_, content, people):
    """A remark on a finding, or on the narrative where it names none, with what was answered to it."""
    on = _finding(round_, content["indicator"]) if "indicator" in content else Round.objects.get(pk=round_.pk)
    said = {name: content[name] for name in ("text", "suggestion") if name in content}
    comment = write_comment(on, by=people[content["by"]], **said)
    for answer in content.get("answers", ()):
        answer_comment(comment, by=people[answer["by"]], text=answer["text"])


def _release(round_, *, reader, coordinator):
    """Have a colleague approve all of it, and give the draft to its municipality by letter today."""
    round_.refresh_from_db()
    read = [(finding, finding.text_version) for finding in round_.findings.all()]
    approve(read, by=reader, round_=round_)
    approve_development(round_, by=reader, version=round_.text_version)
    seen, by_letter = draft(round_).fingerprint(), Release.Delivery.LETTER
    release = releases.release(round_, by=coordinator, seen=seen, how=by_letter)
    deliveries.deliver(release, on=timezone.localdate(), how=by_letter, by=coordinator)


def _reply(round_, content, people):
    """What one contact wrote in a reply of its municipality, and sent where the content says so."""
    release = round_.releases.get()
    by, number = people[content["by"]], release.replies.count() + 1
    if number > 1:
        replies.start(release, by=by)
    for remark in content["remarks"]:
        released = None
        if "indicator" in remark:
            released = release.findings.get(finding__indicator__code=remark["indicator"])
        topic = remarks.Topic(remark["kind"], released, remark.get("part", ""))
        said = {name: remark[name] for name in ("text", "by_whom") if name in remark}
        if "planned_in_days" in remark:
            said["planned_on"] = timezone.localdate() + timedelta(days=remark["planned_in_days"])
        remarks.save(release, topic, by=by, number=number, version=0, **said)
    if content["is_sent"]:
        seen = replies.fingerprint(release.replies.get(number=number))
        replies.send(release, by=by, number=number, seen=seen)
