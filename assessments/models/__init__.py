"""What the inspectorate keeps: frameworks, case files, rounds, findings and editions."""

from assessments.models.approaches import Approach
from assessments.models.case_files import CaseFile, PrintedIndicator
from assessments.models.editions import Edition
from assessments.models.findings import Finding, FindingRevision
from assessments.models.frameworks import Framework, Indicator, Theme
from assessments.models.histories import History, ImprovementPoint
from assessments.models.rounds import ContactMoment, DevelopmentRevision, Round

__all__ = [
    "Approach",
    "CaseFile",
    "ContactMoment",
    "DevelopmentRevision",
    "Edition",
    "Finding",
    "FindingRevision",
    "Framework",
    "History",
    "ImprovementPoint",
    "Indicator",
    "PrintedIndicator",
    "Round",
    "Theme",
]
