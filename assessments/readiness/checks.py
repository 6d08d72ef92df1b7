"""The checks, in the order in which pages list them, and where each finds what is not in order."""

from collections.abc import Iterator

from django.utils.formats import date_format

from assessments.models import Approach
from assessments.printing.letters import lacking
from assessments.readiness.rows import Check, Place, Rows
from assessments.verdicts import Verdict

# Checks that tell what colleagues type.
OF_THE_TEAM = {"second_versions", "second_developments", "comments", "development_comments"}


def _nothing_at_all(rows: Rows) -> Iterator[Place]:
    if not rows.findings:
        yield rows.section("naar de ronde", "verbeterpunten")


def _without_verdict(rows: Rows) -> Iterator[Place]:
    return rows.cards(finding for finding in rows.findings if finding.lacks_verdict)


def _bare(rows: Rows) -> Iterator[Place]:
    return rows.cards(finding for finding in rows.findings if finding.lacks_explanation)


def _without_reason(rows: Rows) -> Iterator[Place]:
    return rows.cards(
        finding
        for finding in rows.findings
        if finding.verdict == Verdict.NOT_ASSESSED and not finding.reason.strip()
    )


def _not_printable(rows: Rows) -> Iterator[Place]:
    """Texts with a letter that the typeface lacks: the PDF would name its number in its place."""
    for finding in rows.findings:
        if lacking(finding.explanation + finding.reason):
            yield from rows.cards([finding])
    if lacking(rows.round.development):
        yield rows.section("naar de ontwikkeling", "ontwikkeling", rows.round.development_version)


def _no_contact_moment(rows: Rows) -> Iterator[Place]:
    if not rows.contact_moments:
        yield rows.section("naar de contactmomenten", "contactmomenten")


def _still_to_come(rows: Rows) -> Iterator[Place]:
    for moment in rows.contact_moments:
        if moment.date > rows.today:
            yield rows.section(f"{moment} op {date_format(moment.date)}", "contactmomenten")


def _no_development(rows: Rows) -> Iterator[Place]:
    if not rows.round.development.strip():
        yield rows.section("naar de ontwikkeling", "ontwikkeling", rows.round.development_version)


def _overtaken(rows: Rows) -> Iterator[Place]:
    overtaken = (finding for finding in rows.findings if finding.pk in rows.overtaken)
    return rows.cards(overtaken, since=rows.overtaken)


def _overtaken_development(rows: Rows) -> Iterator[Place]:
    if rows.overtaken_development:
        yield rows.section("naar de ontwikkeling", "ontwikkeling", since=rows.overtaken_development)


def _commented(rows: Rows) -> Iterator[Place]:
    commented = (finding for finding in rows.findings if finding.pk in rows.commented)
    return rows.cards(
        commented, gap=lambda finding: f"opmerking{rows.commented[finding.pk]}", since=rows.commented_at
    )


def _commented_development(rows: Rows) -> Iterator[Place]:
    if rows.commented_development:
        gap, since = f"opmerking{rows.commented_development}", rows.commented_development_at
        yield rows.section("naar de ontwikkeling", "ontwikkeling", gap, since)


def _not_approved(rows: Rows) -> Iterator[Place]:
    yield from rows.cards(finding for finding in rows.findings if finding.pk not in rows.approved)
    if None not in rows.approved:
        yield rows.section("de ontwikkeling en de contactmomenten", "ontwikkeling")


def _term_runs(rows: Rows) -> Iterator[Place]:
    if rows.is_reply_awaited:
        yield rows.section("naar het wederhoor", "wederhoor")


def _undecided(rows: Rows) -> Iterator[Place]:
    for remark in rows.undecided:
        yield Place(str(remark), f"{remark.reply.get_absolute_url()}#opmerking-{remark.pk}")


def _unsigned(rows: Rows) -> Iterator[Place]:
    for signatory, signed_earlier in rows.unsigned:
        earlier = " (ondertekende een eerdere tekst)" if signed_earlier else ""
        yield rows.section(f"de {signatory}{earlier}", "ondertekening", signatory.inspectorate)


def _out_of_nowhere(rows: Rows) -> Iterator[Place]:
    for approach in rows.history.approaches_in(rows.round.year):
        if not _continues(approach, rows):
            address = f"{rows.round.case_file.get_absolute_url()}#aanpakken"
            yield Place(approach.name, address, f"aanpak {approach.pk}")


def _continues(approach: Approach, rows: Rows) -> bool:
    """Whether an approach is, or goes on from, one that the round before looked at."""
    earlier = rows.earlier_year
    return earlier is not None and any(
        predecessor.is_in_use(earlier) for predecessor in rows.history.predecessors(approach)
    )


