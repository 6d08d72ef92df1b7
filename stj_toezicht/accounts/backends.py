from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Logs in by user name and password; a demonstration account only where DEBUG is on.

    Their passwords stand in the README, so on a production server they must be dead, also in a
    database that was once used for a demonstration and in sessions that began there.
    """

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demonstration)
