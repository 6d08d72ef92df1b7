from django import forms
from django.contrib import admin
from django.db.models import Q

from municipalities.models import Contact, Municipality, Succession
from stj_toezicht.accounts.models import Role, User
from stj_toezicht.administration.events import WritesLog


class SuccessionForm(forms.ModelForm):
    class Meta:
        model = Succession
        fields = ("successor",)

    def clean_successor(self):
        successor = self.cleaned_data["successor"]
        if successor.pk == self.instance.predecessor_id:
            raise forms.ValidationError("Een gemeente kan niet in zichzelf opgaan.")
        return successor


class SuccessionFormSet(forms.BaseInlineFormSet):
    @classmethod
    def get_default_prefix(cls):
        return "successions"


class SuccessionInline(admin.StackedInline):
    model = Succession
    form = SuccessionForm
    formset = SuccessionFormSet
    fk_name = "predecessor"
    extra = 0
    verbose_name = "opvolger"
    verbose_name_plural = "Opgegaan in"


class IsCurrent(admin.SimpleListFilter):
    title = "bestaan"
    parameter_name = "bestaat"

    def lookups(self, request, model_admin):
        return [("ja", "Bestaat nog"), ("nee", "Opgeheven")]

    def queryset(self, request, queryset):
        wanted = {"ja": Q(valid_until__isnull=True), "nee": Q(valid_until__isnull=False)}
        return queryset.filter(wanted.get(self.value(), Q()))


@admin.register(Municipality)
class MunicipalityAdmin(WritesLog, admin.ModelAdmin):
    list_display = ("name", "code", "province", "valid_from", "valid_until")
    list_filter = (IsCurrent, "province")
    search_fields = ("name", "code")
    ordering = ("sort_name",)
    inlines = (SuccessionInline,)
    fields = ("code", "name", "sort_name", "slug", "province", "valid_from", "valid_until", "change")

    def get_readonly_fields(self, request, obj=None):
        """The code and the address are what the register and links know a municipality by."""
        return ("code", "slug", "came_from") if obj else ()

    def get_fields(self, request, obj=None):
        return (*self.fields, "came_from") if obj else self.fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ("name",)}

    @admin.display(description="ontstaan uit")
    def came_from(self, obj):
        return ", ".join(predecessor.name for predecessor in obj.predecessors.all()) or "geen andere gemeente"


@admin.register(Contact)
class ContactAdmin(WritesLog, admin.ModelAdmin):
    list_display = ("user", "function", "municipality", "valid_from", "valid_until")
    list_select_related = ("user", "municipality")
    list_filter = ("municipality__province",)
    search_fields = ("user__name", "user__username", "municipality__name")
    ordering = ("municipality__sort_name", "user__name")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(role=Role.MUNICIPALITY)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
