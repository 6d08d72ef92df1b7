"""What a request may be: how it is sent, and how much it brings along.

That is little, unless the view takes files and knows who sends them.
"""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

DRAIN = 2  # times the limit is read and thrown away of who is logged in, so that the browser sees the answer


def takes_files(view):
    """Mark a view to which whoever may use it can send files (MAX_UPLOAD_SIZE)."""
    view.takes_files = True
    return view


def sent_from(page):
    """Mark a view to which `page` sends something: who opens the address itself goes on to that page."""

    def mark(view):
        @wraps(view)
        def marked(request, **kwargs):
            if request.method in ("GET", "HEAD"):
                return redirect(page, **kwargs)
            return require_POST(view)(request, **kwargs)

        return marked

    return mark


def reads_files_with(handler):
    """Say what becomes of the files that a view is sent, in place of being held or stored until it is done."""

    def mark(view):
        view.upload_handler = handler
        return view

    return mark


class ArrivalMiddleware:
    """Keeps when a request arrived, by our clock and before what it brings along is read: a term may depend on it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.arrived_at = timezone.now()
        return self.get_response(request)


class MethodMiddleware:
    """Gives who opens an address to which is only sent a page, instead of an empty one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


class SizeMiddleware:
    """Answers a request that is far too big with a page, before anything of it is stored or read into memory.

    Of other requests it says in time, before anybody reads them, what becomes of their files.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if handler := getattr(view, "upload_handler", None):
            request.upload_handlers = [handler(request)]
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
