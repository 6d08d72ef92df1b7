import threading

import pytest

from stj_toezicht.memory import Memory


@pytest.fixture
def made():
    return []


@pytest.fixture
def make(made):
    """Makes a thing of so many bytes, and tells in `made` that it did."""

    def make(name, size):
        def thing():
            made.append(name)
            return (b"x" * size, "")

        return name, thing

    return make


def test_what_is_kept_is_made_once(make, made):
    memory = Memory(100)
    first = memory.get_or_make(*make("a", 10))
    assert memory.get_or_make(*make("a", 10)) is first
    assert made == ["a"]


def test_what_nobody_asked_for_longest_goes_first(make, made):
    memory = Memory(100)
    for name in ("a", "b", "a", "c"):
        memory.get_or_make(*make(name, 40))
    assert memory.bytes == 80
    memory.get_or_make(*make("a", 40))
    memory.get_or_make(*make("b", 40))
    assert made == ["a", "b", "c", "b"]


def test_what_is_larger_than_all_that_fits_is_not_kept(make, made):
    memory = Memory(100)
    memory.get_or_make(*make("small", 10))
    for _ in range(2):
        assert len(memory.get_or_make(*make("large", 101))[0]) == 101
    memory.get_or_make(*make("small", 10))
    assert made == ["small", "large", "large"]
    assert memory.bytes == 10


def test_what_could_not_be_made_is_not_kept(make):
    memory = Memory(100)
    with pytest.raises(ZeroDivisionError):
        memory.get_or_make("a", lambda: 1 / 0)
    assert memory.get_or_make(*make("a", 1)) == (b"x", "")


def test_what_two_make_at_once_counts_once(make):
    memory, together = Memory(100), threading.Barrier(2)

    def thing():
        together.wait(timeout=60)
        return (b"x" * 40, "")

    threads = [threading.Thread(target=memory.get_or_make, args=["a", thing]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.bytes == 40
