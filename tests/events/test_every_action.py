"""No door by which something changes is forgotten: each has a test of what it writes, or is said to change nothing."""

import importlib
import inspect
import pkgutil
from pathlib import Path

from django.apps import apps
from django.contrib.admin import site

import assessments.actions
from stj_toezicht.administration.events import WritesLog
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.rows import KINDS
from tests.events.register import HELD

# These read, refuse, or are asked by an action that writes the event.
CHANGES_NOTHING = {
    "approvals.refusal_to_approve",
    "comments.may_resolve",
    "comments.refusal_to_answer",
    "comments.refusal_to_comment",
    "decisions.refusal_to_decide",
    "plans.refusal_to_check",
    "replies.hold_for_reply",
    "replies.refusal_to_reply",
    "rounds.hold_for_writing",
    "rounds.refusal_to_write",
    "saves.reached",
    "saves.refusal",
    "sign_offs.refusal_to_sign",
    "steps.refuse_step",
}
THE_LOG_ITSELF = {
    "log.added",
    "log.changed",
    "log.removed",
}
TOLD = ("tell", "approved", "contacts_of", "coordinators", "joined", "plans_due", "published", "remarked")
TOLD += ("step_taken", "withdrawn", "planned", "plan_ended", "tell_who_came_later")
TOLD += ("released", "to_sign", "extended", "ends_later", "replies_due", "replied")
# What the contacts of a municipality write is theirs alone until one of them sends it: that tells all of it.
BEFORE_SENDING = {
    "evidence.add_evidence",
    "evidence.remove_evidence",
    "remarks.keep_overtaken",
    "remarks.let_go",
    "remarks.place_for_evidence",
    "remarks.save",
    "remarks.settle",
    "remarks.take_over",
    "replies.begin",
    "replies.publish_intents",
    "replies.start",
}
NOT_A_CHANGE = BEFORE_SENDING | {
    *(f"notices.{name}" for name in TOLD),  # who is told of a change that has its own event
    "presences.be_present",  # who has a page open
    "presences.be_present_at_draft",
    # who takes factsheets along, which changes none of them; a PDF that somebody opens has no event either
    "advance_copies.try_again",  # what comes of it is an event
    "bundles.ask_for",
    "bundles.cancel",
    "bundles.try_again",
}
COMMANDS = {
    "accounts createsuperuser",
    "accounts changepassword",
    "municipalities import_municipalities",
}
# They change nothing but by the actions above; the demonstration is counted in its own test.
COMMANDS_WITHOUT_MORE = {
    "assessments bundle",
    "assessments check_integrity",
    "assessments export_factsheet",
    "assessments finish_bundles",
    "assessments import_factsheet",
    "assessments load_demonstration",
    "assessments print_ahead",
    "assessments publish_planned",
    "assessments remind",
    "notices send_notices",
}
TO_DO = (
    "Test in tests/events what this writes in the log, marked @writes, or say here that it changes nothing."
)


def acts(function):
    """Whether a function is told who acts, as what changes something is, or opens a transaction."""
    return "by" in inspect.signature(function).parameters or hasattr(function, "__wrapped__")


def functions():
    """Each function that a module of actions has of its own, by its name without what all begin with."""
    names = [
        found.name for found in pkgutil.walk_packages(assessments.actions.__path__, "assessments.actions.")
    ]
    own = ["municipalities.actions.contacts", "municipalities.actions.register"]
    own += ["stj_toezicht.accounts.actions", "stj_toezicht.notices.actions"]
    for name in ["assessments.actions", *own, *names]:
        module = importlib.import_module(name)
        short = name.removeprefix("assessments.actions").removeprefix("stj_toezicht.").lstrip(".")
        for each, value in vars(module).items():
            is_own = inspect.isfunction(value) and value.__module__ == name
            if is_own and not each.startswith("_"):
                yield f"{short}.{each}".lstrip("."), value


def held():
    for file in Path(__file__).parent.glob("test_*.py"):
        importlib.import_module(f"tests.events.{file.stem}")
    return HELD


def test_each_action_is_held_to_what_it_writes_or_said_to_change_nothing():
    known = held() | CHANGES_NOTHING | THE_LOG_ITSELF | NOT_A_CHANGE
    assert sorted({name for name, each in functions() if acts(each)} - known) == [], TO_DO
    gone = CHANGES_NOTHING | THE_LOG_ITSELF | NOT_A_CHANGE
    assert sorted(gone - dict(functions()).keys()) == []


def test_each_page_of_the_administration_writes_what_changes_on_it():
    shown = [*site._registry.values()]
    hanging = [inline.model for page in shown for inline in page.inlines]
    assert [page for page in shown if not isinstance(page, WritesLog)] == []
    models = {model._meta.model_name for model in [*site._registry, *hanging]}
    assert {f"administration of {model}" for model in models} <= held(), TO_DO
    assert models <= set(KINDS)
    assert [action for page in shown for action in page.actions] == ["next_version"]


def test_each_command_is_held_to_what_it_writes_or_does_nothing_but_by_actions():
    ours = ("assessments", "municipalities", "stj_toezicht")
    own = [app for app in apps.get_app_configs() if app.name.split(".")[0] in ours]
    found = {
        f"{app.label} {file.stem}"
        for app in own
        for file in Path(app.path).glob("management/commands/[!_]*.py")
    }
    assert found | {"accounts createsuperuser"} == COMMANDS | COMMANDS_WITHOUT_MORE, TO_DO
    assert held() >= COMMANDS


def test_what_goes_along_in_the_administration_has_a_kind():
    assert set(KINDS.values()) <= set(Kind)
