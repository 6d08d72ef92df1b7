from django.db.models import TextChoices


class Kind(TextChoices):
    """What a notice is about; `templates/notices/<kind>.txt` says it in words."""

    SUBMITTED = "submitted", "opnieuw voorgelegd"
    RETURNED = "returned", "ronde teruggezet"
    READ = "read", "alles is goedgekeurd"
    COMMENTED = "commented", "opmerkingen"
    JOINED = "joined", "in een team gekomen"
    PLANS = "plans", "voornemens na te gaan"
    FINALISED = "finalised", "ronde vastgesteld"
    TO_SIGN = "to_sign", "te ondertekenen"
    IN_ADVANCE = "in_advance", "factsheet onder embargo"
    PLAN_ENDED = "plan_ended", "factsheet onder embargo verschijnt niet"
    NOT_COPIED = "not_copied", "kopie onder embargo niet gemaakt"
    NOT_PUBLISHED = "not_published", "geplande publicatie gaat niet door"
    PUBLISHED = "published", "factsheet gepubliceerd"
    WITHDRAWN = "withdrawn", "editie ingetrokken"
    RELEASED = "released", "concept voor wederhoor"
    REPLY_DUE = "reply_due", "herinnering aan wederhoor"
    REPLY_EXTENDED = "reply_extended", "termijn van wederhoor verlengd"
    TAKEN_BACK = "taken_back", "concept voor wederhoor teruggenomen"
    REPLY_RECEIVED = "reply_received", "ontvangst van een reactie"
    REPLY_NOTED = "reply_noted", "ontvangst van een reactie zonder besluit"
    NOTED_AFTER_FINAL = "noted_after_final", "ontvangst na de vaststelling"
    REPLIED = "replied", "reactie in wederhoor"
    REPLIED_LATE = "replied_late", "late reactie in wederhoor"
    REPLIED_AFTER_FINAL = "replied_after_final", "reactie na de vaststelling"
    DECIDED = "decided", "besluiten over een reactie"
    INVITED = "invited", "uitnodiging"
    PASSWORD = "password", "nieuw wachtwoord"


# Their link lets its reader choose a password. It is made when the mail goes out, and is kept nowhere.
TO_CHOOSE_A_PASSWORD = (Kind.INVITED, Kind.PASSWORD)


class State(TextChoices):
    """Where a notice is on its way.

    One that is `UNCERTAIN` may have arrived, so nothing sends it again by itself. One that `LAPSED` was not true any
    more when its turn came.
    """

    WAITING = "waiting", "wacht"
    SENDING = "sending", "wordt verzonden"
    SENT = "sent", "verzonden"
    FAILED = "failed", "mislukt"
    UNCERTAIN = "uncertain", "onzeker"
    LAPSED = "lapsed", "vervallen"
