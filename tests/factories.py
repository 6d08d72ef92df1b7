"""One plain factory per model: valid by default, told only what a test is about."""

import datetime
import hashlib
import re
from contextlib import contextmanager
from itertools import count

from django.db import connection, transaction
from django.utils import timezone

from assessments.actions.publication import publish
from assessments.factsheet.data import to_json
from assessments.factsheet.drafting import draft
from assessments.factsheet.provenance import versions
from assessments.guards import GUARDS
from assessments.models import (
    AdvanceCopy,
    Approach,
    Approval,
    Attachment,
    Bundle,
    BundlePart,
    BundlePiece,
    CaseFile,
    Comment,
    CommentAnswer,
    ContactMoment,
    Continuation,
    Edition,
    Evidence,
    Finding,
    FindingRevision,
    Framework,
    History,
    Indicator,
    OvertakenDevelopment,
    OvertakenFinding,
    PlanCheck,
    PlannedPublication,
    Release,
    ReleasedFinding,
    Remark,
    Reply,
    Round,
    Theme,
    Withdrawal,
)
from assessments.steps import State
from assessments.terms import last_day_of_term
from assessments.texts import for_search
from municipalities.models import Contact, Municipality, address_for
from stj_toezicht.accounts.models import KeptForm, Role, User
from stj_toezicht.notices.models import Notice

# None reads as a year, or a test that looks for one would find it in a name.
_number = (number for number in count(1) if not re.search("19|20", str(number)))


def make_user(role=Role.INSPECTOR, **fields):
    number = next(_number)
    fields.setdefault("username", f"{role}{number}")
    fields.setdefault("name", f"Account {number}")
    fields.setdefault("email", f"{fields['username']}@stj.example")
    return User.objects.create_user(
        password=fields.pop("password", "een-lang-wachtwoord"), role=role, **fields
    )


def make_municipality(name="", **fields):
    number = next(_number)
    name = name or f"Gemeente {number}"
    fields.setdefault("code", f"GM{5000 + number % 5000}")
    fields.setdefault("sort_name", name.lower())
    fields.setdefault("slug", address_for(name))
    fields.setdefault("province", "Utrecht")
    return Municipality.objects.create(name=name, **fields)


def make_contact(municipality=None, user=None, **fields):
    """A contact who speaks for a municipality since long, whatever day a test sets the clock to."""
    fields.setdefault("valid_from", datetime.date(2000, 1, 1))
    return Contact.objects.create(
        municipality=municipality or make_municipality(), user=user or make_user(Role.MUNICIPALITY), **fields
    )


def make_framework(**fields):
    fields.setdefault("code", "GGSR")
    fields.setdefault("version", f"versie {next(_number)}")
    fields.setdefault("name", "Toetsingskader")
    fields.setdefault("definition", "Een definitie.")
    fields.setdefault("areas_of_life", "gezin, wonen en werk")
    fields.setdefault("valid_from", datetime.date(2013, 1, 1))
    return Framework.objects.create(**fields)


def make_theme(framework=None, **fields):
    number = next(_number)
    fields.setdefault("position", number)
    fields.setdefault("name", f"Thema {number}")
    fields.setdefault("heading", fields["name"])
    fields.setdefault("description", "waar het thema over gaat")
    return Theme.objects.create(framework=framework or make_framework(), **fields)


def make_indicator(theme=None, **fields):
    number = next(_number)
    fields.setdefault("position", number)
    fields.setdefault("code", f"I{number}")
    fields.setdefault("wording", f"Indicator {number} is geregeld")
    return Indicator.objects.create(theme=theme or make_theme(), **fields)


def make_case_file(municipality=None, framework=None, team=()):
    case_file = CaseFile.objects.create(
        municipality=municipality or make_municipality(), framework=framework or make_framework()
    )
    case_file.team.set(team)
    return case_file


def make_approach(case_file=None, successors=(), **fields):
    """An approach; with `successors` it ends in the round in which they start."""
    fields.setdefault("name", f"Aanpak {next(_number)}")
    fields.setdefault("starts_in", 2013)
    if successors:
        fields.setdefault("ends_in", successors[0].starts_in)
    approach = Approach.objects.create(case_file=case_file or make_case_file(), **fields)
    for successor in successors:
        make_continuation(approach, successor)
    return approach


def make_continuation(predecessor, successor, **fields):
    fields.setdefault("case_file", predecessor.case_file)
    fields.setdefault("year", successor.starts_in)
    return Continuation.objects.create(predecessor=predecessor, successor=successor, **fields)


