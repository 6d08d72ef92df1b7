"""What can stand in an address for the number of a row or a year; with anything else it leads nowhere."""

from django.urls.converters import IntConverter


class Key(IntConverter):
    """The key or number of a row, within what every database can look for."""

    regex = "[0-9]{1,18}"


class Year(IntConverter):
    """The year of a round."""

    regex = "[0-9]{4}"
