"""The framework by which a factsheet was made."""

import datetime

from assessments.actions import Refused
from assessments.models import Framework, Indicator

FRAMEWORK = "GGSR"


class NoFramework(Refused):
    """The office has no version of the framework that was valid then."""


def framework_of(year: int) -> Framework:
    valid = Framework.objects.filter(code=FRAMEWORK).valid_on(datetime.date(year, 12, 31))
    if framework := valid.order_by("valid_from").last():
        return framework
    raise NoFramework(f"Er is geen toetsingskader {FRAMEWORK} dat in {year} gold.")


def indicators_of(framework: Framework) -> dict[str, Indicator]:
    """The framework's indicators by their wording."""
    indicators = Indicator.objects.filter(theme__framework=framework).select_related("theme")
    return {indicator.wording: indicator for indicator in indicators}
