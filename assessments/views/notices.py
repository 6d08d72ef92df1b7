"""What was mailed to whom and when, and sending again what did not arrive."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from assessments.events.chains import chains_of
from assessments.forms.notices import NoticeFilterForm
from assessments.models import CaseFile
from assessments.views.case_files import moves_along
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.notices.actions import send_again
from stj_toezicht.notices.following import why_lapsed
from stj_toezicht.notices.models import Notice
from stj_toezicht.notices.texts import subject_and_text
from stj_toezicht.refusals import Refused
from stj_toezicht.requests import sent_from

LOOKS_AFTER_MAIL = open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR, Role.ADMINISTRATOR])


@method_decorator(LOOKS_AFTER_MAIL, name="dispatch")
class NoticeList(ListView):
    """Every notice there is."""

    template_name = "assessments/notices.html"
    context_object_name = "notices"
    paginate_by = 50

    def get_queryset(self):
        self.form = NoticeFilterForm(self.request.GET, notices=Notice.objects.all())
        return self.form.found()

    def get_context_data(self, **kwargs):
        to_look_at = Notice.objects.to_look_at().count()
        return super().get_context_data(form=self.form, to_look_at=to_look_at, may_send=True, **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=422 if self.form.errors else 200, **kwargs)


@method_decorator([open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES), moves_along], name="dispatch")
class CaseFileNotices(ListView):
    """The notices about one case file, for who reads it."""

    template_name = "assessments/notices_of_case_file.html"
    context_object_name = "notices"
    paginate_by = 50

    def get_queryset(self):
        case_files = CaseFile.objects.visible_to(self.request.user).select_related("municipality")
        self.case_file = get_object_or_404(case_files, pk=self.kwargs["pk"])
        return Notice.objects.filter(chain__in=chains_of(self.case_file))

    def get_context_data(self, **kwargs):
        may_send = self.request.user.role in (Role.COORDINATOR, Role.ADMINISTRATOR)
        return super().get_context_data(case_file=self.case_file, may_send=may_send, **kwargs)


@LOOKS_AFTER_MAIL
def notice(request, pk, refusal=None):
    """One notice as it reads, and what became of it."""
    notice = get_object_or_404(Notice.objects.select_related("to"), pk=pk)
    _, text = subject_and_text(notice, fits_window=False)
    why = why_lapsed(notice) if notice.can_be_sent_again and not refusal else ""
    context = {"notice": notice, "text": text, "refusal": refusal, "why_lapsed": why}
    return render(request, "assessments/notice.html", context, status=409 if refusal else 200)


@sent_from("assessments:notice")
@LOOKS_AFTER_MAIL
def send_notice_again(request, pk):
    """Send what failed, or may not have arrived, once more."""
    try:
        send_again(get_object_or_404(Notice, pk=pk), by=request.user)
    except Refused as refused:
        return notice(request, pk, refusal=refused)
    messages.success(request, "Het bericht wordt opnieuw verzonden.")
    return redirect("assessments:notice", pk)
