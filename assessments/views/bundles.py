"""Taking many factsheets along in one file: choosing them, and how far that is."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments import actions
from assessments.actions import bundles
from assessments.bundling.documents import CONCEPT
from assessments.forms.bundles import BundleForm, ChoiceFilterForm
from assessments.models import Bundle
from assessments.models.bundles import Format
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to

RECENT = 10
SHOWN = 500  # factsheets to tick; all of them can be taken at once however many there are


@open_to(*READERS_OF_CASE_FILES)
def choose(request):
    """List the factsheets that somebody may take along, and have those bundled that they choose."""
    filter_form = ChoiceFilterForm(request.GET, reader=request.user)
    found = filter_form.found()
    form = BundleForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_valid():
        try:
            bundle = bundles.ask_for(form.choices, by=request.user, format=form.cleaned_data["format"])
        except actions.Refused as refusal:
            form.add_error("chosen", str(refusal))
        else:
            messages.success(request, "Uw bundel wordt gemaakt. U kunt intussen verder werken.")
            return redirect(bundle)
    context = {
        "filter_form": filter_form,
        "form": form,
        "found": found,
        "shown": found[:SHOWN],
        "bundles": Bundle.objects.visible_to(request.user).with_progress()[:RECENT],
    }
    status = 422 if filter_form.errors or form.errors else 200
    return render(request, "assessments/bundles.html", context, status=status)


@open_to(*READERS_OF_CASE_FILES)
def bundle(request, pk):
    """How far a bundle is, what failed and why, and the file once it is ready."""
    return render(request, "assessments/bundle.html", _standing(request, pk))


@open_to(*READERS_OF_CASE_FILES)
def progress(request, pk):
    """How far a bundle is, for a page that asks again and again; nothing where it is as far as it was."""
    standing = _standing(request, pk)
    now = standing["bundle"]
    if now.is_unfinished and request.GET.get("klaar") == str(now.done):
        return HttpResponse(status=204)
    return render(request, "assessments/_bundle.html", standing)


@open_to(*READERS_OF_CASE_FILES)
def cancel(request, pk):
    """Stop making a bundle."""
    return _done(request, pk, bundles.cancel, "De bundel wordt niet verder gemaakt.")


@open_to(*READERS_OF_CASE_FILES)
def try_again(request, pk):
    """Make what failed or was stopped after all."""
    return _done(request, pk, bundles.try_again, "We proberen opnieuw wat nog niet was gelukt.")


@open_to(*READERS_OF_CASE_FILES)
def bundle_file(request, pk):
    """The file of a bundle, read a piece at a time."""
    ready = Bundle.objects.visible_to(request.user).filter(ready_at__isnull=False)
    found = get_object_or_404(ready, pk=pk)
    if found.kept_until < timezone.now():
        raise Http404
    bundles.refuse_withdrawn(found)
    kind = "application/pdf" if found.format == Format.PDF else "application/zip"
    pieces = (
        bytes(found.pieces.get(pk=pk).content) for pk in list(found.pieces.values_list("pk", flat=True))
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{_name(found)}"',
        "Content-Length": str(found.size),
    }
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


def _standing(request, pk):
    found = get_object_or_404(Bundle.objects.visible_to(request.user).with_progress(), pk=pk)
    failed = found.parts.failed().select_related("edition", "round__municipality")
    return {
        "bundle": found,
        "failed": failed.defer("content", "edition__pdf", "edition__content", "edition__data"),
        "percentage": 100 * found.done // max(1, found.total),
        "is_withdrawn": bool(found.ready_at) and found.parts.withdrawn_since().exists(),
        "name": _name(found),
    }


def _done(request, pk, action, message):
    """Do something to a bundle and tell how that went."""
    found = get_object_or_404(Bundle.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        try:
            action(found)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, message)
    return redirect(found)


def _name(found):
    """The name of the file, which says CONCEPT where it holds a round that is not published."""
    concept = CONCEPT if found.parts.filter(round__isnull=False).exists() else ""
    return f"{concept}factsheets-{timezone.localtime(found.made_at):%Y-%m-%d}.{found.format}"
