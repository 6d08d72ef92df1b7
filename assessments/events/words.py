"""What happened and what changed, in the words of the screen."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from assessments.models import ContactMoment, Outcome, Release
from assessments.steps import State
from assessments.verdicts import Verdict
from stj_toezicht.accounts.models import Inspectorate, Role
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event

FIELDS = {
    "verdict": "oordeel",
    "reason": "reden",
    "explanation": "toelichting",
    "private_note": "notitie voor het team",
    "expected_on": "verwacht op",
    "contact_moments": "berust op",
    "development": "tekst",
    "kind": "soort",
    "date": "datum",
    "participants": "wie deelnamen",
    "note": "notitie",
    "name": "naam",
    "size": "bytes",
    "sha256": "SHA-256",
    "text": "tekst",
    "suggestion": "tekstvoorstel",
    "answer": "antwoord",
    "resolved": "afgehandeld",
    "adopted": "tekstvoorstel overgenomen",
    "again_on": "opnieuw na te gaan op",
    "state": "stand",
    "version": "versie",
    "inspector": "inspecteur",
    "in_place_of": "in plaats van",
    "municipality": "gemeente",
    "framework": "toetsingskader",
    "year": "jaar",
    "approaches": "aanpakken",
    "became": "wat van aanpakken werd",
    "points": "punten",
    "read_in": "ingelezen uit een factsheet",
    "goes_on_in": "verder in dossier",
    "came_along": "meegekomen gemeenten",
    "printed": "eigen bewoordingen",
    "outcome": "afgehandeld",
    "working_days": "termijn in werkdagen",
    "delivery": "hoe bezorgd",
    "delivered_on": "bezorgd op",
    "last_day": "laatste dag van de termijn",
    "has_no_remarks": "geen opmerkingen",
    "is_late": "na de termijn",
    "came_after_final": "na de vaststelling",
    "publishes_intents": "wat de gemeente gaat doen wordt gepubliceerd",
    "remarks": "opmerkingen",
    "is_adopted": "overgenomen",
    "from": "vanaf ronde",
    "inspectorate": "inspectie",
    "signatories": "ondertekenaars",
    "fingerprint": "SHA-256 van wat het factsheet zei",
    "wording": "tekst",
    "several": "tekst bij meer",
    "check": "controle",
    "gaps": "wat ontbrak",
    "publish_at": "te publiceren op",
    "number": "nummer",
    "slug": "adres",
    "row_sha256": "SHA-256 van de rij",
    "withdrawn_at": "ingetrokken op",
    "sending": "verzending",
    "address": "e-mailadres",
    "username": "gebruikersnaam",
    "email": "e-mailadres",
    "role": "rol",
    "is_active": "mag inloggen",
    "uses_shortcuts": "gebruikt sneltoetsen",
    "password": "wachtwoord",
    "user": "account",
    "function": "functie",
    "code": "code",
    "sort_name": "naam om op te sorteren",
    "province": "provincie",
    "change": "wijziging",
    "predecessor": "ging op",
    "successor": "in",
    "valid_from": "geldig vanaf",
    "valid_until": "geldig tot en met",
    "definition": "definitie",
    "areas_of_life": "leefgebieden",
    "copy_of": "kopie van",
    "theme": "thema",
    "position": "plaats in de volgorde",
    "heading": "kop in tabellen",
    "description": "omschrijving",
}

# What it is called when something of a kind came, changed or went, where that is not what it is for all kinds.
HAPPENED = {
    Kind.SECOND_VERSION: ("", "Tweede versie afgehandeld", ""),
    Kind.COMMENT: ("Opmerking geplaatst", "Opmerking afgehandeld", ""),
    Kind.APPROVAL: ("Goedgekeurd", "", ""),
    Kind.WAIVER: ("Controle overgeslagen", "", "Controle telt weer mee"),
    Kind.ROUND: ("Ronde gestart", "", ""),
    Kind.RELEASE: ("Concept vrijgegeven voor wederhoor", "", ""),
    Kind.REPLY: ("Reactie verstuurd", "", ""),
    Kind.DECISION: ("Besluit op een reactie", "Besluit op een reactie gewijzigd", ""),
    Kind.PLANNED: ("Publicatie gepland", "Kopie onder embargo gemaakt", "Publicatie niet meer gepland"),
    Kind.EDITION: ("Editie gepubliceerd", "", ""),
    Kind.WITHDRAWAL: ("Editie ingetrokken", "", ""),
    Kind.TEAM: ("Kwam in het team", "", "Ging uit het team"),
    Kind.CASE_FILE: ("Dossier geopend", "", ""),
    Kind.NOTICE: ("", "Bericht opnieuw verzonden", ""),
}
DAYS = ("date", "expected_on", "again_on", "delivered_on", "last_day", "valid_from", "valid_until")
MOMENTS = ("withdrawn_at", "publish_at")
LONG = 300  # characters


@dataclass(frozen=True)
class Difference:
    """One field of an event: what it is called, and what it was and became, as somebody reads it."""

    name: str
    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        """Whether it takes too long to compare on a page with many others."""
        return len(self.before) + len(self.after) > LONG


def title_of(event: Event) -> str:
    """What happened, in a few words."""
    if event.kind == Kind.STEP and event.old and event.new:
        return f"Van {_said('state', event.old)} naar {_said('state', event.new)}"
    if event.kind == Kind.RELEASE and event.old:
        return "Concept bezorgd" if event.new.get("delivered_on") else "Termijn verlengd"
    if event.kind == Kind.COMMENT and "answer" in event.new:
        return "Opmerking beantwoord"
    happened = 1 if bool(event.old) == bool(event.new) else 2 if event.old else 0
    if event.kind in HAPPENED and (title := HAPPENED[Kind(event.kind)][happened]):
        return title
    return f"{capfirst(event.get_kind_display())} {('toegevoegd', 'gewijzigd', 'verwijderd')[happened]}"


def differences_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """What was and what became of a change, field by field."""
    return [
        Difference(name, FIELDS.get(name, name), _said(name, old), _said(name, new))
        for name in dict.fromkeys([*old, *new])
    ]


def _said(name: str, values: Mapping[str, Any]) -> str:
    value = values.get(name)
    if value in (None, "", [], {}):
        return ""
    if name == "verdict":
        return Verdict(value).label
    if name == "state":
        return State(value).label
    if name == "kind":
        return ContactMoment.Kind(value).label
    if name == "delivery":
        return Release.Delivery(value).label
    if name == "outcome":
        return Outcome(value).label
    if name == "role" and value in Role.values:
        return Role(value).label
    if name == "inspectorate" and value in Inspectorate.values:
        return Inspectorate(value).label
    if name in MOMENTS:
        return date_format(timezone.localtime(datetime.datetime.fromisoformat(value)), "j F Y H:i")
    if name in DAYS:
        return date_format(datetime.date.fromisoformat(value))
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dict):
        return "\n".join(f"{code} {wording}" for code, wording in value.items())
    if isinstance(value, list):
        return ", ".join(_of_list(each) for each in value)
    return str(value)


def _of_list(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return f"{value['approach']}: {' en '.join(value['names']) or value['reason']}"
