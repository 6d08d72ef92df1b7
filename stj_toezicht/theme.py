from django.conf import settings


def theme(request):
    """What every page needs to load the house style of a deployment on top of ours."""
    return {"theme_stylesheet": settings.THEME_STYLESHEET, "theme_class": settings.THEME_CLASS}
