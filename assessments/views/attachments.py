"""Documents of a contact moment: brought, given back to who may read the round, and taken off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from assessments import actions, documents
from assessments.actions import attachments as acts
from assessments.actions.rounds import refusal_to_write
from assessments.documents import kinds, names
from assessments.forms.attachments import AttachmentsForm
from assessments.models import Attachment
from assessments.models.attachments import MAX_ATTACHMENT_SIZE
from assessments.views.contact_moments import describe, moments_for
from assessments.views.refusals import not_saved
from stj_toezicht.access import READERS_OF_CASE_FILES, open_to
from stj_toezicht.accounts.models import Role
from stj_toezicht.requests import takes_files


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def add_attachments(request, pk):
    """Hang the documents that were sent on a contact moment; what can't be taken in is named, the rest is kept."""
    moment = get_object_or_404(moments_for(request.user), pk=pk)
    if request.method != "POST":  # who had to log in first comes back with GET
        return redirect(moment)
    if refusal := refusal_to_write(moment.round, by=request.user):
        return not_saved(request, moment.round, refusal)
    form = AttachmentsForm(request.POST, request.FILES)
    added = _attach_each(form, moment, by=request.user) if form.is_valid() else 0
    if added:
        said = "Het document is toegevoegd." if added == 1 else f"{added} documenten zijn toegevoegd."
        messages.success(request, said)
    if form.errors:
        context = {**describe(moment, request.user, form=form), "added": added}
        return render(request, "assessments/contact_moment.html", context, status=422)
    return redirect(f"{moment.get_absolute_url()}#documenten")


def _attach_each(form, moment, *, by):
    """Attach the files of a form, one in memory at a time; its errors name those that were refused."""
    added = 0
    for file in form.cleaned_data["files"]:
        name = names.clean(file.name)
        try:
            _attach(moment, name, file, by=by)
        except (actions.Refused, documents.NotAccepted) as refusal:
            form.add_error(None, f"{name}: {refusal}")
        else:
            added += 1
    return added


def _attach(moment, name, file, *, by):
    if file.size > MAX_ATTACHMENT_SIZE:
        raise acts.TooBig
    content = file.read()
    if content:
        kinds.check(name, content)
    acts.attach(moment, by=by, name=name, content=content)


@require_safe
@open_to(*READERS_OF_CASE_FILES)
def attachment(request, pk):
    """A document of a contact moment."""
    known = get_object_or_404(Attachment.objects.visible_to(request.user).without_content(), pk=pk)
    return as_document(request, known)


def as_document(request, known):
    """The document as it came in: to keep, never to be run by the browser on our address."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=known.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "ETag": quote_etag(known.sha256),
        "X-Content-Type-Options": "nosniff",
    }
    if unchanged := get_conditional_response(request, etag=headers["ETag"]):
        return unchanged
    response = HttpResponse(bytes(known.content), content_type=kinds.media_type(known.name), headers=headers)
    response["Content-Length"] = known.size
    return response


@open_to(*READERS_OF_CASE_FILES, to_do=[Role.INSPECTOR])
def remove_attachment(request, pk):
    """Ask whether a document can go, and take it off."""
    related = ("contact_moment__round__case_file__municipality", "contact_moment__round__municipality")
    attachments = Attachment.objects.visible_to(request.user).without_content().select_related(*related)
    known = get_object_or_404(attachments, pk=pk)
    moment = known.contact_moment
    if refusal := refusal_to_write(moment.round, by=request.user):
        return not_saved(request, moment.round, refusal)
    if request.method == "POST":
        try:
            acts.remove_attachment(known, by=request.user)
        except actions.Refused as refusal:
            return not_saved(request, moment.round, refusal)
        messages.success(request, f"Het document “{known.name}” is verwijderd.")
        return redirect(f"{moment.get_absolute_url()}#documenten")
    context = {"attachment": known, "moment": moment, "round": moment.round}
    return render(request, "assessments/remove_attachment.html", context)
