"""Measures every row on one database: how many queries, and how long through gunicorn, turn by turn."""

import json
import platform
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import meanwhile, publishing
from tests.bench.rows import TOKEN, problems, rows
from tests.factories import make_user

WARM_UP, LEAST, MOST = 2, 5, 40  # turns
COUNTED = 2  # requests of each row, before the turns
LONG_ENOUGH = 25  # seconds, after which a busy machine has done its turns
CONTROL = re.compile("BEGIN|COMMIT|SAVEPOINT|RELEASE", re.IGNORECASE)


def main(results):
    """Write what was measured on the database of this process to the file `results`."""
    call_command("migrate", verbosity=0)
    anna = make_user()
    cookies = log_in(anna)
    table = [*rows(anna), *publishing.rows(WARM_UP + MOST + COUNTED)]
    printed_beside = meanwhile.rows(table)
    queries = {row.name: count_queries(row, cookies) for row in [*table, *printed_beside]}
    database = f"{connection.display_name} {'.'.join(map(str, version()))}"
    connections.close_all()
    with gunicorn() as port:
        taken = take_turns(table, port, cookies, database)
    with meanwhile.one_core(), gunicorn() as port:
        taken |= meanwhile.take_turns(lambda: fetch(printed_beside[0], port, cookies))
    described = [describe(row, taken, queries) for row in [*table, *printed_beside]]
    found = {
        "database": database,
        "times": len(taken[table[0].name]),
        "python": platform.python_version(),
        "django": django.__version__,
        "rows": described,
        "problems": problems(queries) + publishing.problems(described) + meanwhile.problems(described),
    }
    Path(results).write_text(json.dumps(found, ensure_ascii=False))


def version():
    if connection.vendor == "sqlite":
        return connection.Database.sqlite_version_info
    return divmod(connection.pg_version, 10_000)


def log_in(user):
    """The cookies of somebody who logged in, as a browser sends them."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}


def count_queries(row, cookies):
    """How many statements a request takes, of those that read or write; the first request warms up."""
    client = Client(SERVER_NAME="127.0.0.1")
    for _ in range(COUNTED):
        request = row.request()
        client.cookies.load(cookies if request.cookies is None else request.cookies)
        send = client.get if request.fields is None else client.post
        with CaptureQueriesContext(connection) as captured:
            response = send(request.address, request.fields, headers=request.headers)
        check(row, request, response.status_code)
    return sum(not CONTROL.match(query["sql"]) for query in captured)


@contextmanager
def gunicorn():
    """The application on a port that is free, with one worker, so that a turn measures one request."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "stj_toezicht.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=settings.BASE_DIR)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_for(port):
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    sys.exit("gunicorn did not start.")


def take_turns(table, port, cookies, database):
    """Milliseconds per row and turn; each turn goes past every row, so that a busy moment touches all.

    Each in an order of its own: where the server clears up after eight requests, say, it would always be the same
    row that pays for the others.
    """
    turns, start, shuffler = [], time.monotonic(), random.Random(1)
    while len(turns) < WARM_UP + MOST:
        order = shuffler.sample(table, len(table))
        taken = {row.name: fetch(row, port, cookies) for row in order}
        turns.append([taken[row.name] for row in table])
        seconds = time.monotonic() - start
        sys.stderr.write(f"\r{database}: turn {len(turns)} of {WARM_UP + MOST}, {seconds:.0f} s ")
        if seconds > LONG_ENOUGH and len(turns) >= WARM_UP + LEAST:
            break
    sys.stderr.write("\n")
    return {row.name: times for row, times in zip(table, zip(*turns[WARM_UP:], strict=True), strict=True)}


def fetch(row, port, cookies):
    request = row.request()
    cookies = cookies if request.cookies is None else request.cookies
    headers = {
        "Host": "127.0.0.1",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        **request.headers,
    }
    body = None
    if request.fields is not None:
        body = urlencode(request.fields)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    server = HTTPConnection("127.0.0.1", port, timeout=60)
    start = time.perf_counter()
    server.request("GET" if body is None else "POST", request.address, body, headers)
    answer = server.getresponse()
    answer.read()
    taken = time.perf_counter() - start
    server.close()
    check(row, request, answer.status)
    return 1000 * taken


def check(row, request, status):
    if status != request.status:
        sys.exit(f"\n{row.name}: {request.address} answered {status} instead of {request.status}.")


def describe(row, taken, queries):
    own = taken[row.name]
    ratios = {
        base: statistics.median(mine / theirs for mine, theirs in zip(own, taken[base], strict=True))
        for base in row.against
    }
    return {
        "name": row.name,
        "queries": queries[row.name],
        "median": statistics.median(own),
        "p95": statistics.quantiles(own, n=20)[-1],
        "ratios": ratios,
    }
