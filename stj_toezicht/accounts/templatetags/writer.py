from django import template
from django.utils.html import format_html

from stj_toezicht.accounts.models import KeptForm
from stj_toezicht.accounts.writers import FIELD, writer_for

register = template.Library()


@register.simple_tag(takes_context=True)
def writer(context, about=""):
    """The hidden field of every form in which somebody types; `about` tells them later what their text was about."""
    request = context["request"]
    if not request.user.is_authenticated:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, writer_for(request, about).signed)


@register.inclusion_tag("accounts/_waiting.html", takes_context=True)
def texts_waiting(context):
    """What somebody typed and hasn't saved yet, because they were logged out."""
    return {"forms": KeptForm.objects.waiting_for(context["request"].user).defer("fields")}
