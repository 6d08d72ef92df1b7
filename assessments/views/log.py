"""The log of a case file, and that of the office: who changed what when, to read, to filter and to take along."""

import csv

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments.events.chains import events_of, events_of_office
from assessments.events.sittings import Sitting, sittings
from assessments.events.words import Difference, differences_between
from assessments.forms.log import LogFilterForm
from assessments.models import CaseFile
from assessments.texts import safe_cell
from assessments.views.case_files import moves_along
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.log.models import Event

AT_ONCE = 200  # events


KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)  # of what the office keeps itself


class LogPage(ListView):
    """A log, to read and to filter."""

    template_name = "assessments/log.html"
    context_object_name = "events"
    paginate_by = 50
    words_of = "Woorden uit een indicator, een aanpak, een ronde of de naam van een document."

    def get_queryset(self):
        self.form = LogFilterForm(self.request.GET, events=self.get_events())
        self.form.fields["waarvan"].help_text = self.words_of
        return self.form.found()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, **kwargs)
        return context | {"sittings": sittings(context["events"])}

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=422 if self.form.errors else 200, **kwargs)


@method_decorator([open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES), moves_along], name="dispatch")
class CaseFileLog(LogPage):
    def get_events(self):
        case_files = CaseFile.objects.visible_to(self.request.user).select_related("municipality")
        self.case_file = get_object_or_404(case_files, pk=self.kwargs["pk"])
        return events_of(self.case_file)

    def get_context_data(self, **kwargs):
        return super().get_context_data(case_file=self.case_file, **kwargs)


@method_decorator(open_to(*READERS_OF_CASE_FILES, to_do=KEEPERS), name="dispatch")
class OfficeLog(LogPage):
    """What the office keeps itself: frameworks, municipalities and who speaks for them, and accounts."""

    words_of = "Woorden uit de naam van een toetsingskader, een thema, een gemeente of een persoon."

    def get_events(self):
        return events_of_office(self.request.user.role)


@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
@moves_along
def log_event(request, pk, event_pk):
    """One event, with every text compared as a whole; with `?sinds=` all since an earlier one of its sitting."""
    case_file = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=pk)
    return _show_event(request, events_of(case_file), event_pk, case_file)


@open_to(*READERS_OF_CASE_FILES, to_do=KEEPERS)
def office_event(request, event_pk):
    """The same of what the office keeps itself."""
    return _show_event(request, events_of_office(request.user.role), event_pk)


def _show_event(request, events, event_pk, case_file=None):
    event = get_object_or_404(events, pk=event_pk)
    since = request.GET.get("sinds", "")
    earlier = events.filter(kind=event.kind, subject=event.subject, by=event.by, pk__lt=event.pk)
    earlier = earlier.filter(pk__gte=since).order_by("-pk") if since.isdecimal() and len(since) < 19 else ()
    context = {"case_file": case_file, "sitting": Sitting([event, *earlier])}
    return render(request, "assessments/log_event.html", context)


@open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES)
@moves_along
def log_as_csv(request, pk):
    """The same events as a file for a spreadsheet, one row per field that changed; none of what wasn't understood."""
    case_file = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=pk)
    form = LogFilterForm(request.GET, events=events_of(case_file))
    if not form.is_valid():
        return CaseFileLog.as_view()(request, pk=pk)
    return _as_csv(form, f"logboek-{case_file.municipality.slug}.csv")


@open_to(*READERS_OF_CASE_FILES, to_do=KEEPERS)
def office_log_as_csv(request):
    """The same of what the office keeps itself."""
    form = LogFilterForm(request.GET, events=events_of_office(request.user.role))
    return _as_csv(form, "logboek-kantoor.csv") if form.is_valid() else OfficeLog.as_view()(request)


def _as_csv(form, name):
    writer = csv.writer(_Echo())
    pks = list(form.found().values_list("pk", flat=True))
    rows = (writer.writerow(row) for row in _rows(pks))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """What the csv module writes to: it hands each line on."""

    def write(self, line):
        return line


def _rows(pks):
    """One for each field of each event, read some at a time: who takes the file along slowly keeps nobody waiting."""
    yield [
        "\ufeffketen",
        "nummer",
        "moment",
        "naam",
        "rol",
        "wat",
        "waarvan",
        "rij",
        "veld",
        "was",
        "werd",
        "reden",
        "SHA-256",
    ]
    for event in _read(pks):
        moment = timezone.localtime(event.at).isoformat(timespec="seconds")
        who = [event.chain.name, event.number, moment, event.by_name, event.get_by_role_display()]
        for each in differences_between(event.old, event.new) or [Difference("", "", "", "")]:
            row = [
                *who,
                event.get_kind_display(),
                event.about,
                event.subject,
                each.label,
                each.before,
                each.after,
            ]
            yield [safe_cell(cell) for cell in [*row, event.reason, event.sha256]]


def _read(pks):
    for start in range(0, len(pks), AT_ONCE):
        some = Event.objects.select_related("chain").in_bulk(pks[start : start + AT_ONCE])
        yield from (some[pk] for pk in pks[start : start + AT_ONCE])
