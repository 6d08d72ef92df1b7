"""Actions that are done at the same moment, each over a connection of its own."""

import threading

from django.db import connection

from stj_toezicht.refusals import Refused


def at_once(*actions):
    """What each of these comes to, when they are done at the same moment: what it returns, or why it was refused."""
    came_to = [None] * len(actions)

    def do(number, action):
        try:
            came_to[number] = action()
        except Refused as refusal:
            came_to[number] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to
