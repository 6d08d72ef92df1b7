"""Which test holds what an action writes in the log."""

HELD = set()


def writes(*actions):
    """Say of a test that it holds literally which events these actions write."""
    HELD.update(actions)
    return lambda test: test
