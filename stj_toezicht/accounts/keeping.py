"""Typed text outlives its session: it is kept for who typed it, and for nobody else.

Whatever a page sends with a valid `writer` (see `writers.py`) is either acted on for that very account, or kept
for it. A request is never acted on without its CSRF check; what was kept is sent again by its writer, by a button.
"""

import re
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure

from stj_toezicht.accounts.models import KeptForm, User
from stj_toezicht.accounts.unsaved import show_unsaved
from stj_toezicht.accounts.writers import FIELD, writer_of

MOST_FORMS = 100  # per person; of more the oldest of the page that keeps them go, and then the oldest
MOST_LETTERS = 1_000_000  # in one form: a theme of forty points, filled to its limits
LONGEST_PATH = 500
GIVEN_BACK = "given_back"  # a field that says that a form comes from a page that gave back what was kept
_NOT_KEPT = re.compile(rf"^(csrfmiddlewaretoken|{FIELD}|{GIVEN_BACK}|.*password.*)$", re.IGNORECASE)
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


def resumed_at(name):
    """Mark a view that saves while somebody types: what is kept of it goes on to the view called `name`."""

    def mark(view):
        @wraps(view)
        def marked(*args, **kwargs):
            return view(*args, **kwargs)

        marked.resumed_at = name
        return marked

    return mark


@dataclass(frozen=True)
class Part:
    """One text of a page that holds several: what it is about, and the form that saves it alone."""

    about: str
    path: str
    fields: list


def kept_in_parts(parts):
    """Mark a view whose page holds several texts: of it, `parts(user, fields, **kwargs)` is what is kept.

    That leaves out what is stored already, and answers None where it can't tell: then all that was sent is kept.
    """

    def mark(view):
        @wraps(view)
        def marked(*args, **kwargs):
            return view(*args, **kwargs)

        marked.parts = parts
        return marked

    return mark


class KeepTypedText:
    """Stands in front of the demand to log in: lets through what is typed by who is logged in, and keeps the rest."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (writer := getattr(request, "writer", None)) and _is_saved(request, response):
            let_go(writer, _path(request), {name for name in request.POST if not _NOT_KEPT.match(name)})
            if GIVEN_BACK in request.POST and KeptForm.objects.waiting_for(request.user).exists():
                response["Location"] = reverse("kept_forms")
        elif writer and not request.htmx:
            show_unsaved(response, _form(request, writer))
        return response

    def process_view(self, request, view, args, kwargs):
        writer = writer_of(request) if request.method == "POST" else None
        if writer and writer.pk != request.user.pk:
            return give_back(request, writer)
        request.writer = writer
        logged_out = not request.user.is_authenticated and getattr(view, "login_required", True)
        return _fragment(request, kept=False) if request.htmx and logged_out else None


def refuse_forgery(request, reason=""):
    """Answer a request whose CSRF token doesn't hold: it isn't acted on, but what was typed isn't lost either."""
    if writer := writer_of(request):
        return give_back(request, writer)
    return _fragment(request, kept=False) if request.htmx else csrf_failure(request, reason)


def give_back(request, writer):
    """Keep what a request sent for who typed it, and tell whoever is there how it comes back."""
    form = _form(request, writer)
    worth = _worth_keeping(request, form)
    kept = _keep_each(form, worth)
    if request.htmx:
        return _fragment(request, kept=kept, writer=writer)
    if request.user.is_authenticated and request.user.pk != writer.pk:
        response = render(request, "accounts/kept_for_another.html", {"is_kept": kept}, status=403)
    elif not worth:
        messages.info(request, "U had niets gewijzigd dat nog niet was opgeslagen.")
        response = redirect(form.path) if request.user.is_authenticated else redirect_to_login(form.path)
    elif request.user.is_authenticated:
        response = _given_back(request, worth if kept else [form], is_kept=kept)
    else:
        if kept:
            messages.info(request, "U was uitgelogd. Wat u typte, is bewaard en komt terug zodra u inlogt.")
        response = redirect_to_login(reverse("kept_forms"))
    add_never_cache_headers(response)
    return response


