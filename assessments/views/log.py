"""The log of a case file: who changed what when, to read, to filter and to take along."""

import csv
import datetime
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.views.generic import ListView

from assessments.actions.log import chain_of
from assessments.forms.log import LogFilterForm, events_of
from assessments.models import CaseFile, ContactMoment
from assessments.steps import State
from assessments.verdicts import Verdict
from assessments.views.case_files import moves_along
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.log.kinds import Kind

FIELDS = {
    "verdict": "oordeel",
    "reason": "reden",
    "explanation": "toelichting",
    "private_note": "notitie voor het team",
    "expected_on": "verwacht op",
    "contact_moments": "berust op",
    "development": "tekst",
    "kind": "soort",
    "date": "datum",
    "participants": "wie deelnamen",
    "note": "notitie",
    "name": "naam",
    "size": "bytes",
    "sha256": "SHA-256",
    "text": "tekst",
    "suggestion": "tekstvoorstel",
    "answer": "antwoord",
    "resolved": "afgehandeld",
    "adopted": "tekstvoorstel overgenomen",
    "again_on": "opnieuw na te gaan op",
    "state": "stand",
    "version": "versie",
    "inspector": "inspecteur",
    "in_place_of": "in plaats van",
    "municipality": "gemeente",
    "framework": "toetsingskader",
    "year": "jaar",
    "approaches": "aanpakken",
    "became": "wat van aanpakken werd",
    "points": "punten",
    "read_in": "ingelezen uit een factsheet",
    "goes_on_in": "verder in dossier",
    "came_along": "meegekomen gemeenten",
    "printed": "eigen bewoordingen",
    "outcome": "afgehandeld",
    "from": "vanaf ronde",
    "check": "controle",
    "gaps": "wat ontbrak",
    "number": "editie",
    "slug": "adres",
    "row_sha256": "SHA-256 van de rij",
    "withdrawn_at": "ingetrokken op",
}

DAYS = ("date", "expected_on", "again_on")
LONG = 300  # characters


@dataclass(frozen=True)
class Difference:
    """One field of an event: what it is called, and what it was and became, as somebody reads it."""

    name: str
    label: str
    before: str
    after: str

    @property
    def is_long(self):
        """Whether it takes too long to compare on a page with many others."""
        return len(self.before) + len(self.after) > LONG


def title_of(event):
    """What happened, in a few words."""
    if event.kind == Kind.STEP and event.old and event.new:
        return f"Van {_said('state', event.old)} naar {_said('state', event.new)}"
    done = "gewijzigd" if event.old and event.new else "verwijderd" if event.old else "toegevoegd"
    return f"{capfirst(event.get_kind_display())} {done if event.old or event.new else 'gewijzigd'}"


def differences_in(event):
    """What an event says, field by field."""
    return [
        Difference(name, FIELDS.get(name, name), _said(name, event.old), _said(name, event.new))
        for name in dict.fromkeys([*event.old, *event.new])
    ]


def _said(name, values):
    value = values.get(name)
    if value in (None, "", [], {}):
        return ""
    if name == "verdict":
        return Verdict(value).label
    if name == "state":
        return State(value).label
    if name == "kind":
        return ContactMoment.Kind(value).label
    if name in DAYS:
        return date_format(datetime.date.fromisoformat(value))
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(_of_list(each) for each in value)
    return str(value)


def _of_list(value):
    if not isinstance(value, dict):
        return str(value)
    return f"{value['approach']}: {' en '.join(value['names']) or value['reason']}"


def events_for(case_file):
    """What was written on a case file, and on those that came along with municipalities that merged into it."""
    pks, ahead = [], [case_file.pk]
    while ahead:
        pks += ahead
        ahead = list(CaseFile.objects.filter(merged_into__in=ahead).values_list("pk", flat=True))
    return events_of([chain_of(pk) for pk in pks])


@method_decorator([open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES), moves_along], name="dispatch")
class CaseFileLog(ListView):
    template_name = "assessments/log.html"
    context_object_name = "events"
    paginate_by = 50

    def get_queryset(self):
        case_files = CaseFile.objects.visible_to(self.request.user).select_related("municipality")
        self.case_file = get_object_or_404(case_files, pk=self.kwargs["pk"])
        self.form = LogFilterForm(self.request.GET, events=events_for(self.case_file))
        return self.form.found()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(case_file=self.case_file, form=self.form, **kwargs)
        for event in context["events"]:
            _lay_out(event)
        return context

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=422 if self.form.errors else 200, **kwargs)


def _lay_out(event):
    event.title, event.differences = title_of(event), differences_in(event)
    return event


@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
def log_event(request, pk, event_pk):
    """One event, with every text compared as a whole."""
    case_file = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=pk)
    event = get_object_or_404(events_for(case_file), pk=event_pk)
    context = {"case_file": case_file, "event": _lay_out(event)}
    return render(request, "assessments/log_event.html", context)


@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
@moves_along
def log_as_csv(request, pk):
    """The same events as a file for a spreadsheet, one row per field that changed; none of what wasn't understood."""
    case_file = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=pk)
    form = LogFilterForm(request.GET, events=events_for(case_file))
    if not form.is_valid():
        return CaseFileLog.as_view()(request, pk=pk)
    writer = csv.writer(_Echo())
    rows = (writer.writerow(row) for row in _rows(form.found().select_related("chain")))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="logboek-{case_file.municipality.slug}.csv"'
    return response


class _Echo:
    """What the csv module writes to: it hands each line on."""

    def write(self, line):
        return line


def _rows(events):
    yield [
        "\ufeffketen",
        "nummer",
        "moment",
        "naam",
        "rol",
        "wat",
        "waarvan",
        "veld",
        "was",
        "werd",
        "reden",
        "SHA-256",
    ]
    for event in events.iterator(chunk_size=200):
        moment = timezone.localtime(event.at).isoformat(timespec="seconds")
        who = [event.chain.name, event.number, moment, event.by_name, event.get_by_role_display()]
        for each in differences_in(event) or [Difference("", "", "", "")]:
            row = [*who, event.get_kind_display(), event.about, each.label, each.before, each.after]
            yield [_safe(cell) for cell in [*row, event.reason, event.sha256]]


def _safe(cell):
    """No cell that a spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
