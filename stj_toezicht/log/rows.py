"""Writing down what becomes of what the office keeps itself: accounts, the register of municipalities, frameworks."""

from django.db.models import ForeignKey
from django.db.models.deletion import Collector

from stj_toezicht.log.kinds import Kind
from stj_toezicht.log.writing import differences, write

NEVER = ("password", "last_login")  # a log is read by others than who it is about
CHAINS = {
    Kind.ACCOUNT: "accounts",
    Kind.CONTACT: "gemeenten",
    Kind.MUNICIPALITY: "gemeenten",
    Kind.FRAMEWORK: "kaders",
    Kind.STANDARD_TEXT: "kaders",
}
KINDS = {
    "user": Kind.ACCOUNT,
    "contact": Kind.CONTACT,
    "municipality": Kind.MUNICIPALITY,
    "succession": Kind.MUNICIPALITY,
    "framework": Kind.FRAMEWORK,
    "theme": Kind.FRAMEWORK,
    "indicator": Kind.FRAMEWORK,
    "standardtext": Kind.STANDARD_TEXT,
    "signatory": Kind.FRAMEWORK,
}


def said(row):
    """All that somebody can change of a row, but its password; another row by how it is called."""
    fields = [field for field in row._meta.concrete_fields if field.editable and not field.primary_key]
    return {field.name: _value(row, field) for field in fields if field.name not in NEVER}


def _value(row, field):
    value = getattr(row, field.name)
    return value and str(value) if isinstance(field, ForeignKey) else value


def came(row, *, by, has_password=False):
    """Write down that a row was made, with all that it says."""
    _write(row, by, {}, said(row) | ({"password": "nieuw"} if has_password else {}))


def changed(row, *, by, old, has_new_password=False):
    """Write down what a row says otherwise than the `old` that it `said` before; nothing where nothing does.

    Of a password it tells that it is another one, and neither of the two.
    """
    was, became = differences(old, said(row))
    if has_new_password:
        was, became = was | {"password": "oud"}, became | {"password": "nieuw"}
    _write(row, by, was, became)


def went(row, *, by):
    """Write down that a row is about to be deleted, and each that goes along with it."""
    for each in [row, *along_with(row)]:
        _write(each, by, said(each), {})


def along_with(row):
    """The rows that the database deletes along with a row."""
    collector = Collector(using="default", origin=row)
    collector.collect([row])
    found = [each for rows in collector.data.values() for each in rows]
    found += [each for rows in collector.fast_deletes for each in rows]
    return [each for each in found if each != row]


def _write(row, by, old, new):
    if not (old or new):
        return
    name = row._meta.model_name
    kind = KINDS[name]
    write(CHAINS[kind], by=by, kind=kind, about=str(row), subject=f"{name} {row.pk}", old=old, new=new)
