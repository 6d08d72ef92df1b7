"""What everyone can read: the factsheets that were published, and the municipalities that they are about."""

import hashlib
from functools import wraps

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from assessments.factsheet.changes import changes
from assessments.factsheet.content import Factsheet
from assessments.factsheet.provenance import made_with
from assessments.models import Edition
from municipalities.models import MOST_LETTERS, Municipality
from stj_toezicht.access import open_to_everyone
from stj_toezicht.memory import Memory

MOST_MUNICIPALITIES = 10
# What was published stays as it is: its faces are made once per process.
FACES = Memory(settings.FACTSHEETS_IN_MEMORY)
# All that can make a page say something to one reader alone: who is logged in, and what was told last.
PERSONAL = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}


@method_decorator([open_to_everyone, require_safe], name="dispatch")
class Home(ListView):
    """Every published factsheet, or those of the municipalities whose name was searched for."""

    template_name = "factsheets/home.html"
    context_object_name = "editions"
    paginate_by = 25

    def get_queryset(self):
        self.query = " ".join(self.request.GET.get("zoek", "").replace("\0", "").split())[:MOST_LETTERS]
        self.found = Municipality.objects.named_like(self.query) if self.query else None
        editions = (
            Edition.objects.listed().defer("pdf", "data").order_by("-year", "round__municipality__sort_name")
        )
        return editions.of_municipalities(self.found) if self.query else editions

    def get_context_data(self, **kwargs):
        if self.query:
            found = list(self.found[: MOST_MUNICIPALITIES + 1])
            kwargs |= {
                "municipalities": found[:MOST_MUNICIPALITIES],
                "there_are_more": len(found) > MOST_MUNICIPALITIES,
                "nearest_names": [] if found else Municipality.objects.nearest_names(self.query),
            }
        context = super().get_context_data(query=self.query, **kwargs)
        return context | {"published": _with_contents(context["editions"])}


@method_decorator([open_to_everyone, require_safe], name="dispatch")
class MunicipalityDetail(DetailView):
    """A municipality: what it was and became, and what was published on it."""

    template_name = "factsheets/municipality.html"
    context_object_name = "municipality"
    queryset = Municipality.objects.all()

    def get_context_data(self, **kwargs):
        editions = Edition.objects.listed().of_municipality(self.object).defer("pdf", "data")
        return super().get_context_data(
            formerly=self.object.ancestors(),
            later=self.object.descendants(),
            published=_with_contents(editions.order_by("-year", "municipality_name")),
            **kwargs,
        )


def _with_contents(editions):
    return [(edition, Factsheet.from_snapshot(edition.content)) for edition in editions]


def _face(view):
    """A view of an edition at an address: the newest, or the one with that number. Withdrawn it is gone (410).

    The address of a former name leads on to the present one. Not for good: what is published later, at that address
    or on another successor, changes where it leads.
    """

    @open_to_everyone
    @require_safe
    @wraps(view)
    def face(request, slug, year, number=None):
        standing = Edition.objects.standing_at(slug, year)
        edition = next((each for each in standing if number in (None, each.number)), None)
        if edition is None:
            address = None if standing else Edition.objects.address_after_succession(slug, year)
            if address is None:
                raise Http404
            return redirect(
                request.resolver_match.view_name, address, year, *([] if number is None else [number])
            )
        if edition.withdrawal:
            gone = Edition.objects.without_files().get(pk=edition.pk)
            return render(request, "factsheets/withdrawn.html", _among(gone), status=410)
        return view(request, edition, standing)

    return face


def _kept(edition, face, make, *, beside=()):
    """A face that `make` makes of an edition in full, with the SHA-256 of its bytes.

    It stays the same for as long as what stands `beside` the edition does: it is made for whoever asks first, and kept
    in the memory of this process.
    """

    def made():
        content = make(Edition.objects.get(pk=edition.pk))
        return content, hashlib.sha256(content).hexdigest()

    return FACES.get_or_make((face, edition.row_sha256, made_with(), *beside), made)


@_face
def factsheet(request, edition, standing):
    """The factsheet as a page; of a correction with what was changed, and of an older edition with the way on.

    Who is not logged in is nobody in particular, and is given the page that was made for another.
    """

    def page(whole):
        return render(request, "factsheets/page.html", _on_page(whole)).content

    if PERSONAL & request.COOKIES.keys():
        return HttpResponse(page(Edition.objects.get(pk=edition.pk)))
    content, sha256 = _kept(edition, "page", page, beside=standing)
    return _unless_known(request, HttpResponse(content), sha256)


def _on_page(edition):
    content = Factsheet.from_snapshot(edition.content)
    context = _among(edition)
    if earlier := context["compared_with"]:
        before = Edition.objects.values_list("content", flat=True).get(pk=earlier.pk)
        context["changes"] = changes(Factsheet.from_snapshot(before), content)
    return context | {
        "factsheet": content,
        "pdf_size": len(edition.pdf),
        "json_size": len(edition.data),
    }


def _among(edition):
    """An edition and the others at its address, of which what was withdrawn is never shown again.

    That is why a correction is compared with the last edition before it that everybody may still read.
    """
    others = Edition.objects.at(edition.slug, edition.year).without_files()
    editions = list(others.select_related("withdrawal"))
    earlier = (each for each in editions if each.number < edition.number and not each.is_withdrawn)
    return {
        "edition": edition,
        "editions": editions,
        "newest": editions[0],
        "is_newest": edition == editions[0],
        "compared_with": next(earlier, None),
    }


@_face
def factsheet_pdf(request, edition, standing):
    """The PDF, exactly as it was published."""
    return _file(request, edition, "pdf", *_kept(edition, "pdf", lambda whole: bytes(whole.pdf)))


@_face
def factsheet_json(request, edition, standing):
    """The factsheet as open data."""
    return _file(request, edition, "json", *_kept(edition, "json", lambda whole: bytes(whole.data)))


def _file(request, edition, extension, content, sha256):
    """A file to look at."""
    issue = f"-editie-{edition.number}" if edition.number > 1 else ""
    name = f"factsheet-{edition.slug}-{edition.year}{issue}.{extension}"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    response = HttpResponse(content, content_type=f"application/{extension}", headers=headers)
    return _unless_known(request, response, sha256)


def _unless_known(request, response, sha256):
    """A face, by the SHA-256 of its bytes; a browser that has these very bytes already is told so."""
    response["ETag"] = quote_etag(sha256)
    return get_conditional_response(request, etag=response["ETag"], response=response)
