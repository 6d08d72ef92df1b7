"""What a contact of a municipality writes on a draft: a form for each thing that can be said of a point or a part."""

from dataclasses import dataclass

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import date_format

from assessments.actions.remarks import CONTENT, Topic
from assessments.forms.attachments import FilesField
from assessments.forms.fields import CleanTextField, MarkdownField, VersionField
from assessments.models import Evidence, OvertakenRemark, Remark, RemarkKind
from assessments.models.remarks import ANSWERS, RemarkRevision
from assessments.texts import invisible_in

TOLD_OF_WHILE_TYPING = ("text", "by_whom", "planned_on")


@dataclass(frozen=True)
class Meaning:
    """What a kind of remark is for, to somebody who writes one for the first time."""

    label: str
    means: str
    example: str
    field: str


MEANINGS = {
    RemarkKind.SLIP: Meaning(
        "Schrijffout",
        "Een tikfout, of een naam die verkeerd is geschreven.",
        "“Er staat ‘Helpende Hant’. Dat moet zijn: ‘Helpende Hand’.”",
        "Welke schrijffout ziet u?",
    ),
    RemarkKind.ERROR: Meaning(
        "Feitelijke onjuistheid",
        "Iets wat niet klopt. Voeg als het kan een document toe waaruit dat blijkt.",
        "“Er staat dat er geen convenant is. Het convenant is op 3 maart getekend; zie de bijlage.”",
        "Wat klopt er niet?",
    ),
    RemarkKind.INFORMATION: Meaning(
        "Aanvullende informatie",
        "Iets wat er al was toen de inspectie keek, en dat in de tekst ontbreekt.",
        "“Sinds januari is er ook een regisseur voor gezinnen zonder vaste woonplaats.”",
        "Wat ontbreekt er?",
    ),
    RemarkKind.INTENT: Meaning(
        "Wat de gemeente gaat doen",
        "Welke maatregel de gemeente neemt, wie dat doet en wanneer; of waarom er geen maatregel komt.",
        "“Wij leggen de afspraken over de regie vast in een convenant.”",
        "Maatregel, of de reden waarom die er niet komt",
    ),
    RemarkKind.STATEMENT: Meaning(
        "Zienswijze",
        "Hoe de gemeente zelf naar de uitkomsten kijkt. Deze tekst komt ongewijzigd als bijlage bij het factsheet.",
        "“De gemeente herkent zich in de verbeterpunten en heeft er in de begroting geld voor vrijgemaakt.”",
        "Zienswijze van de gemeente",
    ),
}


