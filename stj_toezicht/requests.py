"""How much a request may bring along: little, unless the view takes files and knows who sends them."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render

DRAIN = 2  # times the limit is read and thrown away of who is logged in, so that the browser sees the answer


def takes_files(view):
    """Mark a view to which whoever may use it can send files (MAX_UPLOAD_SIZE)."""
    view.takes_files = True
    return view


class SizeMiddleware:
    """Answers a request that is far too big with a page, before anything of it is stored or read into memory."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        size = _announced_size(request)
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        takes_files = getattr(view, "takes_files", False)
        if takes_files and not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if takes_files and request.user.role in view.to_do and size <= settings.MAX_UPLOAD_SIZE:
            return None
        _drain(request)
        return render(request, "413.html", {"takes_files": takes_files}, status=413)


def _announced_size(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # then Django reads nothing either
        return 0


def _drain(request):
    """Read what the browser is still sending, up to a bound; it doesn't look at an answer before that.

    Of who is not logged in nothing is read: their connection just closes.
    """
    if not request.user.is_authenticated:
        return
    left = DRAIN * settings.MAX_UPLOAD_SIZE
    while left > 0 and (piece := request.read(64 * 1024)):
        left -= len(piece)
