"""What the inspectorate keeps: frameworks, case files, rounds, findings and editions."""

from assessments.models.approaches import Approach, Continuation
from assessments.models.attachments import Attachment, RemovedAttachment
from assessments.models.bundles import Bundle, BundlePart, BundlePiece
from assessments.models.case_files import CaseFile, PrintedIndicator
from assessments.models.comments import Comment, CommentAnswer
from assessments.models.contact_moments import ContactMoment
from assessments.models.decisions import Decision
from assessments.models.editions import Edition, Withdrawal
from assessments.models.findings import Finding, FindingRevision
from assessments.models.frameworks import Framework, Indicator, Theme
from assessments.models.histories import History, ImprovementPoint
from assessments.models.overtaken import Outcome, OvertakenDevelopment, OvertakenFinding
from assessments.models.planned_publications import AdvanceCopy, PlannedPublication
from assessments.models.plans import PlanCheck
from assessments.models.presences import Presence
from assessments.models.releases import Extension, Release, ReleasedFinding
from assessments.models.remarks import Evidence, OvertakenRemark, Part, Remark, RemarkKind, RemarkRevision
from assessments.models.renderings import Rendering
from assessments.models.replies import Reply
from assessments.models.rounds import DevelopmentRevision, Round, Writer
from assessments.models.sign_offs import Signatory, SignOff
from assessments.models.standard_texts import StandardText, begin_of, texts_of
from assessments.models.steps import Approval, StepTaken
from assessments.models.teams import TeamChange
from assessments.models.waivers import WAIVABLE, Waiver

__all__ = [
    "WAIVABLE",
    "AdvanceCopy",
    "Approach",
    "Approval",
    "Attachment",
    "Bundle",
    "BundlePart",
    "BundlePiece",
    "CaseFile",
    "Comment",
    "CommentAnswer",
    "ContactMoment",
    "Continuation",
    "Decision",
    "DevelopmentRevision",
    "Edition",
    "Evidence",
    "Extension",
    "Finding",
    "FindingRevision",
    "Framework",
    "History",
    "ImprovementPoint",
    "Indicator",
    "Outcome",
    "OvertakenDevelopment",
    "OvertakenFinding",
    "OvertakenRemark",
    "Part",
    "PlanCheck",
    "PlannedPublication",
    "Presence",
    "PrintedIndicator",
    "Release",
    "ReleasedFinding",
    "Remark",
    "RemarkKind",
    "RemarkRevision",
    "RemovedAttachment",
    "Rendering",
    "Reply",
    "Round",
    "SignOff",
    "Signatory",
    "StandardText",
    "StepTaken",
    "TeamChange",
    "Theme",
    "Waiver",
    "Withdrawal",
    "Writer",
    "begin_of",
    "texts_of",
]