class RemarkForm(forms.Form):
    """One thing that a municipality can say; `version` is the version that the typing started from."""

    text = MarkdownField(rows=3)
    version = VersionField()
    files = FilesField(
        label="Documenten toevoegen",
        label_suffix="",
        required=False,
        help_text="Ten hoogste 20 MB per bestand en 60 MB tegelijk. PDF, Office, tekst, afbeelding of e-mail.",
    )

    def __init__(self, *args, topic: Topic, remark: Remark | None = None, **kwargs):
        self.topic, self.remark = topic, remark
        stored = {name: getattr(remark, name) for name in CONTENT} if remark else {}
        initial = {**stored, "version": remark.version if remark else 0}
        super().__init__(*args, prefix=f"{place_of(topic)}-{topic.kind}", initial=initial, **kwargs)
        self.fields["text"].label = self.meaning.field
        if topic.kind not in ANSWERS:
            del self.fields["files"]
        for name in self.fields.keys() & set(TOLD_OF_WHILE_TYPING):
            self.fields[name].has_room_for_errors = True
        self.problems: list[str] = []  # with its documents

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[RemarkKind(self.topic.kind)]

    @property
    def letter(self) -> str:
        """The letter by which the inspectorate calls a kind of answer."""
        return "ABC"[ANSWERS.index(self.topic.kind)] if self.topic.kind in ANSWERS else ""

    @property
    def told_of_while_typing(self):
        return [self[name] for name in TOLD_OF_WHILE_TYPING if name in self.fields]

    @property
    def sent_names(self) -> list[str]:
        """The names of what is saved while somebody types: all but the documents."""
        return [self.add_prefix(name) for name in self.fields if name != "files"]

    @property
    def is_sent(self) -> bool:
        return self.add_prefix("version") in self.data

    @property
    def lacks_version(self) -> bool:
        """Whether it can't be told what the typing started from, so that nothing can be saved."""
        return "version" in self.errors

    @property
    def was_typed(self) -> bool:
        """Whether it says other than the remark did at the version that the typing started from."""
        if not self.is_valid():
            return True
        start = self._at_version(self.cleaned_data["version"])
        return any(getattr(start, name) != value for name, value in self.content.items())

    @property
    def is_unsaved(self) -> bool:
        """Whether it shows what was just sent in, and that is other than what is stored."""
        if not self.is_bound:
            return False
        standing = self.remark or RemarkRevision()
        return bool(self.errors) or any(getattr(standing, name) != v for name, v in self.content.items())

    @property
    def content(self) -> dict:
        """What is typed, as far as it can be saved: of a field that is wrong, what is stored."""
        self.is_valid()
        stored = {name: getattr(self.remark, name) for name in CONTENT} if self.remark else {}
        return {
            name: self.cleaned_data.get(name, stored.get(name, "" if name != "planned_on" else None))
            for name in CONTENT
            if name in self.fields
        }

    @property
    def as_typed(self) -> str:
        """All that was typed in it as one text, also what can't be saved."""
        self.is_valid()
        typed = {name: self[name].value() for name in CONTENT if name in self.fields}
        if day := self.cleaned_data.get("planned_on"):
            typed["planned_on"] = date_format(day)
        lines = [typed["text"], "Er komt geen maatregel" if typed.get("has_no_measure") else ""]
        beside = [name for name in ("by_whom", "planned_on") if typed.get(name)]
        lines += [f"{self.fields[name].label}: {typed[name]}" for name in beside]
        return "\n".join(filter(None, lines))

    @property
    def chosen_files(self) -> list[UploadedFile]:
        if "files" not in self.fields or not self.is_bound:
            return []
        self.is_valid()
        return self.cleaned_data.get("files", [])

    @property
    def evidence(self) -> list[Evidence]:
        return list(self.remark.evidence.all()) if self.remark else []

    @property
    def overtaken(self) -> list[OvertakenRemark]:
        """The second versions that wait for a choice, with the remark as it is stored beside each."""
        return list(self.remark.overtaken.all()) if self.remark else []

    @property
    def is_filled(self) -> bool:
        """Whether something stands here, so that it is shown unfolded."""
        return bool(
            self.errors
            or self.problems
            or self.evidence
            or self.overtaken
            or any(self[name].value() for name in CONTENT if name in self.fields)
        )

    def invisible(self) -> dict[str, int]:
        """How many characters that nobody sees are taken out of each text, by the name that it is sent under."""
        names = [self.add_prefix(name) for name in ("text", "by_whom") if name in self.fields]
        counts = {name: invisible_in(self.data.get(name, "")) for name in names}
        return {name: count for name, count in counts.items() if count}

    def _at_version(self, version):
        if self.remark is None or version == 0:
            return RemarkRevision()
        if version == self.remark.version:
            return self.remark
        return self.remark.revisions.filter(version=version).first() or RemarkRevision()


class IntentForm(RemarkForm):
    """What a municipality will do about a point that stays open: who, by function, and by when; or why nothing."""

    has_no_measure = forms.BooleanField(label="Er komt geen maatregel", required=False)
    by_whom = CleanTextField(
        label="Wie dit doet",
        label_suffix="",
        help_text="Noem een functie, geen naam. Bijvoorbeeld: “teamleider Jeugd”.",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "stj-when-measure"}),
    )
    planned_on = forms.DateField(
        label="Uiterlijk op",
        label_suffix="",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "stj-when-measure"}),
        error_messages={"invalid": "Vul een bestaande datum in, bijvoorbeeld 01-09-2015."},
    )

    field_order = ("has_no_measure", "text", "by_whom", "planned_on")

    def clean_planned_on(self):
        """A date field of a browser gives the years 0002, 0020 and 0201 while somebody types 2015."""
        planned_on = self.cleaned_data["planned_on"]
        if planned_on and not 2000 <= planned_on.year <= 2100:
            raise forms.ValidationError("Vul een datum in vanaf het jaar 2000.")
        return planned_on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("has_no_measure"):
            self.errors.pop("planned_on", None)
            self.errors.pop("by_whom", None)
            cleaned |= {"by_whom": "", "planned_on": None}
        return cleaned


class ReplyPageForm(forms.Form):
    """Which reply a page writes in, and whether it is to be published what the municipality will do."""

    number = forms.IntegerField(min_value=1, max_value=2**15 - 1)
    publishes_intents = forms.BooleanField(
        label="Publiceer bij het factsheet wat de gemeente gaat doen",
        help_text="Zo lezen inwoners en raadsleden wat er met de verbeterpunten gebeurt. Laat u dit leeg, dan"
        " leest alleen de inspectie het.",
        required=False,
    )

    @property
    def sent_number(self) -> int:
        """The number of the reply that the page writes in; of a page that doesn't say it, the first."""
        return self.cleaned_data["number"] if self.is_valid() else 1


def form_for(topic: Topic) -> type[RemarkForm]:
    """The form in which something is said on a topic."""
    return IntentForm if topic.kind == RemarkKind.INTENT else RemarkForm


def place_of(topic: Topic) -> str:
    """The name under which all that is said of one point or part is sent."""
    return f"punt-{topic.released.pk}" if topic.released else topic.part
