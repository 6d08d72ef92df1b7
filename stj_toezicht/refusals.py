"""What somebody asks and cannot have now, with the Dutch words for it."""

from django.shortcuts import render


class Refused(Exception):
    """An action that cannot be done now; its text is the Dutch message that tells the user why."""

    message = "Dit kan nu niet."

    def __init__(self, message=""):
        super().__init__(message or self.message)


class RefusalMiddleware:
    """Tells in words what a page could not do, where the page itself has no place for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            return render(request, "409.html", {"refusal": exception}, status=409)
        return None
