"""The framework in the admin. Findings, case files and editions are no administrator's to change."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from assessments.actions.frameworks import make_next_version
from assessments.models import Framework, Indicator, Theme
from stj_toezicht.administration.events import WritesLog

LOCKED = (
    "Dit toetsingskader is in een ronde gebruikt. U kunt het niet meer wijzigen of verwijderen, zodat klopt wat"
    " eerder is vastgesteld. Wilt u iets veranderen? Kies het kader dan in de lijst van toetsingskaders en voer"
    " de actie “Maak een volgende versie” uit: die kopie kunt u wijzigen."
)


class LockedOnceUsed:
    """What belongs to a version that a round used can be read, not changed."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_locked(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_locked(obj)


def _is_locked(obj):
    framework = obj.framework if isinstance(obj, Theme) else obj
    return framework is not None and framework.is_used()


class PartInline(LockedOnceUsed, admin.StackedInline):
    extra = 0

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and not _is_locked(obj)


class ThemeInline(PartInline):
    model = Theme
    show_change_link = True


class IndicatorInline(PartInline):
    model = Indicator


@admin.register(Framework)
class FrameworkAdmin(WritesLog, admin.ModelAdmin):
    list_display = ("name", "code", "version", "valid_from", "valid_until", "in_use")
    inlines = (ThemeInline,)
    actions = ("next_version",)

    def get_queryset(self, request):
        return super().get_queryset(request).with_use()

    @admin.display(description="in een ronde gebruikt", boolean=True)
    def in_use(self, framework):
        return framework.in_use

    def get_fieldsets(self, request, obj=None):
        fields = [
            "code",
            "version",
            "name",
            "definition",
            "areas_of_life",
            "valid_from",
            "valid_until",
        ]
        end = " De laatste dag waarop het geldt kunt u hier wel invullen."
        return [(None, {"fields": fields, "description": LOCKED + end if _is_locked(obj) else ""})]

    def get_readonly_fields(self, request, obj=None):
        """Of a version in use only the last day is still open."""
        if not _is_locked(obj):
            return ()
        return ("code", "version", "name", "definition", "areas_of_life", "valid_from")

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_locked(obj)

    @admin.action(description="Maak een volgende versie")
    def next_version(self, request, queryset):
        if queryset.count() != 1:
            self.message_user(request, "Kies één toetsingskader.", messages.ERROR)
            return None
        copy = make_next_version(queryset.get(), by=request.user)
        self.message_user(
            request, f"{copy} is gemaakt. Pas de versie aan waar dat nodig is.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:assessments_framework_change", args=[copy.pk]))


@admin.register(Theme)
class ThemeAdmin(LockedOnceUsed, WritesLog, admin.ModelAdmin):
    list_display = ("name", "framework", "position", "heading")
    list_filter = ("framework",)
    list_select_related = ("framework",)
    inlines = (IndicatorInline,)

    def get_fieldsets(self, request, obj=None):
        fields = ["framework", "position", "name", "heading", "description"]
        return [(None, {"fields": fields, "description": LOCKED if _is_locked(obj) else ""})]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "framework":
            kwargs["queryset"] = Framework.objects.unused()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