def make_round(case_file=None, year=2014, *, final=False, **fields):
    case_file = case_file or make_case_file()
    fields.setdefault("municipality", case_file.municipality)
    fields.setdefault("started_by", make_user())
    fields.setdefault("started_at", timezone.now())
    if final:  # as one that was read in
        moment = fields["started_at"]
        fields |= {"state": "final", "finalised_at": moment, "finalised_by": fields["started_by"]}
    return Round.objects.create(case_file=case_file, year=year, **fields)


def bring_to(round_, state, by=None):
    """Let a round take the steps to `state`, with each of its texts approved by somebody who wrote nothing."""
    by = by or make_user(Role.COORDINATOR)
    is_follow_up = Round.objects.follow_ups().filter(pk=round_.pk).exists()
    for each in State:
        round_.refresh_from_db()
        if round_.state == state:
            break
        if list(State).index(each) <= list(State).index(round_.state):
            continue
        if each == State.REPLY and not is_follow_up:
            continue
        if each in (State.REPLY, State.FINAL):
            make_approvals(round_)
        if each in (State.REPLY, State.PUBLISHED) and not round_.releases.with_the_municipality().exists():
            make_release(round_)
        finalised = {"finalised_at": timezone.now(), "finalised_by": by} if not round_.is_final else {}
        Round.objects.filter(pk=round_.pk).update(state=each, **(finalised if each.is_final else {}))
    round_.refresh_from_db()
    return round_


def make_release(round_=None, pdf=b"%PDF-1.7 een concept", **fields):
    """The draft of a round with its municipality, of which the term is over; with a stand-in for its PDF."""
    if round_ is None:
        return bring_to(make_follow_up(), State.REPLY).releases.get()
    delivered_on = fields.setdefault("delivered_on", timezone.localdate() - datetime.timedelta(days=30))
    fields.setdefault("delivery", "email" if delivered_on else "letter")
    if delivered_on:
        last_day = last_day_of_term(delivered_on, fields.get("working_days", 10))
        fields = {"delivered_by": round_.started_by, "last_day": last_day, **fields}
    released = Release.objects.create(
        round=round_,
        pdf=pdf,
        content=draft(round_).to_snapshot(),
        sha256=hashlib.sha256(pdf).hexdigest(),
        text_version=round_.text_version,
        **{
            "number": round_.releases.count() + 1,
            "released_at": timezone.now() - datetime.timedelta(days=30),
            "released_by": round_.started_by,
            **fields,
        },
    )
    history = History.of(round_)
    for finding in round_.findings.in_order():
        ReleasedFinding.of(released, finding, history).save()
    return released


def make_reply(release=None, is_sent=True, **fields):
    """What a municipality answers to a draft, without a remark in it."""
    release = release or make_release()
    fields.setdefault("started_by", make_user(Role.MUNICIPALITY))
    if is_sent:
        fields = {"sent_at": timezone.now(), "sent_by": fields["started_by"], **fields}
    fields = {"number": release.replies.count() + 1, "started_at": timezone.now(), **fields}
    return Reply.objects.create(release=release, **fields)


def make_remark(reply=None, **fields):
    """A remark on the first finding of the draft that a reply answers, or with `part` on that; unsent replies alone."""
    reply = reply or make_reply(is_sent=False)
    if "part" not in fields:
        fields.setdefault("released", reply.release.findings.first())
    said = {"kind": "error", "text": "Het convenant is van 2013.", "version": 1}
    changed = {"changed_at": timezone.now(), "changed_by": reply.started_by}
    return Remark.objects.create(reply=reply, **{**said, **changed, **fields})


def make_evidence(remark=None, content=b"%PDF-1.7 een verslag", **fields):
    """A document with which a municipality supports a remark; unsent replies alone."""
    remark = remark or make_remark()
    return Evidence.objects.create(
        remark=remark,
        content=content,
        **{
            "name": "verslag.pdf",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "added_at": timezone.now(),
            "added_by": remark.changed_by,
            **fields,
        },
    )


def send(reply, **fields):
    """Have a reply sent as it is."""
    sent = {"sent_at": timezone.now(), "sent_by": reply.started_by, **fields}
    Reply.objects.filter(pk=reply.pk).update(**sent)
    reply.refresh_from_db()
    return reply