def _given_back(request, forms, *, is_kept):
    """Refuse what was sent by who logged in again meanwhile, and give it back at once."""
    if len(forms) > 1:
        context = {"forms": forms, "is_refused": True}
        return render(request, "accounts/kept_forms.html", context, status=403)
    context = {"form": forms[0], "is_kept": is_kept, "is_refused": True}
    return render(request, "accounts/kept_form.html", context, status=403)


def _worth_keeping(request, form):
    """What a request sent, in as many forms as it holds texts that aren't stored yet."""
    match = request.resolver_match
    parts = getattr(match.func, "parts", None)
    writer = User.objects.filter(pk=form.writer_id, is_active=True).first() if parts else None
    told = parts(writer, form.fields, **match.kwargs) if writer else None
    if told is None or len(told) > MOST_FORMS:
        return [form]
    same = {name: getattr(form, name) for name in ("writer_id", "page", "about", "had_files", "kept_at")}
    return [KeptForm(**same, part=part.about, path=part.path, fields=part.fields) for part in told]


@transaction.atomic
def _keep_each(form, parts):
    """Keep the parts of a form instead of what its page said before; tells whether there were, and all are kept."""
    if len(parts) != 1 or parts[0] is not form:
        let_go(form.as_writer, form.path, form.names)
    not_kept = [part for part in parts if not keep(part)]
    return bool(parts) and not not_kept


@transaction.atomic
def keep(form):
    """Keep a form for its writer, instead of what it says anew; tells whether it could be kept."""
    KeptForm.objects.expired().delete()
    letters = sum(len(name) + len(value) for name, value in form.fields)
    if letters > MOST_LETTERS or len(form.path) > LONGEST_PATH:
        return False
    if not User.objects.filter(pk=form.writer_id, is_active=True).exists():
        return False
    let_go(form.as_writer, form.path, form.names)
    form.save(force_insert=True)
    _make_room(form)
    return True


def _make_room(form):
    """Let the page that keeps too much lose what is its own before it costs another page a text."""
    others = KeptForm.objects.filter(writer=form.writer_id).exclude(pk=form.pk).order_by("kept_at")
    rows = list(others.values_list("pk", "page"))
    of_this_page_first = sorted(rows, key=lambda row: row[1] != form.page)
    too_many = max(len(rows) + 1 - MOST_FORMS, 0)
    KeptForm.objects.filter(pk__in=[pk for pk, _ in of_this_page_first[:too_many]]).delete()


def let_go(writer, path, names):
    """Forget what was kept of a page, where a form with the fields `names` that went to `path` says it all."""
    for kept in KeptForm.objects.filter(writer=writer.pk, page=writer.page):
        if kept.is_said_by(path, names):
            kept.delete()


def _form(request, writer):
    """What a request sends, as it can be stored: without its tokens, passwords and files."""
    fields = [
        [_NOT_STORABLE.sub("", name), _NOT_STORABLE.sub("", value)]
        for name, values in request.POST.lists()
        for value in values
        if not _NOT_KEPT.match(name)
    ]
    return KeptForm(
        writer_id=writer.pk,
        page=writer.page,
        about=writer.about,
        path=_path(request),
        fields=fields,
        had_files=bool(request.FILES),
        kept_at=timezone.now(),
    )


def _path(request):
    """Where a form is going, or would go from a page without scripts."""
    match = request.resolver_match
    name = getattr(match.func, "resumed_at", None)
    return reverse(name, args=match.args, kwargs=match.kwargs) if name else request.get_full_path()


def _is_saved(request, response):
    """Whether an answer says that all that was sent is where it should be."""
    return response.status_code in ((200, 204) if request.htmx else (302, 303))


def _fragment(request, *, kept, writer=None):
    """The answer to a script: what happened, to stand beside the text, which stays in its field."""
    context = {
        "is_kept": kept,
        "is_theirs": bool(writer) and writer.pk == request.user.pk,
    }
    status = 403 if request.user.is_authenticated else 401
    response = render(request, "accounts/_not_saved.html", context, status=status)
    add_never_cache_headers(response)
    return response
