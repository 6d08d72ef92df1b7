"""Who may reach what: one table for every address and role, and nothing outside the table."""

import re

import pytest
from django.db import transaction
from django.http import Http404
from django.urls import URLPattern, get_resolver, reverse

from assessments.actions.log import chain_of
from assessments.models import Attachment, Edition, Remark, Round
from stj_toezicht.access import RoleMiddleware
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.writing import write
from tests.factories import (
    make_approach,
    make_attachment,
    make_bundle,
    make_case_file,
    make_comment,
    make_contact,
    make_contact_moment,
    make_edition,
    make_evidence,
    make_finding,
    make_kept_form,
    make_municipality,
    make_notice,
    make_overtaken,
    make_overtaken_development,
    make_planned,
    make_remark,
    make_reply,
    make_round,
    make_user,
    overwrite,
    send,
)

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "municipality", "inspector", "on the team", "coordinator", "support", "administrator")
LOG_IN, OK, FORBIDDEN, NOT_FOUND, MOVED = "log in", 200, 403, 404, 302


def row(anonymous, municipality, inspector, on_the_team, coordinator, support, administrator):
    return dict(
        zip(
            ROLES,
            (anonymous, municipality, inspector, on_the_team, coordinator, support, administrator),
            strict=True,
        )
    )


EVERYONE = dict.fromkeys(ROLES, OK)
READERS = row(LOG_IN, NOT_FOUND, OK, OK, OK, OK, OK)
READERS_OF_CONCEPTS = row(LOG_IN, NOT_FOUND, OK, OK, OK, NOT_FOUND, OK)
READERS_OF_NOTES = row(LOG_IN, NOT_FOUND, OK, OK, OK, FORBIDDEN, OK)
WRITERS = row(LOG_IN, NOT_FOUND, FORBIDDEN, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN)
COORDINATORS = row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, OK, FORBIDDEN, FORBIDDEN)
CHANGE_NORMS = row(
    LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN
)  # a round was held by it
MOVE_NORMS = row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN)
LOOK_AFTER_THE_OFFICE = row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, OK, FORBIDDEN, OK)
MAKER = row(LOG_IN, NOT_FOUND, NOT_FOUND, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND)
BACK_TO_BUNDLE = row(LOG_IN, NOT_FOUND, NOT_FOUND, MOVED, NOT_FOUND, NOT_FOUND, NOT_FOUND)
ONLY_FROM_A_DRAFT = row(LOG_IN, MOVED, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND)

