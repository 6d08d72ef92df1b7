from django import forms
from django.db.models import Q

from assessments.forms.choices import ListedField, SeveralListedField, without_form_tag
from assessments.forms.fields import CleanTextField
from assessments.models import CaseFile
from stj_toezicht.accounts.models import User

_unknown = "Kies inspecteurs uit de lijst."


def _reason_field(**kwargs):
    return CleanTextField(
        label="Reden",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "stj-short"}),
        help_text="Staat bij het team in het dossier. Schrijf niets op over iemands gezondheid of privéleven.",
        error_messages={
            "required": "Geef de reden van de overdracht.",
            "max_length": "De reden heeft %(show_value)s tekens. Er is plaats voor %(limit_value)s.",
        },
        **kwargs,
    )


class TeamForm(forms.Form):
    """The inspectors who work on a case file; `opened` is the team that the choosing started from."""

    inspectors = SeveralListedField(
        label="Inspecteurs",
        label_suffix="",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Alleen wie in het team zit, kan in dit dossier vastleggen.",
        error_messages={"invalid_choice": _unknown},
    )
    reason = _reason_field(required=False)
    opened = CleanTextField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, case_file, **kwargs):
        super().__init__(*args, **kwargs)
        on_the_team = Q(case_files=case_file)
        active = Q(pk__in=User.objects.inspectors())
        self.fields["inspectors"].queryset = User.objects.filter(active | on_the_team).distinct()
        without_form_tag(self)


class HandOverForm(forms.Form):
    """Who takes over the work on a case file, and why; a coordinator says whose work as well."""

    leaving = ListedField(
        label="Werk van",
        queryset=User.objects.none(),
        empty_label="Kies wie het werk overdraagt",
        error_messages={"required": "Kies wiens werk wordt overgedragen.", "invalid_choice": _unknown},
    )
    to = ListedField(
        label="Overdragen aan",
        queryset=User.objects.none(),
        empty_label="Kies een inspecteur",
        error_messages={"required": "Kies wie het werk overneemt.", "invalid_choice": _unknown},
    )
    reason = _reason_field()

    def __init__(self, *args, case_file, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.inspectors().exclude(case_files=case_file)
        self.fields["leaving"].queryset = case_file.team.all()
        if own:
            del self.fields["leaving"]
        without_form_tag(self)


class HandOverAllForm(forms.Form):
    """Which case files of one inspector go to a colleague, and why."""

    case_files = SeveralListedField(
        label="Dossiers",
        label_suffix="",
        queryset=CaseFile.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Kies ten minste één dossier.",
            "invalid_choice": "Dit werk is intussen al overgedragen. Hieronder staat wat er nog is.",
        },
    )
    to = ListedField(
        label="Overdragen aan",
        queryset=User.objects.none(),
        empty_label="Kies een inspecteur",
        error_messages={"required": "Kies wie het werk overneemt.", "invalid_choice": _unknown},
    )
    reason = _reason_field()

    def __init__(self, *args, leaving, **kwargs):
        super().__init__(*args, **kwargs)
        case_files = (
            CaseFile.objects.standing().of_team_member(leaving).select_related("municipality", "framework")
        )
        self.fields["case_files"].queryset = case_files.prefetch_related("team")
        self.fields["case_files"].label_from_instance = _with_team
        self.fields["to"].queryset = User.objects.inspectors().exclude(pk=leaving.pk)
        without_form_tag(self)


def _with_team(case_file):
    team = ", ".join(str(member) for member in case_file.team.all())
    return f"{case_file}, {case_file.framework} (team: {team})"
