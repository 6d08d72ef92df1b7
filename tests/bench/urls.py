"""The site, and what it is measured against: behind the same middleware, as little as a view can do."""

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from assessments.models import Finding
from stj_toezicht.access import open_to, open_to_everyone
from stj_toezicht.accounts.models import Role
from stj_toezicht.urls import handler400, handler403, handler404, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "urlpatterns"]


@open_to(Role.INSPECTOR)
def bare_page(request):
    """A page with its head and its navigation, and nothing on it."""
    return render(request, "base.html")


@open_to_everyone
def bare_bytes(request, size):
    """As many bytes as something else takes, out of nowhere."""
    return HttpResponse(b"x" * size)


@open_to(Role.INSPECTOR)
def bare_update(request, pk):
    """One UPDATE of the row that a finding is saved in."""
    text = request.POST[f"punt-{pk}-explanation"]
    saved = {"explanation": text, "changed_at": timezone.now(), "changed_by": request.user}
    versions = {name: F(name) + 1 for name in ("version", "text_version")}
    Finding.objects.filter(pk=pk).update(**saved, **versions)
    return HttpResponse(status=204)


urlpatterns = [
    path("bench/page/", bare_page, name="bare_page"),
    path("bench/bytes/<int:size>/", bare_bytes, name="bare_bytes"),
    path("bench/update/<key:pk>/", bare_update, name="bare_update"),
    *urlpatterns,
]