# What GET answers. The rounds, findings and contact moments are those of a concept.
PAGES = {
    "home": EVERYONE,
    "municipality": EVERYONE,
    "factsheet": EVERYONE,
    "factsheet_pdf": EVERYONE,
    "factsheet_json": EVERYONE,
    "edition": EVERYONE,
    "edition_pdf": EVERYONE,
    "edition_json": EVERYONE,
    "check_pdf": EVERYONE,
    "login": row(OK, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    "forgotten_password": EVERYONE,
    "choose_password": dict.fromkeys(ROLES, 410),
    "municipalities:contacts": READERS_OF_NOTES,
    "municipalities:invite": COORDINATORS,
    "municipalities:change_contact": COORDINATORS,
    "municipalities:invite_again": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:notices": LOOK_AFTER_THE_OFFICE,
    "assessments:notice": LOOK_AFTER_THE_OFFICE,
    "assessments:send_notice_again": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, MOVED),
    "assessments:notices_of_case_file": READERS_OF_NOTES,
    "logout": dict.fromkeys(ROLES, 405),
    "start": row(LOG_IN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    "shortcuts": row(LOG_IN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    "kept_forms": row(LOG_IN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    "kept_form": row(LOG_IN, NOT_FOUND, NOT_FOUND, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "discard_kept_form": row(LOG_IN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    "assessments:my_work": row(LOG_IN, NOT_FOUND, OK, OK, OK, NOT_FOUND, NOT_FOUND),
    "assessments:my_municipality": row(LOG_IN, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "assessments:municipality_log": row(LOG_IN, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "assessments:draft": row(LOG_IN, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "assessments:draft_pdf": row(LOG_IN, OK, OK, OK, OK, NOT_FOUND, OK),
    "assessments:autosave_reply": ONLY_FROM_A_DRAFT,
    "assessments:start_reply": ONLY_FROM_A_DRAFT,
    "assessments:presence_at_draft": ONLY_FROM_A_DRAFT,
    "assessments:send_reply": ONLY_FROM_A_DRAFT,  # the reply was sent
    "assessments:evidence": row(LOG_IN, OK, OK, OK, OK, NOT_FOUND, OK),
    "assessments:case_files": READERS,
    "assessments:case_file": READERS,
    "assessments:open_case_file": COORDINATORS,
    "assessments:hand_over_all": COORDINATORS,
    "assessments:search": READERS,
    "assessments:team": COORDINATORS,
    "assessments:hand_over": row(LOG_IN, NOT_FOUND, FORBIDDEN, OK, OK, FORBIDDEN, FORBIDDEN),
    "assessments:start_first_test": row(LOG_IN, NOT_FOUND, FORBIDDEN, 409, 409, FORBIDDEN, FORBIDDEN),
    "assessments:take_texts_over": WRITERS,
    "assessments:copy_first_test": row(LOG_IN, NOT_FOUND, 409, 409, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:step": WRITERS,
    "assessments:plan_publication": COORDINATORS,
    "assessments:publish_many": COORDINATORS,
    "assessments:publications_under_way": COORDINATORS,
    "assessments:cancel_publication": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN
    ),
    "assessments:try_copy_again": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:bundles": READERS,
    **dict.fromkeys(("assessments:bundle", "assessments:bundle_progress", "assessments:bundle_file"), MAKER),
    **dict.fromkeys(("assessments:cancel_bundle", "assessments:try_bundle_again"), BACK_TO_BUNDLE),
    "assessments:advance_copy": row(LOG_IN, OK, OK, OK, OK, NOT_FOUND, OK),
    "assessments:frameworks": READERS,
    "assessments:framework": READERS,
    "assessments:standard_text": READERS,
    "assessments:next_version": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:change_framework": COORDINATORS,
    **dict.fromkeys(("assessments:add_theme", "assessments:add_indicator"), CHANGE_NORMS),
    **dict.fromkeys(("assessments:change_theme", "assessments:change_indicator"), CHANGE_NORMS),
    **dict.fromkeys(("assessments:remove_theme", "assessments:remove_indicator"), CHANGE_NORMS),
    "assessments:remove_framework": CHANGE_NORMS,
    **dict.fromkeys(("assessments:move_theme", "assessments:move_indicator"), MOVE_NORMS),
    "assessments:signatories": COORDINATORS,
    "assessments:sign": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:waive": COORDINATORS,
    "assessments:take_waiver_back": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:office_log": LOOK_AFTER_THE_OFFICE,
    "assessments:office_event": LOOK_AFTER_THE_OFFICE,
    "assessments:office_log_as_csv": LOOK_AFTER_THE_OFFICE,
    "assessments:log": READERS_OF_NOTES,
    "assessments:log_event": READERS_OF_NOTES,
    "assessments:log_as_csv": READERS_OF_NOTES,
    "assessments:approve": row(LOG_IN, NOT_FOUND, MOVED, MOVED, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:approve_development": row(LOG_IN, NOT_FOUND, MOVED, MOVED, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:start_follow_up": row(LOG_IN, NOT_FOUND, FORBIDDEN, OK, OK, FORBIDDEN, FORBIDDEN),
    "assessments:round": READERS_OF_CONCEPTS,
    "assessments:theme": READERS_OF_CONCEPTS,
    "assessments:preview": READERS_OF_CONCEPTS,
    "assessments:preview_pdf": READERS_OF_CONCEPTS,
    "assessments:presence": row(LOG_IN, NOT_FOUND, MOVED, MOVED, MOVED, MOVED, MOVED),
    "assessments:development": WRITERS,
    "assessments:work_sheet": READERS_OF_NOTES,
    "assessments:work_sheet_pdf": READERS_OF_NOTES,
    "assessments:work_sheet_docx": READERS_OF_NOTES,
    "assessments:read_work_sheet": WRITERS,
    "assessments:contact_moment": READERS_OF_CONCEPTS,
    "assessments:attachment": READERS_OF_CONCEPTS,
    "assessments:add_attachments": row(LOG_IN, NOT_FOUND, MOVED, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:remove_attachment": WRITERS,
    "assessments:autosave_development": row(LOG_IN, NOT_FOUND, MOVED, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:development_differences": row(LOG_IN, NOT_FOUND, MOVED, OK, OK, FORBIDDEN, FORBIDDEN),
    "assessments:development_history": READERS_OF_CONCEPTS,
    "assessments:restore_development": row(LOG_IN, NOT_FOUND, MOVED, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:differences": row(LOG_IN, NOT_FOUND, MOVED, OK, OK, FORBIDDEN, FORBIDDEN),
    "assessments:finding_history": READERS_OF_CONCEPTS,
    "assessments:restore_finding": row(LOG_IN, NOT_FOUND, MOVED, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:add_contact_moment": WRITERS,
    "assessments:change_contact_moment": WRITERS,
    "assessments:remove_contact_moment": WRITERS,
    "assessments:publish": COORDINATORS,
    "assessments:release": COORDINATORS,
    "assessments:deliver": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, OK, NOT_FOUND, FORBIDDEN),
    "assessments:extend": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, OK, NOT_FOUND, FORBIDDEN),
    "assessments:reply": row(LOG_IN, NOT_FOUND, OK, OK, OK, NOT_FOUND, OK),
    "assessments:decide": row(LOG_IN, NOT_FOUND, MOVED, FORBIDDEN, MOVED, NOT_FOUND, FORBIDDEN),
    "assessments:withdraw": COORDINATORS,
    "assessments:record_finding": row(LOG_IN, NOT_FOUND, MOVED, MOVED, MOVED, NOT_FOUND, MOVED),
    "assessments:autosave_finding": row(LOG_IN, NOT_FOUND, 405, 405, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:elsewhere": READERS_OF_CONCEPTS,
    "assessments:comments": row(LOG_IN, NOT_FOUND, OK, OK, OK, FORBIDDEN, OK),
    "assessments:resolve_comment": row(LOG_IN, NOT_FOUND, MOVED, MOVED, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:answer_comment": row(LOG_IN, NOT_FOUND, MOVED, MOVED, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:adopt_suggestion": row(LOG_IN, NOT_FOUND, MOVED, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:development_comments": row(LOG_IN, NOT_FOUND, OK, OK, OK, FORBIDDEN, OK),
    "assessments:plan": row(LOG_IN, NOT_FOUND, OK, OK, OK, FORBIDDEN, FORBIDDEN),
}

# What an empty POST answers; 422 is a form that came back with its messages, and 302 something done.
DOORS = {
    "discard_kept_form": row(LOG_IN, NOT_FOUND, NOT_FOUND, MOVED, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "shortcuts": row(LOG_IN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    "assessments:record_finding": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, NOT_FOUND, FORBIDDEN),
    "assessments:autosave_finding": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:autosave_development": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN
    ),
    "assessments:development_differences": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN
    ),
    "assessments:restore_development": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN, FORBIDDEN
    ),
    "assessments:differences": row(LOG_IN, NOT_FOUND, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:restore_finding": row(LOG_IN, NOT_FOUND, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:comments": row(LOG_IN, NOT_FOUND, 422, 422, 422, FORBIDDEN, FORBIDDEN),
    "assessments:resolve_comment": row(LOG_IN, NOT_FOUND, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:answer_comment": row(LOG_IN, NOT_FOUND, 422, 422, 422, FORBIDDEN, FORBIDDEN),
    "assessments:adopt_suggestion": row(LOG_IN, NOT_FOUND, 409, 409, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:development_comments": row(LOG_IN, NOT_FOUND, 422, 422, 422, FORBIDDEN, FORBIDDEN),
    "assessments:plan": row(LOG_IN, NOT_FOUND, FORBIDDEN, 409, 409, FORBIDDEN, FORBIDDEN),
    "assessments:presence": row(LOG_IN, NOT_FOUND, 204, 204, 204, NOT_FOUND, 204),
    "assessments:development": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:add_contact_moment": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:change_contact_moment": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN
    ),
    "assessments:remove_contact_moment": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN
    ),
    "assessments:read_work_sheet": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:add_attachments": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:remove_attachment": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN, FORBIDDEN
    ),
    "assessments:start_follow_up": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, 422, FORBIDDEN, FORBIDDEN),
    "assessments:withdraw": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "check_pdf": dict.fromkeys(ROLES, 422),
    "assessments:send_notice_again": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, MOVED),
    "forgotten_password": dict.fromkeys(ROLES, 422),
    "municipalities:invite": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "municipalities:change_contact": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "municipalities:invite_again": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "choose_password": dict.fromkeys(ROLES, 410),
    "assessments:draft": ONLY_FROM_A_DRAFT,
    "assessments:autosave_reply": row(LOG_IN, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "assessments:start_reply": ONLY_FROM_A_DRAFT,
    "assessments:presence_at_draft": row(LOG_IN, 204, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "assessments:send_reply": ONLY_FROM_A_DRAFT,
    "assessments:publish": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN),
    "assessments:release": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "assessments:deliver": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, NOT_FOUND, FORBIDDEN),
    "assessments:extend": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, NOT_FOUND, FORBIDDEN),
    "assessments:decide": row(LOG_IN, NOT_FOUND, 409, FORBIDDEN, 409, NOT_FOUND, FORBIDDEN),
    "assessments:plan_publication": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "assessments:publish_many": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "assessments:cancel_publication": row(
        LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN
    ),
    "assessments:try_copy_again": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:bundles": row(LOG_IN, NOT_FOUND, 422, 422, 422, 422, 422),
    **dict.fromkeys(("assessments:cancel_bundle", "assessments:try_bundle_again"), BACK_TO_BUNDLE),
    "assessments:open_case_file": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "assessments:hand_over_all": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, OK, FORBIDDEN, FORBIDDEN),
    "assessments:team": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN),
    "assessments:hand_over": row(LOG_IN, NOT_FOUND, FORBIDDEN, 422, 422, FORBIDDEN, FORBIDDEN),
    "assessments:start_first_test": row(LOG_IN, NOT_FOUND, FORBIDDEN, 409, 409, FORBIDDEN, FORBIDDEN),
    "assessments:take_texts_over": row(LOG_IN, NOT_FOUND, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:copy_first_test": row(LOG_IN, NOT_FOUND, 409, 409, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:step": row(LOG_IN, NOT_FOUND, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:standard_text": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "assessments:next_version": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:change_framework": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN),
    **dict.fromkeys(("assessments:add_theme", "assessments:add_indicator"), CHANGE_NORMS),
    **dict.fromkeys(("assessments:change_theme", "assessments:change_indicator"), CHANGE_NORMS),
    **dict.fromkeys(("assessments:remove_theme", "assessments:remove_indicator"), CHANGE_NORMS),
    "assessments:remove_framework": CHANGE_NORMS,
    **dict.fromkeys(("assessments:move_theme", "assessments:move_indicator"), MOVE_NORMS),
    "assessments:signatories": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, MOVED, FORBIDDEN, FORBIDDEN),
    "assessments:sign": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assessments:waive": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 422, FORBIDDEN, FORBIDDEN),
    "assessments:take_waiver_back": row(LOG_IN, NOT_FOUND, FORBIDDEN, FORBIDDEN, 409, FORBIDDEN, FORBIDDEN),
    "assessments:approve": row(LOG_IN, NOT_FOUND, 409, 409, 409, FORBIDDEN, FORBIDDEN),
    "assessments:approve_development": row(LOG_IN, NOT_FOUND, 409, 409, 409, FORBIDDEN, FORBIDDEN),
}


ACTS = ("change", "move", "remove")


@pytest.fixture
def anna():
    return make_user("inspector", name="Anna")


@pytest.fixture
def concept(anna):
    """A municipality with a published round of 2014 and a concept of 2015, on which Anna works."""
    case_file = make_case_file(make_municipality("Alkmaar"), team=[anna])
    approach = make_approach(case_file)
    first = make_finding(make_round(case_file, 2013, final=True), approach, verdict="improvement_point")
    second = make_round(case_file, 2014, final=True)
    make_finding(second, approach, first.indicator, "improvement_point")
    make_edition(second)
    remark = make_remark(make_reply(second.releases.get(), is_sent=False))
    make_evidence(remark)
    send(remark.reply)
    concept = make_round(case_file, 2015)
    make_finding(concept, approach, first.indicator)
    make_attachment(make_contact_moment(concept))
    make_overtaken(concept.findings.get(), typed_by=make_user())
    make_overtaken_development(concept, typed_by=make_user())
    return Round.objects.get(pk=concept.pk)


@pytest.fixture
def address(concept, anna):
    """The address of a name, about the concept and what belongs to it."""
    finding = concept.findings.first()
    of_edition = {"slug": "alkmaar", "year": 2014}
    event = write(chain_of(concept.case_file_id), by=anna, kind=Kind.COMMENT, about=str(finding))
    kept = {"key": make_kept_form(anna).pk}
    of_office = write("kaders", by=anna, kind=Kind.FRAMEWORK, about=str(concept.case_file.framework))
    contact = make_contact(concept.municipality)
    notice = make_notice(state="failed")
    planned = make_planned(Round.objects.get(year=2014))
    bundle = {"pk": make_bundle(Edition.objects.get(), by=anna).pk}
    arguments = {
        "kept_form": kept,
        "discard_kept_form": kept,
        "assessments:office_event": {"event_pk": of_office.pk},
        "assessments:notice": {"pk": notice.pk},
        "assessments:send_notice_again": {"pk": notice.pk},
        "assessments:notices_of_case_file": {"pk": concept.case_file_id},
        "municipalities:contacts": {"slug": "alkmaar"},
        "municipalities:invite": {"slug": "alkmaar"},
        "municipalities:change_contact": {"pk": contact.pk},
        "municipalities:invite_again": {"pk": contact.pk},
        "choose_password": {"uidb64": "MQ", "token": "verlopen"},
        "municipality": {"slug": "alkmaar"},
        "factsheet": of_edition,
        "factsheet_pdf": of_edition,
        "factsheet_json": of_edition,
        "edition": {**of_edition, "number": 1},
        "edition_pdf": {**of_edition, "number": 1},
        "edition_json": {**of_edition, "number": 1},
        "assessments:cancel_publication": {"pk": planned.pk},
        "assessments:try_copy_again": {"pk": planned.pk},
        "assessments:advance_copy": {"pk": planned.pk},
        "assessments:bundle": bundle,
        "assessments:bundle_progress": bundle,
        "assessments:bundle_file": bundle,
        "assessments:cancel_bundle": bundle,
        "assessments:try_bundle_again": bundle,
        "assessments:withdraw": {"pk": Edition.objects.get().pk},
        "assessments:case_file": {"pk": concept.case_file_id},
        "assessments:team": {"pk": concept.case_file_id},
        "assessments:start_follow_up": {"pk": concept.case_file_id},
        "assessments:theme": {"pk": concept.pk, "theme_pk": finding.indicator.theme_id},
        "assessments:approve": {"pk": concept.pk, "theme_pk": finding.indicator.theme_id},
        "assessments:step": {"pk": concept.pk, "code": "voorleggen"},
        "assessments:framework": {"pk": concept.case_file.framework_id},
        "assessments:next_version": {"pk": concept.case_file.framework_id},
        "assessments:standard_text": {"pk": concept.case_file.framework_id, "code": "inleiding"},
        "assessments:signatories": {"pk": concept.case_file.framework_id},
        "assessments:remove_framework": {"pk": concept.case_file.framework_id},
        "assessments:change_framework": {"pk": concept.case_file.framework_id},
        "assessments:add_theme": {"pk": concept.case_file.framework_id},
        **{f"assessments:{act}_theme": {"pk": finding.indicator.theme_id} for act in ACTS},
        "assessments:add_indicator": {"pk": finding.indicator.theme_id},
        **{f"assessments:{act}_indicator": {"pk": finding.indicator_id} for act in ACTS},
        "assessments:sign": {"pk": concept.pk},
        "assessments:waive": {"pk": concept.pk, "code": "development"},
        "assessments:take_waiver_back": {"pk": concept.pk, "code": "development"},
        "assessments:log": {"pk": concept.case_file_id},
        "assessments:log_event": {"pk": concept.case_file_id, "event_pk": event.pk},
        "assessments:log_as_csv": {"pk": concept.case_file_id},
        "assessments:hand_over": {"pk": concept.case_file_id},
        "assessments:start_first_test": {"pk": concept.case_file_id},
    }
    remark = Remark.objects.get()
    arguments |= {f"assessments:{name}": {"pk": remark.reply.release_id} for name in ("deliver", "extend")}
    arguments["assessments:reply"] = {"pk": remark.reply_id}
    arguments["assessments:decide"] = {"pk": remark.reply_id, "remark_pk": remark.pk}
    arguments["assessments:evidence"] = {"pk": remark.evidence.get().pk}
    of_moment = ("contact_moment", "change_contact_moment", "remove_contact_moment", "add_attachments")
    moment = concept.contact_moments.get()
    arguments |= {f"assessments:{name}": {"pk": moment.pk} for name in of_moment}
    of_comment = {"pk": make_comment(finding).pk}
    for name in ("resolve_comment", "answer_comment", "adopt_suggestion"):
        arguments[f"assessments:{name}"] = of_comment
    of_attachment = ("attachment", "remove_attachment")
    arguments |= {f"assessments:{name}": {"pk": moment.attachments.get().pk} for name in of_attachment}
    of_round = (
        "round",
        "release",
        "presence",
        "preview",
        "preview_pdf",
        "development",
        "add_contact_moment",
        "publish",
    )
    of_round += ("plan_publication",)
    of_round += (
        "autosave_development",
        "development_differences",
        "development_history",
        "restore_development",
    )
    of_round += ("development_comments", "take_texts_over", "copy_first_test", "approve_development")
    of_round += ("work_sheet", "work_sheet_pdf", "work_sheet_docx", "read_work_sheet")
    arguments |= {f"assessments:{name}": {"pk": concept.pk} for name in of_round}
    of_finding = ("record_finding", "autosave_finding", "differences", "finding_history", "restore_finding")
    of_finding += ("elsewhere", "comments", "plan")
    arguments |= {f"assessments:{name}": {"pk": finding.pk} for name in of_finding}
    of_draft = ("draft", "draft_pdf", "autosave_reply", "start_reply", "send_reply", "presence_at_draft")
    arguments |= {f"assessments:{name}": {"pk": remark.reply.release_id} for name in of_draft}
    return lambda name: reverse(name, kwargs=arguments.get(name, {}))


@pytest.fixture
def client_of(client, concept, anna):
    def log_in(role):
        if role == "on the team":
            client.force_login(anna)
        elif role == "municipality":
            client.force_login(make_contact(concept.municipality).user)
        elif role != "anonymous":
            client.force_login(make_user(role))
        return client

    return log_in


def answer(response):
    return LOG_IN if response.status_code == 302 and "/inloggen/" in response.url else response.status_code


WITHOUT_LOGGING_IN = {"home", "municipality", "factsheet", "factsheet_pdf", "factsheet_json"}


@pytest.mark.usefixtures("without_layout")
@pytest.mark.parametrize("role", ROLES)
def test_pages(client_of, address, role):
    """What each page answers; and no cache keeps what somebody saw while logged in."""
    reader = client_of(role)
    answers = {name: reader.get(address(name)) for name in PAGES}
    assert {name: answer(response) for name, response in answers.items()} == as_seen_by(role, PAGES)
    kept = {name for name, page in answers.items() if "no-store" not in page.get("Cache-Control", "")}
    assert kept >= WITHOUT_LOGGING_IN if role == "anonymous" else kept == set()


@pytest.mark.parametrize("role", ROLES)
def test_doors(client_of, address, role):
    """What each door answers where none was opened before: whatever one of them did is undone."""
    reader, answers = client_of(role), {}
    for name in DOORS:
        with transaction.atomic():
            answers[name] = answer(reader.post(address(name)))
            transaction.set_rollback(True)
    assert answers == as_seen_by(role, DOORS)


def test_a_number_that_no_row_can_have_leads_nowhere(address, client):
    too_large = str(10**20)
    numbered = {re.sub(r"(?<=/)\d+", too_large, address(name)) for name in PAGES}
    assert {client.get(there).status_code for there in numbered if too_large in there} == {404}


def as_seen_by(role, table):
    return {name: answers[role] for name, answers in table.items()}


def _names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)


def test_every_address_is_in_the_table():
    names = {name for name in _names(get_resolver().url_patterns) if not name.startswith("admin:")}
    assert names == set(PAGES)


def test_a_view_that_says_nothing_lets_nobody_in(rf):
    request = rf.get("/")
    request.user = make_user("administrator")
    with pytest.raises(Http404):
        RoleMiddleware(lambda request: None).process_view(request, lambda request: None, (), {})


CANARIES = {
    "oordeel",
    "toelichting",
    "reden",
    "ontwikkeling",
    "notitie",
    "aanpak",
    "deelnemers",
    "bijlage",
    "inhoud",
    "tweede",
    "verhaal",
}
OF_THE_TEAM = {"tweede", "verhaal"}  # what waits for a choice: for who writes or coordinates


@pytest.fixture
def canaries(concept):
    """A word in each place of the concept in which somebody writes."""
    finding = concept.findings.get()
    overwrite(
        concept.findings, verdict="not_assessed", explanation="KANARIE-toelichting", reason="KANARIE-reden"
    )
    approach = make_approach(concept.case_file, name="KANARIE-aanpak", starts_in=concept.year)
    make_finding(concept, approach, finding.indicator, "meets", explanation="KANARIE-oordeel")
    Round.objects.filter(pk=concept.pk).update(development="KANARIE-ontwikkeling")
    concept.contact_moments.update(note="KANARIE-notitie", participants="KANARIE-deelnemers")
    concept.findings.get(pk=finding.pk).overtaken.update(explanation="KANARIE-tweede")
    concept.overtaken_developments.update(development="KANARIE-verhaal")
    attachments = Attachment.objects.filter(contact_moment__round=concept)
    attachments.update(name="KANARIE-bijlage", content=b"KANARIE-inhoud", size=14)


def canaries_seen(reader, address):
    readable = (name for name in PAGES if not name.endswith(("_pdf", "_docx")))  # the rest is compressed
    pages = (b"".join(reader.get(address(name))).decode(errors="ignore") for name in readable)
    return {word for page in pages for word in re.findall(r"KANARIE-(\w+)", page)}


@pytest.mark.looks
@pytest.mark.parametrize("role", ["inspector", "on the team", "coordinator", "administrator"])
def test_a_concept_is_seen_whole_by_who_may_read_it(client_of, address, canaries, role):
    hidden = set() if role in ("on the team", "coordinator") else OF_THE_TEAM
    assert canaries_seen(client_of(role), address) == CANARIES - hidden


@pytest.mark.looks
@pytest.mark.parametrize("role", ["support", "municipality", "anonymous"])
def test_a_concept_is_nowhere_to_be_seen_for_who_may_not_read_it(client_of, address, canaries, role):
    assert canaries_seen(client_of(role), address) == set()
