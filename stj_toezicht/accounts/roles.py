from django.db.models import TextChoices


class Role(TextChoices):
    """What somebody is to the inspectorate; it decides what they see and do (the table in the README)."""

    MUNICIPALITY = "municipality", "contactpersoon gemeente"
    INSPECTOR = "inspector", "inspecteur"
    COORDINATOR = "coordinator", "coördinator"
    SUPPORT = "support", "ondersteuning"
    ADMINISTRATOR = "administrator", "beheerder"
    SYSTEM = "system", "systeem"
