"""What one guard holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """The `columns` of a row in `table` don't change once `used` (SQL about OLD, and NEW) holds.

    Without columns the rows are not deleted; of what is `added`, they are not added where `used` (SQL about NEW) holds.
    """

    name: str
    table: str
    columns: tuple[str, ...] = ()
    used: str = "1 = 1"
    added: bool = False

    @property
    def event(self):
        return "INSERT" if self.added else "UPDATE" if self.columns else "DELETE"

    def changed(self, operator):
        old, new = (", ".join(f"{row}.{column}" for column in self.columns) for row in ("OLD", "NEW"))
        if len(self.columns) == 1:
            return f"{old} {operator} {new}"
        return f"({old}) {operator} ({new})"