def make_approvals(round_, by=None):
    """Somebody who wrote nothing approves all that a round says."""
    said = {"round": round_, "approved_at": timezone.now(), "approved_by": by or make_user()}
    texts = [{"finding": finding, "version": finding.text_version} for finding in round_.findings.all()]
    round_.refresh_from_db(fields=["text_version"])
    texts.append({"finding": None, "version": round_.text_version})
    return Approval.objects.bulk_create(Approval(**said, **text) for text in texts)


def make_finding(round_=None, approach=None, indicator=None, verdict="", **fields):
    round_ = round_ or make_round()
    if verdict == "not_assessed":
        fields.setdefault("reason", "De gemeente gaf geen inzage.")
    if verdict:
        fields.setdefault("explanation", "Een toelichting.")
    return Finding.objects.create(
        round=round_,
        approach=approach or make_approach(round_.case_file),
        indicator=indicator or make_indicator(make_theme(round_.case_file.framework)),
        verdict=verdict,
        search_text=for_search(fields.get("explanation", ""), fields.get("reason", "")),
        **fields,
    )


def overwrite(findings, **said):
    """Have findings say something else, past the actions and past the guards of the database."""
    with past_the_guards():
        findings.update(**said)


@contextmanager
def past_the_guards(*models):
    """Write what the database refuses to keep or forget of findings and their versions, or of these `models`."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        tables = [model._meta.db_table for model in models or (Finding, FindingRevision)]
        names = [guard.name for guard in GUARDS if guard.table in tables]
        placed = f"SELECT name, sql FROM sqlite_master WHERE name IN ({', '.join(map(repr, names))})"
        lifted = cursor.execute(placed).fetchall()
        for name, _ in lifted:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, made_by in lifted:
            cursor.execute(made_by)


def make_contact_moment(round_=None, **fields):
    fields.setdefault("kind", ContactMoment.Kind.CONVERSATION)
    fields.setdefault("date", datetime.date(2014, 11, 17))
    return ContactMoment.objects.create(round=round_ or make_round(), **fields)


def make_comment(finding=None, **fields):
    """A remark on a finding, or with `development_of` on the narrative of a round."""
    if finding is None and "development_of" not in fields:
        finding = make_finding()
    return Comment.objects.create(
        finding=finding,
        **{"text": "Klopt dit?", "written_at": timezone.now(), "written_by": make_user(), **fields},
    )


def make_answer(comment=None, **fields):
    said = {"text": "Dat is aangepast.", "written_at": timezone.now(), "written_by": make_user(), **fields}
    return CommentAnswer.objects.create(comment=comment or make_comment(), **said)


def make_overtaken(finding=None, **fields):
    return OvertakenFinding.objects.create(
        finding=finding or make_finding(),
        **{
            "version": 0,
            "explanation": "Wat een ander typte.",
            "typed_at": timezone.now(),
            "typed_by": make_user(),
            **fields,
        },
    )


def make_overtaken_development(round_=None, **fields):
    return OvertakenDevelopment.objects.create(
        round=round_ or make_round(),
        **{
            "version": 0,
            "development": "Wat een ander typte.",
            "typed_at": timezone.now(),
            "typed_by": make_user(),
            **fields,
        },
    )


def make_attachment(contact_moment=None, content=b"%PDF-1.7 een verslag", **fields):
    moment = contact_moment or make_contact_moment()
    return Attachment.objects.create(
        contact_moment=moment,
        content=content,
        **{
            "name": "verslag.pdf",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "added_at": timezone.now(),
            "added_by": moment.round.started_by,
            **fields,
        },
    )


def make_plan_check(finding=None, **fields):
    fields.setdefault("note", "Het college heeft de afspraken vastgesteld.")
    fields.setdefault("checked_by", make_user())
    fields.setdefault("checked_at", timezone.now())
    return PlanCheck.objects.create(finding=finding or make_finding(verdict="meets"), **fields)


def make_follow_up(municipality=None, year=2014, verdict="meets", state="concept", **fields):
    """A follow-up of one improvement point that lacks nothing to be published, but the steps from where it stands."""
    case_file = make_case_file(municipality)
    approach = make_approach(case_file, starts_in=year - 1)
    before = make_finding(make_round(case_file, year - 1, final=True), approach, verdict="improvement_point")
    round_ = make_round(case_file, year, **{"development": "Er is veel gebeurd.", **fields})
    make_contact_moment(round_)
    make_finding(round_, approach, before.indicator, verdict)
    return bring_to(round_, state)


def make_themed_follow_up(themes, team=()):
    """A follow-up in Alkmaar of as many points as `themes` gives headings, each an improvement point before."""
    case_file = make_case_file(make_municipality("Alkmaar"), team=team)
    approach, first = make_approach(case_file, name="Helpende Hand"), make_round(case_file, 2013, final=True)
    round_ = make_round(case_file, 2014)
    made = {heading: make_theme(case_file.framework, heading=heading) for heading in dict.fromkeys(themes)}
    for number, heading in enumerate(themes, start=1):
        indicator = make_indicator(made[heading], wording=f"Punt {number} is geregeld")
        before = {"verdict": "improvement_point", "explanation": f"Eerder was {number} niets."}
        make_finding(first, approach, indicator, **before)
        make_finding(round_, approach, indicator)
    return round_


def make_edition(round_=None, pdf=b"%PDF-1.7 een document", **fields):
    """A round published, with a stand-in for its PDF."""
    round_ = round_ or make_follow_up()
    bring_to(round_, State.PUBLISHED)
    number = fields.get("number", 1)
    reason = fields.setdefault("reason", "Een datum klopte niet." if number > 1 else "")
    issued = {"published_on": datetime.date(2015, 6, 3), "edition": number, "correction": reason}
    factsheet = draft(round_, **issued)
    edition = Edition(
        round=round_,
        municipality_name=factsheet.municipality,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        published_by=make_user(Role.COORDINATOR),
        **versions(factsheet.framework_version),
        **{
            "slug": factsheet.slug,
            "year": factsheet.year,
            "content": factsheet.to_snapshot(),
            "data": to_json(factsheet),
            "signed_text": factsheet.to_sign().fingerprint() if factsheet.signed else "",
            "published_at": datetime.datetime(2015, 6, 3, 10, tzinfo=datetime.UTC),
            **fields,
        },
    )
    edition.row_sha256 = edition.computed_row_sha256()
    edition.save()
    return edition


def make_planned(round_=None, **fields):
    """A publication that is planned for tomorrow, with a stand-in for the copy that its municipality reads."""
    now = timezone.now()
    planned = PlannedPublication.objects.create(
        round=round_ or make_follow_up(state="final"),
        **{
            "publish_at": now + datetime.timedelta(days=1),
            "seen": "0" * 64,
            "planned_at": now,
            "planned_by": make_user(Role.COORDINATOR),
            **fields,
        },
    )
    if planned.publish_at > now:
        AdvanceCopy.objects.create(planned=planned, pdf=b"%PDF-1.7 kopie", sha256="0" * 64, made_at=now)
    return planned


def make_bundle(*chosen, by=None, **fields):
    """A bundle of editions and rounds that is ready, with a stand-in for its file."""
    made_at = timezone.now()
    content = b"PK een bundel"
    bundle = Bundle.objects.create(
        made_by=by or make_user(Role.COORDINATOR),
        made_at=made_at,
        ready_at=made_at,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        **{"format": "zip", **fields},
    )
    for position, each in enumerate(chosen):
        what = {"edition": each} if isinstance(each, Edition) else {"round": each}
        BundlePart.objects.create(bundle=bundle, position=position, finished_at=made_at, **what)
    for position, piece in enumerate((content[:5], content[5:])):
        BundlePiece.objects.create(bundle=bundle, position=position, content=piece)
    return bundle


def make_withdrawal(edition=None, **fields):
    fields.setdefault("reason", "Er stonden persoonsgegevens in.")
    fields.setdefault("withdrawn_at", datetime.datetime(2015, 7, 1, 10, tzinfo=datetime.UTC))
    fields.setdefault("withdrawn_by", make_user(Role.COORDINATOR))
    return Withdrawal.objects.create(edition=edition or make_edition(), **fields)


def make_kept_form(writer=None, **fields):
    fields.setdefault("path", "/")
    fields.setdefault("fields", [["note", "Een notitie."]])
    return KeptForm.objects.create(writer=writer or make_user(), **fields)


def make_notice(to=None, **fields):
    to = to or make_user()
    fields.setdefault("kind", "finalised")
    fields.setdefault("key", f"gebeurtenis {next(_number)}")
    fields.setdefault("to_name", str(to))
    fields.setdefault("to_address", to.email)
    fields.setdefault("about", "Alkmaar 2015")
    fields.setdefault("subject", "Alkmaar 2015 is vastgesteld")
    fields.setdefault("path", "/rondes/1/")
    return Notice.objects.create(to=to, **fields)


def publish_now(round_, *, by, **said):
    """Publish a round as it is at this moment, as somebody does who just looked at it."""
    now = Round.objects.get(pk=round_.pk)
    return publish(round_, by=by, seen=draft(now).fingerprint(), **said)
