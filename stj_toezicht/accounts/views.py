from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from stj_toezicht.access import open_to, open_to_everyone
from stj_toezicht.accounts.actions import switch_shortcuts
from stj_toezicht.accounts.forms import LogInForm
from stj_toezicht.accounts.models import KeptForm, Role
from stj_toezicht.requests import sent_from

FIRST_PAGE = {
    Role.INSPECTOR: "assessments:my_work",
    Role.COORDINATOR: "assessments:my_work",
    Role.SUPPORT: "assessments:case_files",
    Role.ADMINISTRATOR: "assessments:case_files",
    Role.MUNICIPALITY: "assessments:my_municipality",
}


@method_decorator(open_to_everyone, name="dispatch")
class LogIn(LoginView):
    """The one way in; whoever is logged in already goes on to their first page."""

    template_name = "login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        KeptForm.objects.expired().delete()
        return super().form_valid(form)


@open_to(*FIRST_PAGE)
def start(request):
    """Send somebody to the page where their work begins."""
    return redirect(FIRST_PAGE[Role(request.user.role)])


@sent_from("start")
@open_to(*FIRST_PAGE)
def shortcuts(request):
    """Switch the shortcuts of the keyboard on or off for whoever asks, and show the list of them again."""
    switch_shortcuts(request.user, on=request.POST.get("on") == "1")
    if request.htmx:
        return render(request, "includes/shortcuts.html", {"is_open": True})
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "start")


@require_safe
@never_cache
@open_to(*FIRST_PAGE)
def kept_forms(request):
    """What somebody typed that was not saved; who has nothing waiting goes on to their first page."""
    forms = list(KeptForm.objects.waiting_for(request.user))
    if len(forms) > 1:
        return render(request, "accounts/kept_forms.html", {"forms": forms})
    return redirect(forms[0] if forms else "start")


@require_safe
@never_cache
@open_to(*FIRST_PAGE)
def kept_form(request, key):
    """Show somebody what they typed, and send it on to where it was going."""
    form = get_object_or_404(KeptForm.objects.waiting_for(request.user), pk=key)
    return render(request, "accounts/kept_form.html", {"form": form, "is_kept": True})


@sent_from("kept_form")
@open_to(*FIRST_PAGE)
def discard_kept_form(request, key):
    get_object_or_404(KeptForm.objects.waiting_for(request.user), pk=key).delete()
    messages.success(request, "De tekst is weggegooid.")
    return redirect("kept_forms")
