"""Whether a PDF that somebody has is one that was published here."""

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assessments.documents.fingerprints import Fingerprinting
from assessments.forms.checking import CheckPdfForm
from assessments.models import Edition
from stj_toezicht.access import open_to_everyone
from stj_toezicht.requests import reads_files_with


@open_to_everyone
@csrf_exempt  # it changes nothing, and leaves no cookie with who only asks
@require_http_methods(["GET", "HEAD", "POST"])
@reads_files_with(Fingerprinting)
def check_pdf(request):
    """Say of a PDF, or of its SHA-256, which edition it is and where that stands; nothing of it is stored."""
    if request.method == "POST":
        form = CheckPdfForm(request.POST, request.FILES)
    else:
        form = CheckPdfForm(request.GET if "sha256" in request.GET else None)
    context = {"form": form}
    if form.is_valid():
        context |= {"checked": form.fingerprint, **_found(form.fingerprint)}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "factsheets/check.html", context, status=status)


def _found(fingerprint):
    """The edition with this SHA-256, and the newest of its round."""
    editions = Edition.objects.without_files().select_related("withdrawal")
    edition = editions.filter(sha256=fingerprint).order_by("-published_at").first()
    newest = edition and editions.filter(round=edition.round_id).order_by("-number").first()
    return {"edition": edition, "newest": newest, "is_newest": edition is not None and edition == newest}