CHECKS = (
    Check(
        code="points",
        title="De ronde heeft punten",
        find=_nothing_at_all,
        one="Er zijn geen bevindingen.",
        many="",
    ),
    Check(
        code="verdicts",
        title="Elk {point} heeft een oordeel",
        find=_without_verdict,
        one="1 {point} heeft nog geen oordeel.",
        many="{number} {point}en hebben nog geen oordeel.",
        rest="?toon=open#verbeterpunten",
    ),
    Check(
        code="explanations",
        title="Elk oordeel heeft een toelichting",
        find=_bare,
        one="1 {point} heeft een oordeel zonder toelichting.",
        many="{number} {point}en hebben een oordeel zonder toelichting.",
        rest="?toon=open#verbeterpunten",
    ),
    Check(
        code="reasons",
        title="Wat niet is beoordeeld, heeft een reden",
        find=_without_reason,
        one="1 {point} is niet beoordeeld en heeft geen reden.",
        many="{number} {point}en zijn niet beoordeeld en hebben geen reden.",
        rest="?toon=niet-beoordeeld#verbeterpunten",
    ),
    Check(
        code="letters",
        title="Elk teken kan worden gedrukt",
        find=_not_printable,
        one="1 tekst heeft een teken dat niet in een PDF kan staan, zoals een emoji.",
        many="{number} teksten hebben een teken dat niet in een PDF kan staan, zoals een emoji.",
    ),
    Check(
        code="contact_moment",
        title="Er is een contactmoment vastgelegd",
        find=_no_contact_moment,
        one="Er is nog geen contactmoment vastgelegd.",
        many="",
    ),
    Check(
        code="contact_dates",
        title="Geen contactmoment ligt in de toekomst",
        find=_still_to_come,
        one="1 contactmoment moet nog komen.",
        many="{number} contactmomenten moeten nog komen.",
        of_contact_moments=True,
        rest="#contactmomenten",
    ),
    Check(
        code="development",
        title="De ontwikkeling is beschreven",
        find=_no_development,
        one="De tekst “Ontwikkeling {year}” is nog leeg.",
        many="",
        of_follow_ups_alone=True,
    ),
    Check(
        code="second_versions",
        title="Bij elk {point} is er één versie",
        find=_overtaken,
        one="Bij 1 {point} wacht een tweede versie op een keuze.",
        many="Bij {number} {point}en wacht een tweede versie op een keuze.",
        rest="?toon=twee-versies#verbeterpunten",
    ),
    Check(
        code="second_developments",
        title="Van de ontwikkeling is er één versie",
        find=_overtaken_development,
        one="Van de ontwikkeling wacht een tweede versie op een keuze.",
        many="",
    ),
    Check(
        code="comments",
        title="Alle opmerkingen bij de punten zijn afgehandeld",
        find=_commented,
        one="Bij 1 {point} staat nog een opmerking open.",
        many="Bij {number} {point}en staat nog een opmerking open.",
        rest="?toon=opmerkingen#verbeterpunten",
    ),
    Check(
        code="development_comments",
        title="Alle opmerkingen bij de ontwikkeling zijn afgehandeld",
        find=_commented_development,
        one="Bij de ontwikkeling staat nog een opmerking open.",
        many="",
    ),
    Check(
        code="approaches",
        title="Elke aanpak zet een eerdere voort",
        find=_out_of_nowhere,
        one="Van 1 aanpak is niet vastgelegd welke eerdere aanpak zij voortzet.",
        many="Van {number} aanpakken is niet vastgelegd welke eerdere aanpak zij voortzetten.",
        of_follow_ups_alone=True,
    ),
    Check(
        code="term",
        title="De termijn van het wederhoor is voorbij, of de gemeente heeft geen opmerkingen",
        find=_term_runs,
        one="De gemeente kan nog reageren.",
        many="",
        of_reply=True,
    ),
    Check(
        code="decisions",
        title="Op alles wat de gemeente opmerkte, is besloten",
        find=_undecided,
        one="Op 1 opmerking van de gemeente is nog niet besloten.",
        many="Op {number} opmerkingen van de gemeente is nog niet besloten.",
        of_reply=True,
        rest="#wederhoor",
    ),
    Check(
        code="sign_offs",
        title="Elke inspectie die meetekent, heeft ondertekend wat het factsheet nu zegt",
        find=_unsigned,
        one="1 inspectie heeft nog niet ondertekend wat het factsheet nu zegt.",
        many="{number} inspecties hebben nog niet ondertekend wat het factsheet nu zegt.",
        of_follow_ups_alone=True,
        of_signed_rounds=True,
    ),
)
FOUR_EYES = Check(
    code="four_eyes",
    title="Een collega die niet meeschreef, keurde elke tekst goed",
    find=_not_approved,
    one="1 tekst is nog niet goedgekeurd zoals die nu luidt.",
    many="{number} teksten zijn nog niet goedgekeurd zoals zij nu luiden.",
)
