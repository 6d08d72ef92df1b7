from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, LoginView, PasswordResetConfirmView
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from stj_toezicht.access import open_to, open_to_everyone
from stj_toezicht.accounts.actions import change_password, switch_shortcuts
from stj_toezicht.accounts.forgotten import send_links
from stj_toezicht.accounts.forms import ChoosePasswordForm, ForgottenPasswordForm, LogInForm
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


@method_decorator(open_to_everyone, name="dispatch")
class ForgottenPassword(FormView):
    """Ask for a link to choose another password; the answer is the same whether the address is known or not."""

    template_name = "accounts/forgotten_password.html"
    form_class = ForgottenPasswordForm
    success_url = reverse_lazy("login")

    def form_valid(self, form):
        send_links(form.cleaned_data["email"])
        messages.success(
            self.request,
            "Hoort dit e-mailadres bij een account? Dan krijgt u binnen enkele minuten een bericht met een link.",
        )
        return super().form_valid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator([open_to_everyone, never_cache], name="dispatch")
class ChoosePassword(PasswordResetConfirmView):
    """Choose a password with the link of a mail, which works once; that it happened is written in the log."""

    template_name = "accounts/choose_password.html"
    form_class = ChoosePasswordForm
    success_url = reverse_lazy("login")

    def form_valid(self, form):
        change_password(self.user, form.cleaned_data["new_password1"], by=self.user)
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, f"Uw wachtwoord is opgeslagen. Log ermee in als {self.user.username}.")
        return redirect(self.success_url)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def render_to_response(self, context, **kwargs):
        kwargs.setdefault("status", 200 if context.get("validlink") else 410)
        return super().render_to_response(context, **kwargs)


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
