"""What a page says when nothing could be saved."""

from django.shortcuts import render

from assessments.actions.rounds import NotOnTheTeam


def status_of(refusal):
    """403 for who may not write here, 409 where what is stored stands in the way."""
    return 403 if isinstance(refusal, NotOnTheTeam) else 409


def not_saved(request, round_, refusal, typed="", *, texts=(), status=None):
    """Why nothing could be saved, with what was typed to copy from; `texts` each with what it is about."""
    texts = list(texts) or ([("Uw tekst", typed)] if typed else [])
    context = {"round": round_, "refusal": refusal, "texts": texts}
    return render(request, "assessments/not_saved.html", context, status=status or status_of(refusal))
