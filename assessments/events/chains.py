from django.db.models import QuerySet

from assessments.models import CaseFile
from stj_toezicht.accounts.roles import Role
from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.models import Event
from stj_toezicht.log.rows import CHAINS
from stj_toezicht.notices.actions import CHAIN as NOTICES

OF_CASE_FILES = "dossier "
OF_COORDINATOR = (CHAINS[Kind.FRAMEWORK], CHAINS[Kind.MUNICIPALITY], NOTICES)
OF_OFFICE = {Role.COORDINATOR: OF_COORDINATOR, Role.ADMINISTRATOR: (*OF_COORDINATOR, CHAINS[Kind.ACCOUNT])}


def chain_of(case_file_pk: int) -> str:
    """The name of the chain of a case file."""
    return f"{OF_CASE_FILES}{case_file_pk}"


def case_file_of(chain: str) -> CaseFile | None:
    """The case file of which this is the chain; None where it is of no case file."""
    pk = chain.removeprefix(OF_CASE_FILES)
    return CaseFile.objects.select_related("municipality").filter(pk=pk).first() if pk.isdecimal() else None


def chains_of(case_file: CaseFile) -> list[str]:
    """The names of the chains of a case file, and of those that came along with municipalities that merged into it."""
    pks: list[int] = []
    ahead = [case_file.pk]
    while ahead:
        pks += ahead
        ahead = list(CaseFile.objects.filter(merged_into__in=ahead).values_list("pk", flat=True))
    return [chain_of(pk) for pk in pks]


def events_of_office(role: str) -> QuerySet[Event]:
    """What was written on what the office keeps itself, as far as a role looks after it."""
    return Event.objects.filter(chain__name__in=OF_OFFICE.get(Role(role), ()))


def events_of(case_file: CaseFile) -> QuerySet[Event]:
    """What was written on a case file, and on those that came along with municipalities that merged into it."""
    return Event.objects.filter(chain__name__in=chains_of(case_file))
