class Refused(Exception):
    """An action that cannot be done now; its text is the Dutch message that tells the user why."""

    message = "Dit kan nu niet."

    def __init__(self, message=""):
        super().__init__(message or self.message)
