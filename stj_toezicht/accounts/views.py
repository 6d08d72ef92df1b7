from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from stj_toezicht.access import open_to, open_to_everyone
from stj_toezicht.accounts.forms import LogInForm
from stj_toezicht.accounts.models import Role

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


@open_to(*FIRST_PAGE)
def start(request):
    """Send somebody to the page where their work begins."""
    return redirect(FIRST_PAGE[Role(request.user.role)])


@require_POST
@open_to(*FIRST_PAGE)
def shortcuts(request):
    """Switch the shortcuts of the keyboard on or off for whoever asks, and show the list of them again."""
    request.user.uses_shortcuts = request.POST.get("on") == "1"
    request.user.save(update_fields=["uses_shortcuts"])
    if request.htmx:
        return render(request, "includes/shortcuts.html", {"is_open": True})
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "start")
