"""What a picture is, and what many of them begin with."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from playwright.sync_api import Page

NEWCOMER = "newcomer"  # an inspector who has no case files yet


FORMER = "former contact"  # somebody who no longer speaks for a municipality


@dataclass(frozen=True)
class Picture:
    """One state of one page: who looks, at which address, and what they do there first."""

    name: str
    role: str | None  # nobody is logged in where it is None
    address: Callable[[], str]
    steps: Callable[[Page], None] | None = None


def at(name, *arguments):
    return lambda: reverse(name, args=arguments)


def press(label):
    return lambda page: page.get_by_role("button", name=label, exact=True).first.click()
