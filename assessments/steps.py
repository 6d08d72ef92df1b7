"""The life of a round as data: where it can stand, and the steps from there. No queries.

Pages, buttons, actions and tests read this table; nothing else says who may take which step.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class State(TextChoices):
    """Where a round stands."""

    CONCEPT = "concept", "Concept"
    REVIEW = "review", "Collegiale toets"
    REPLY = "reply", "Wederhoor"
    FINAL = "final", "Vastgesteld"
    PUBLISHED = "published", "Gepubliceerd"

    @property
    def is_being_written(self) -> bool:
        """Whether the team records here; what the municipality has before it changes by a decision alone."""
        return self in (State.CONCEPT, State.REVIEW)

    @property
    def is_final(self) -> bool:
        """Whether nothing that the round found changes any more."""
        return self in (State.FINAL, State.PUBLISHED)


class Actor(TextChoices):
    """What somebody is to a round when they take a step."""

    TEAM = "team", "een inspecteur uit het team"
    INSPECTOR = "inspector", "een inspecteur"
    COORDINATOR = "coordinator", "een coördinator"


@dataclass(frozen=True)
class Step:
    """One way from a state to the next, or back.

    `label` is what stands on the button, `does` what is said of who takes it ("een coördinator stelt vast"), `done`
    what is told afterwards, and `wanted` what must be so first: the checks of `assessments.readiness`, four eyes on
    every text, and that who takes it has `seen` all that the round says as it is now.
    """

    code: str
    source: State
    target: State
    actors: frozenset[Actor]
    label: str
    done: str
    is_back: bool = False
    wants_readiness: bool = False
    wants_four_eyes: bool = False
    wants_seen: bool = False
    of_follow_ups_alone: bool = False
    does: str = ""
    of_first_tests_alone: bool = False

    def is_open_to(self, actors: frozenset[Actor]) -> bool:
        return bool(self.actors & actors)

    @property
    def who(self) -> str:
        """Who may take it, in words."""
        return " of ".join(actor.label for actor in Actor if actor in self.actors)

    @property
    def refusal(self) -> str:
        """What is told to somebody who may not take it."""
        return f"Alleen {self.who} kan dit doen: {self.label.lower()}."


SUBMIT = Step(
    code="voorleggen",
    source=State.CONCEPT,
    target=State.REVIEW,
    actors=frozenset({Actor.TEAM}),
    label="Voorleggen voor collegiale toets",
    does="legt voor",
    done="De ronde is voorgelegd voor collegiale toets.",
    wants_readiness=True,
)
RETURN = Step(
    code="terug-naar-concept",
    source=State.REVIEW,
    target=State.CONCEPT,
    actors=frozenset({Actor.INSPECTOR, Actor.COORDINATOR}),
    label="Terug naar concept",
    done="De ronde is terug naar concept.",
    is_back=True,
)
RELEASE = Step(
    code="vrijgeven",
    source=State.REVIEW,
    target=State.REPLY,
    actors=frozenset({Actor.COORDINATOR}),
    label="Vrijgeven voor wederhoor",
    does="geeft vrij",
    done="Het concept is vrijgegeven voor wederhoor.",
    wants_readiness=True,
    wants_four_eyes=True,
    wants_seen=True,
    of_follow_ups_alone=True,
)
TAKE_BACK = Step(
    code="terugnemen",
    source=State.REPLY,
    target=State.REVIEW,
    actors=frozenset({Actor.COORDINATOR}),
    label="Terug naar collegiale toets",
    done="Het concept is teruggenomen. De ronde is terug naar de collegiale toets.",
    is_back=True,
    of_follow_ups_alone=True,
)
FINALISE = Step(
    code="vaststellen",
    source=State.REPLY,
    target=State.FINAL,
    actors=frozenset({Actor.COORDINATOR}),
    label="Vaststellen",
    does="stelt vast",
    done="De ronde is vastgesteld.",
    wants_readiness=True,
    wants_four_eyes=True,
    wants_seen=True,
    of_follow_ups_alone=True,
)
FINALISE_FIRST_TEST = Step(
    code="eerste-toets-vaststellen",
    source=State.REVIEW,
    target=State.FINAL,
    actors=frozenset({Actor.COORDINATOR}),
    label="Vaststellen",
    does="stelt vast",
    done="De ronde is vastgesteld.",
    wants_readiness=True,
    wants_four_eyes=True,
    wants_seen=True,
    of_first_tests_alone=True,
)
REOPEN = Step(
    code="heropenen",
    source=State.FINAL,
    target=State.REPLY,
    actors=frozenset({Actor.COORDINATOR}),
    label="Terug naar wederhoor",
    done="De ronde is terug naar het wederhoor.",
    is_back=True,
    of_follow_ups_alone=True,
)
REOPEN_FIRST_TEST = Step(
    code="eerste-toets-heropenen",
    source=State.FINAL,
    target=State.REVIEW,
    actors=frozenset({Actor.COORDINATOR}),
    label="Terug naar collegiale toets",
    done="De ronde is terug naar de collegiale toets.",
    is_back=True,
    of_first_tests_alone=True,
)
PUBLISH = Step(
    code="publiceren",
    source=State.FINAL,
    target=State.PUBLISHED,
    actors=frozenset({Actor.COORDINATOR}),
    label="Publiceren",
    does="publiceert",
    done="Het factsheet is gepubliceerd.",
    wants_readiness=True,
    wants_seen=True,
    of_follow_ups_alone=True,
)
CORRECT = Step(
    code="corrigeren",
    source=State.PUBLISHED,
    target=State.REVIEW,
    actors=frozenset({Actor.COORDINATOR}),
    label="Corrigeren",
    done="De ronde is terug voor correctie. Wat is gepubliceerd, blijft staan tot de volgende editie.",
    is_back=True,
    of_follow_ups_alone=True,
)
KEEP = Step(
    code="correctie-laten-vallen",
    source=State.REVIEW,
    target=State.PUBLISHED,
    actors=frozenset({Actor.COORDINATOR}),
    label="Correctie laten vallen",
    done="De correctie is vervallen. Aan de nieuwste editie verandert niets.",
    is_back=True,
    of_follow_ups_alone=True,
)
STEPS = (
    SUBMIT,
    RETURN,
    RELEASE,
    TAKE_BACK,
    FINALISE,
    FINALISE_FIRST_TEST,
    REOPEN,
    REOPEN_FIRST_TEST,
    PUBLISH,
    CORRECT,
    KEEP,
)


def steps_from(state: str, *, is_follow_up: bool) -> list[Step]:
    """The steps that a round in this state can take, forward first."""
    steps = [
        step
        for step in STEPS
        if step.source == state
        and not (step.of_first_tests_alone if is_follow_up else step.of_follow_ups_alone)
    ]
    return sorted(steps, key=lambda step: step.is_back)
