"""Who speaks for a municipality: the list, inviting, and changing a period."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView

from municipalities.actions import contacts as acts
from municipalities.forms import ContactForm, InvitationForm
from municipalities.models import Contact, Municipality
from stj_toezicht.access import READERS_OF_CASE_FILES, READERS_OF_NOTES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.refusals import Refused
from stj_toezicht.requests import sent_from

COORDINATES = open_to(*READERS_OF_CASE_FILES, to_do=[Role.COORDINATOR])


@method_decorator(open_to(*READERS_OF_CASE_FILES, to_do=READERS_OF_NOTES), name="dispatch")
class ContactList(ListView):
    """Everybody who speaks for a municipality, who did, or who will."""

    template_name = "municipalities/contacts.html"
    context_object_name = "contacts"

    def get_queryset(self):
        self.municipality = get_object_or_404(Municipality, slug=self.kwargs["slug"])
        contacts = Contact.objects.of(self.municipality).select_related("user", "municipality")
        return contacts.order_by("user__name", "pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(municipality=self.municipality, today=timezone.localdate(), **kwargs)


@COORDINATES
def invite(request, slug):
    """Invite somebody to speak for a municipality."""
    municipality = get_object_or_404(Municipality, slug=slug)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            contact = acts.invite(municipality, by=request.user, **form.cleaned_data)
        except acts.KnownAlready as refused:
            form.add_error("email", str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                f"{contact.user} is uitgenodigd en krijgt een bericht met een link om een wachtwoord te kiezen.",
            )
            return redirect("municipalities:contacts", slug)
    context = {"municipality": municipality, "form": form}
    return render(request, "municipalities/invite.html", context, status=422 if form.errors else 200)


@COORDINATES
def change_contact(request, pk):
    """Change the function or the period of a contact."""
    contact = get_object_or_404(Contact.objects.select_related("user", "municipality"), pk=pk)
    present = {name: getattr(contact, name) for name in ("function", "valid_from", "valid_until")}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=present)
    if form.is_valid():
        try:
            acts.change_contact(contact, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"De gegevens van {contact.user} zijn opgeslagen.")
            return redirect("municipalities:contacts", contact.municipality.slug)
    context = {"contact": contact, "municipality": contact.municipality, "form": form}
    return render(request, "municipalities/change_contact.html", context, status=422 if form.errors else 200)


@sent_from("municipalities:change_contact")
@COORDINATES
def invite_again(request, pk):
    """Send somebody who never logged in another link."""
    contact = get_object_or_404(Contact.objects.select_related("user", "municipality"), pk=pk)
    try:
        acts.invite_again(contact, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{contact.user} krijgt opnieuw een uitnodiging.")
    return redirect("municipalities:contacts", contact.municipality.slug)
