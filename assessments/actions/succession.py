"""What became of the approaches of a case file when a round looks again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessments.actions import Refused
from assessments.models import Approach, CaseFile, Continuation
from assessments.texts import normalise

MAX_NAME_LENGTH: int = Approach._meta.get_field("name").max_length or 0


class UnclearSuccession(Refused):
    """What is said of an approach can't be so; `approach` is the one about which it is said."""

    def __init__(self, message: str, approach: Approach) -> None:
        self.approach = approach
        super().__init__(message)


@dataclass(frozen=True)
class Becoming:
    """What became of an approach: it went on under other `names`, or left for a `reason`, or else goes on as it is.

    One name is a renaming, several are a split; two approaches that go on under the same name merged.
    """

    approach: Approach
    names: tuple[str, ...] = ()
    reason: str = ""

    @classmethod
    def said(cls, approach: Approach, *, names: Iterable[str] = (), reason: str = "") -> "Becoming":
        """The same from what somebody typed."""
        tidy = (" ".join(normalise(name).split()) for name in names)
        reason = " ".join(normalise(reason).split()).rstrip(".").removeprefix("omdat ")
        return cls(approach, tuple(name for name in tidy if name), reason)

    @property
    def goes_on(self) -> bool:
        return not self.names and not self.reason


def succeed(case_file: CaseFile, became: Sequence[Becoming], *, year: int) -> None:
    """Write down what became of all approaches in use of a case file, from the round of `year` on.

    Raises UnclearSuccession, and then nothing is written.
    """
    became = list(_with_those_named(became))
    _refuse_what_cannot_be(became)
    made = {approach.name.casefold(): approach for approach in case_file.approaches.filter(starts_in=year)}
    for each in became:
        if each.goes_on:
            continue
        Approach.objects.filter(pk=each.approach.pk).update(ends_in=year, reason_left=each.reason)
        for name in each.names:
            if name.casefold() not in made:
                made[name.casefold()] = Approach.objects.create(
                    case_file=case_file, name=name, starts_in=year
                )
    Continuation.objects.bulk_create(
        Continuation(
            case_file=case_file, predecessor=each.approach, successor=made[name.casefold()], year=year
        )
        for each in became
        for name in each.names
    )


def _with_those_named(became: Sequence[Becoming]) -> Iterator[Becoming]:
    """An approach that goes on and that another goes up in goes on with it, under the name that it has."""
    named = {name.casefold() for each in became for name in each.names}
    for each in became:
        name = each.approach.name
        yield Becoming(each.approach, (name,)) if each.goes_on and name.casefold() in named else each


def _refuse_what_cannot_be(became: Sequence[Becoming]) -> None:
    going_on: dict[str, Approach] = {}
    named = {name.casefold(): each.approach for each in became for name in each.names}
    for each in became:
        approach, names = each.approach, [name.casefold() for name in each.names]
        if long := next((name for name in each.names if len(name) > MAX_NAME_LENGTH), None):
            raise UnclearSuccession(
                f"De naam “{long[:40]}…” is te lang: een naam heeft hoogstens {MAX_NAME_LENGTH} tekens.",
                approach,
            )
        if twice := next((name for name in each.names if names.count(name.casefold()) > 1), None):
            raise UnclearSuccession(f"U noemt “{twice}” twee keer.", approach)
        if names == [approach.name.casefold()] and not _is_joined(approach, became):
            raise UnclearSuccession(f"“{approach}” houdt dezelfde naam. Kies dan “Gaat door”.", approach)
        if each.reason and approach.name.casefold() in named:
            other = named[approach.name.casefold()]
            raise UnclearSuccession(
                f"U zegt dat “{approach}” niet meer wordt onderzocht, en ook dat “{other}” verdergaat als"
                f" “{approach}”. Kies één van beide.",
                approach,
            )
        if each.goes_on:
            if approach.name.casefold() in going_on:
                raise UnclearSuccession(
                    f"Er zijn twee aanpakken met de naam “{approach}”. Gaan die samen verder? Kies dan bij één van"
                    f" beide “Gaat verder als” en vul daar “{approach}” in. Of geef één van beide een andere naam.",
                    approach,
                )
            going_on[approach.name.casefold()] = approach


def _is_joined(approach: Approach, became: Sequence[Becoming]) -> bool:
    """Whether another approach goes on under the name that this one has."""
    return any(
        approach.name.casefold() in (name.casefold() for name in each.names)
        for each in became
        if each.approach != approach
    )
