from django import forms

from municipalities.models import Municipality
from stj_toezicht.notices.kinds import State

FROM_THE_LIST = "Kies uit de lijst."
# What stands on the page, and the states that it stands for.
STANDS = {
    "wacht": ("Wacht", [State.WAITING, State.SENDING]),
    "verzonden": ("Verzonden", [State.SENT]),
    "vervallen": ("Vervallen", [State.LAPSED]),
    "mislukt": ("Mislukt of onzeker", [State.FAILED, State.UNCERTAIN]),
}


class NoticeFilterForm(forms.Form):
    """Which notices to show; every field may stay empty."""

    stand = forms.ChoiceField(
        label="Stand",
        label_suffix="",
        required=False,
        choices=[("", "alles"), *((name, label) for name, (label, _) in STANDS.items())],
        error_messages={"invalid_choice": FROM_THE_LIST},
    )
    gemeente = forms.ChoiceField(
        label="Gemeente", label_suffix="", required=False, error_messages={"invalid_choice": FROM_THE_LIST}
    )

    def __init__(self, data, *, notices):
        super().__init__(data)
        self.notices = notices
        codes = notices.order_by().values("municipality").distinct()
        named = Municipality.objects.filter(code__in=codes).values_list("code", "name")
        self.fields["gemeente"].choices = [("", "alle gemeenten"), *named]

    def found(self):
        """The notices that are asked for, the newest first; what of the asking makes no sense narrows nothing."""
        self.full_clean()
        notices = self.notices
        if stand := self.cleaned_data.get("stand"):
            notices = notices.filter(state__in=STANDS[stand][1])
        if code := self.cleaned_data.get("gemeente"):
            notices = notices.filter(municipality=code)
        return notices.order_by("-written_at", "-pk")
