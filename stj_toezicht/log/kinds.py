from django.db.models import TextChoices


class Kind(TextChoices):
    """What an event is about; what happened to it follows from its old and new value."""

    FINDING = "finding", "bevinding"
    DEVELOPMENT = "development", "ontwikkeling"
    SECOND_VERSION = "second_version", "tweede versie"
    CONTACT_MOMENT = "contact_moment", "contactmoment"
    ATTACHMENT = "attachment", "document"
    COMMENT = "comment", "opmerking"
    PLAN = "plan", "voornemen"
    APPROVAL = "approval", "goedkeuring"
    WAIVER = "waiver", "overgeslagen controle"
    STEP = "step", "stap van een ronde"
    ROUND = "round", "ronde"
    EDITION = "edition", "editie"
    WITHDRAWAL = "withdrawal", "intrekking van een editie"
    TEAM = "team", "team"
    CASE_FILE = "case_file", "dossier"
    FRAMEWORK = "framework", "toetsingskader"
    STANDARD_TEXT = "standard_text", "standaardtekst"
    ACCOUNT = "account", "account"
    MUNICIPALITY = "municipality", "gemeente"
    CONTACT = "contact", "contactpersoon"
    NOTICE = "notice", "bericht"
