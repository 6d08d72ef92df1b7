"""What administrators change is written in the log, with the old and the new value."""

from django.forms.models import model_to_dict

from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.writing import differences, write

NEVER = ("password", "last_login")  # a log is read by others than who it is about
KINDS = {
    "user": Kind.ACCOUNT,
    "contact": Kind.CONTACT,
    "municipality": Kind.MUNICIPALITY,
    "succession": Kind.MUNICIPALITY,
    "framework": Kind.FRAMEWORK,
    "theme": Kind.FRAMEWORK,
    "indicator": Kind.FRAMEWORK,
}


class WritesLog:
    """A page of the admin on which every change, also of what hangs on the object, is an event in one `chain`."""

    chain = ""

    def save_model(self, request, obj, form, change):
        old = _said(type(obj)._default_manager.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        new = _said(obj)
        if form.cleaned_data.get("password1"):
            old, new = old | {"password": "oud"}, new | {"password": "nieuw"}
        self._write(request, obj, old if change else {}, new)

    def delete_model(self, request, obj):
        self._write(request, obj, _said(obj), {})
        super().delete_model(request, obj)

    def save_formset(self, request, form, formset, change):
        pks = [each.instance.pk for each in formset.initial_forms]
        stored = {each.pk: _said(each) for each in formset.model._default_manager.filter(pk__in=pks)}
        super().save_formset(request, form, formset, change)
        for obj in formset.new_objects:
            self._write(request, obj, {}, _said(obj))
        for obj, _ in formset.changed_objects:
            self._write(request, obj, stored[obj.pk], _said(obj))
        for obj in formset.deleted_objects:
            self._write(request, obj, _said(obj), {})

    def _write(self, request, obj, old, new):
        was, became = differences(old, new)
        if was or became:
            name = obj._meta.model_name
            write(
                self.chain,
                by=request.user,
                kind=KINDS[name],
                about=str(obj),
                subject=f"{name} {obj.pk or ''}".strip(),
                old=was,
                new=became,
            )


def _said(obj):
    return {name: value for name, value in model_to_dict(obj).items() if name not in NEVER}
