"""Choosing from a list of rows. A key that is in no list, however long, is answered and not looked up."""

from crispy_forms.helper import FormHelper
from django import forms


class ListedField(forms.ModelChoiceField):
    """One row of a list."""

    def to_python(self, value):
        if value and str(value) not in _keys(self.queryset):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class SeveralListedField(forms.ModelMultipleChoiceField):
    """Some rows of a list."""

    def clean(self, value):
        if not _keys(self.queryset).issuperset(value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


def _keys(queryset):
    return {str(pk) for pk in queryset.values_list("pk", flat=True)}


def without_form_tag(form):
    """The template writes the form element and its buttons."""
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.disable_csrf = True
