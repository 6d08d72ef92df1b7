"""What administrators change is written in the log, with the old and the new value."""

from stj_toezicht.log import rows


class WritesLog:
    """A page of the admin on which every change, also of what hangs on the object, is an event.

    The admin changes an object and what hangs on it in one transaction, in which each event is written, too.
    """

    def save_model(self, request, obj, form, change):
        old = rows.said(type(obj)._default_manager.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        has_password = bool(form.cleaned_data.get("password1"))
        if not change:
            rows.came(obj, by=request.user, has_password=has_password)
        else:
            rows.changed(obj, by=request.user, old=old, has_new_password=has_password)

    def delete_model(self, request, obj):
        rows.went(obj, by=request.user)
        super().delete_model(request, obj)

    def save_formset(self, request, form, formset, change):
        stored = formset.model._default_manager.in_bulk([each.instance.pk for each in formset.initial_forms])
        old = {pk: rows.said(row) for pk, row in stored.items()}
        for each in formset.deleted_forms:
            if each.instance.pk in stored:
                rows.went(stored[each.instance.pk], by=request.user)
        super().save_formset(request, form, formset, change)
        for obj in formset.new_objects:
            rows.came(obj, by=request.user)
        for obj, _ in formset.changed_objects:
            rows.changed(obj, by=request.user, old=old[obj.pk])
