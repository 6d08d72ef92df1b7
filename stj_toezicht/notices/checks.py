from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def mail_can_be_sent(app_configs, **kwargs):
    """Without these two no mail arrives, or it arrives with links that lead nowhere."""
    hints = {
        "EMAIL_URL": "Bijvoorbeeld EMAIL_URL=smtp+tls://gebruiker:wachtwoord@mail.example.nl:587",
        "SITE_URL": "Bijvoorbeeld SITE_URL=https://toezicht.example.nl, zonder schuine streep aan het eind.",
    }
    return [
        Error(f"{name} is niet ingesteld, dus e-mail werkt niet.", hint=hint, id=f"notices.E00{number}")
        for number, (name, hint) in enumerate(hints.items(), start=1)
        if not getattr(settings, f"{name}_IS_SET")
    ]
