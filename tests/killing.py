"""Killing a process at a named point of what it does."""

import multiprocessing
import os
import signal
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection, connections

from assessments.printing import press

process = multiprocessing.get_context("fork")
KILLED = -signal.SIGKILL
AROUND_THE_PDF = ("before the PDF", "after the PDF")
AROUND_THE_COMMIT = ("before the commit", "after the commit")


class Killer:
    """Follows one request, and kills the process at its `point`."""

    def __init__(self, point):
        self.point, self.writes = point, []

    def pass_by(self, point):
        if point == self.point:
            os.kill(os.getpid(), signal.SIGKILL)

    def follow(self, execute, sql, params, many, context):
        """Kill before a write (`connection.execute_wrapper`)."""
        if write := written_by(sql):
            self.writes.append(numbered(write, self.writes))
            self.pass_by(self.writes[-1])
        return execute(sql, params, many, context)

    def commit(self):
        """Kill before or after the transaction is committed in which the edition was written."""
        is_published = "INSERT assessments_edition 1" in self.writes
        if is_published:
            self.pass_by("before the commit")
        type(connections["default"]).commit(connections["default"])
        if is_published:
            self.pass_by("after the commit")


@contextmanager
def killed_at(moment):
    """What is done meanwhile ends at this moment: at a write, or before or after a page is printed."""
    killer, write = Killer(moment), press.write

    def printing(page, stylesheet):
        killer.pass_by("before the PDF")
        document = write(page, stylesheet)
        killer.pass_by("after the PDF")
        return document

    with connection.execute_wrapper(killer.follow), patch.object(press, "write", printing):
        yield


def written_by(sql):
    """What a statement writes: its verb and its table; of one that reads nothing."""
    verb, _, rest = sql.lstrip().partition(" ")
    return f"{verb} {rest.split(chr(34))[1]}" if verb in ("INSERT", "UPDATE", "DELETE") else ""


def numbered(write, earlier):
    """A write with how many times the same was written."""
    return f"{write} {1 + sum(each.startswith(f'{write} ') for each in earlier)}"


def in_a_process(*work):
    """Do each in a process of its own, all at once; gives what they ended with."""
    connection.close()
    processes = [process.Process(target=each, daemon=True) for each in work]
    for each in processes:
        each.start()
    for each in processes:
        each.join(timeout=60)
    return [each.exitcode for each in processes]
