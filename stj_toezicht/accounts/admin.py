from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation, update_session_auth_hash
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from stj_toezicht.accounts.models import Role, User
from stj_toezicht.administration.events import WritesLog

ROLES_OF_PEOPLE = [choice for choice in Role.choices if choice[0] != Role.SYSTEM]


class AccountForm(forms.ModelForm):
    """An account, with its password where that is new."""

    password1 = forms.CharField(
        label="Wachtwoord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ten minste 12 tekens; niet de naam en geen veelgebruikt wachtwoord.",
    )
    password2 = forms.CharField(
        label="Wachtwoord nogmaals",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", "name", "email", "role", "inspectorate", "is_active")
        field_classes = {"username": UsernameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = [("", "Kies een rol"), *ROLES_OF_PEOPLE]
        if self.instance.pk and "password1" in self.fields:
            self.fields["password1"].required = self.fields["password2"].required = False
            self.fields["password1"].label = "Nieuw wachtwoord"
            self.fields["password1"].help_text = "Laat leeg om het wachtwoord te houden zoals het is."

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise ValidationError(self.instance.unique_error_message(User, ["username"]))
        return username

    def clean(self):
        if self.cleaned_data.get("password1") != self.cleaned_data.get("password2"):
            self.add_error("password2", "De twee wachtwoorden zijn niet gelijk.")
        return super().clean()

    def _post_clean(self):
        super()._post_clean()
        password = self.cleaned_data.get("password1")
        if not password:
            return
        try:
            password_validation.validate_password(password, self.instance)
        except ValidationError as error:
            self.add_error("password1", error)

    def save(self, commit=True):
        if password := self.cleaned_data.get("password1"):
            self.instance.set_password(password)
        return super().save(commit=commit)


@admin.register(User)
class AccountAdmin(WritesLog, admin.ModelAdmin):
    form = AccountForm
    list_display = ("name", "username", "role", "is_active", "last_login", "is_demonstration")
    list_filter = ("role", "is_active")
    search_fields = ("name", "username", "email")
    readonly_fields = ("last_login", "joined_at", "is_demonstration")
    ordering = ("name", "username")

    @method_decorator(sensitive_post_parameters("password1", "password2"))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_fieldsets(self, request, obj=None):
        person = {"fields": ["username", "name", "email", "role", "inspectorate", "is_active"]}
        if obj and obj.role == Role.SYSTEM:
            person["description"] = (
                "In naam van dit account werkt de toepassing zelf. Niemand kan ermee inloggen of het wijzigen."
            )
            return [(None, person), ("Gebruik", {"fields": self.readonly_fields})]
        if obj == request.user:
            person["description"] = "Uw eigen rol en toegang kan alleen een andere beheerder wijzigen."
        elif obj and obj.has_left_traces():
            person["description"] = (
                "Dit account is gebruikt. Verwijderen kan daarom niet; zet “actief” uit om de toegang te sluiten."
            )
        fieldsets = [(None, person), ("Wachtwoord", {"fields": ["password1", "password2"]})]
        return fieldsets + ([("Gebruik", {"fields": self.readonly_fields})] if obj else [])

    def get_readonly_fields(self, request, obj=None):
        own = ("role", "is_active") if obj == request.user else ()
        return (*self.readonly_fields, *own)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.role == Role.SYSTEM)

    def has_delete_permission(self, request, obj=None):
        return bool(obj) and super().has_delete_permission(request, obj) and not obj.has_left_traces()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj == request.user:
            update_session_auth_hash(request, obj)
