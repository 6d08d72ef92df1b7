"""Files that people bring: what they are called, what they really are, and whether they can be opened safely."""


class NotAccepted(Exception):
    """A file that can't be taken in; its text is the Dutch message that says why."""
