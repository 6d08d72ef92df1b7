"""What a browser may keep: nothing of what somebody saw while logged in."""

from django.utils.cache import patch_cache_control


class NothingIsKept:
    """Forbids every cache to keep an answer to who is logged in, so that Back shows nothing after logging out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response
