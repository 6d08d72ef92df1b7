from django.core.exceptions import ValidationError
from django.db import models


class RefersTo(models.BaseConstraint):
    """A foreign key over several columns: the row with these values must exist.

    It refers to the model to which its first field points. Django has single-column foreign keys only. The
    database checks it at the end of the transaction; a row with an empty field refers to nothing. The referred
    columns need a unique constraint of their own.
    """

    def __init__(self, *, fields, to_fields, name, message):
        self.fields, self.to_fields = tuple(fields), tuple(to_fields)
        super().__init__(name=name, violation_error_message=message)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        kwargs.pop("violation_error_message", None)
        return (
            path,
            args,
            {**kwargs, "fields": self.fields, "to_fields": self.to_fields, "message": self._message},
        )

    @property
    def _message(self):
        return self.violation_error_message

    def __eq__(self, other):
        return isinstance(other, RefersTo) and self.deconstruct() == other.deconstruct()

    def __hash__(self):
        return hash((self.name, self.fields, self.to_fields))

    def constraint_sql(self, model, schema_editor):
        def columns(of, fields):
            return ", ".join(schema_editor.quote_name(of._meta.get_field(name).column) for name in fields)

        referred = self._referred(model)
        # SQLite rebuilds a table as "new__name" and renames it; the key refers to the final name.
        table = schema_editor.quote_name(referred._meta.db_table.removeprefix("new__"))
        return (
            f"CONSTRAINT {schema_editor.quote_name(self.name)} FOREIGN KEY ({columns(model, self.fields)})"
            f" REFERENCES {table} ({columns(referred, self.to_fields)}) DEFERRABLE INITIALLY DEFERRED"
        )

    def _referred(self, model):
        return model._meta.get_field(self.fields[0]).remote_field.model

    def create_sql(self, model, schema_editor):
        """Put off until the end of the migration, which may have yet to make the unique constraint referred to."""
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.deferred_sql.append(
            f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"
        )

    def remove_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, model, instance, exclude=None, using="default"):
        attributes = [model._meta.get_field(name).attname for name in self.fields]
        values = [getattr(instance, attribute) for attribute in attributes]
        if None in values or set(self.fields) & set(exclude or ()):
            return
        if (
            not self._referred(model)
            ._default_manager.using(using)
            .filter(**dict(zip(self.to_fields, values, strict=True)))
            .exists()
        ):
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)
