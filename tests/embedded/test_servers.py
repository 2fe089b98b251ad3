"""The embedded servers: shared, stopped with their last user, recovered after a kill."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from solar_cms.embedded.checkout import Checkout, Halt, Profile
from solar_cms.embedded.processes import command_line
from solar_cms.embedded.servers import servers

from .conftest import ROOT

# A command that uses the servers: writes a row and queues an item, then says so, again and again.
WRITER = """
import sys, psycopg2, redis
from pathlib import Path
from solar_cms.embedded.checkout import Checkout
from solar_cms.embedded.servers import servers
profile = Checkout(Path(sys.argv[1])).profile("run")
with servers(profile):
    link = psycopg2.connect(host=str(profile.sockets), user="solar", dbname="solar")
    link.autocommit = True
    cursor = link.cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS written (id int primary key)")
    queue = redis.Redis(unix_socket_path=str(profile.sockets / "valkey.sock"))
    for number in range(1_000_000):
        cursor.execute("INSERT INTO written VALUES (%s)", [number])
        queue.rpush("queue", number)
        print(number, flush=True)
"""


def query(profile: Profile, sql: str) -> list[tuple]:
    link = psycopg2.connect(host=str(profile.sockets), user="solar", dbname="solar")
    try:
        with link, link.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        link.close()


def processes_of(checkout: Checkout) -> dict[int, str]:
    """Every process that has the checkout in its command line or works inside it."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                line = command_line(int(entry.name))
                if str(checkout.root) in f"{line} {(entry / 'cwd').readlink()}":
                    found[int(entry.name)] = line
    return found


def wait_until_gone(checkout: Checkout, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while left := processes_of(checkout):
        assert time.monotonic() < deadline, f"still running: {left}"
        time.sleep(0.1)


@contextlib.contextmanager
def writer(checkout: Checkout) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A writing command in a process group of its own, and what it has told so far."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(checkout.root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    told = [int(child.stdout.readline()) for _ in range(200)]
    try:
        yield child, told
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        # what it had said before it died counts as acknowledged
        told += [int(line) for line in child.stdout.read().split("\n")[:-1]]
        child.wait()
        child.stdout.close()


def test_acknowledged_work_survives_a_kill_of_everything(checkout: Checkout) -> None:
    with writer(checkout) as (_, told):
        # all at once, the servers and their keeper included
        for pid in processes_of(checkout):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    wait_until_gone(checkout)
    profile = checkout.profile("run")
    with servers(profile):
        assert "automatic recovery in progress" in (profile.logs / "postgres.log").read_text()
        kept = {number for (number,) in query(profile, "SELECT id FROM written")}
        queue = redis.Redis(unix_socket_path=str(profile.sockets / "valkey.sock"))
        queued = {int(item) for item in queue.lrange("queue", 0, -1)}
    assert set(told) <= kept
    assert set(told) <= queued


def test_a_killed_command_leaves_no_process_and_its_data(checkout: Checkout) -> None:
    with writer(checkout) as (child, told):
        os.killpg(child.pid, signal.SIGKILL)
    wait_until_gone(checkout)
    profile = checkout.profile("run")
    assert "database system is shut down" in (profile.logs / "postgres.log").read_text()
    with servers(profile):
        assert query(profile, "SELECT count(*) FROM written")[0][0] >= len(told)
    wait_until_gone(checkout, seconds=5)


def test_servers_end_with_a_killed_keeper(checkout: Checkout) -> None:
    profile = checkout.profile("run")
    with servers(profile) as connection:
        keeper = next(p for p, line in processes_of(checkout).items() if "embedded.keeper" in line)
        os.kill(keeper, signal.SIGKILL)
        wait_until_gone(checkout)
        with pytest.raises(Halt, match="stopped from outside"):
            connection.news()
        with servers(profile):
            assert query(profile, "SELECT 1") == [(1,)]


def test_a_killed_server_is_started_again(checkout: Checkout) -> None:
    profile = checkout.profile("run")
    with servers(profile) as connection:
        query(profile, "CREATE TABLE kept AS SELECT 1 AS id")
        os.kill(int((profile.home / "postgres/postmaster.pid").read_text().split()[0]), 9)
        deadline = time.monotonic() + 30
        while not (said := connection.news()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert said == ["Postgres had ended (code -9) and was started again"]
        assert query(profile, "SELECT id FROM kept") == [(1,)]


def test_commands_share_servers_until_the_last_ends(checkout: Checkout) -> None:
    profile = checkout.profile("run")
    with servers(profile):
        first = (profile.home / "postgres/postmaster.pid").read_text().split()[0]
        with servers(profile):
            assert (profile.home / "postgres/postmaster.pid").read_text().split()[0] == first
        assert query(profile, "SELECT 1") == [(1,)]
    wait_until_gone(checkout, seconds=5)


def test_checkouts_side_by_side_do_not_meet(new_checkout: Callable[[str], Checkout]) -> None:
    # a path with a space and Lao letters, too
    one, other = new_checkout("one").profile("run"), new_checkout("ສອງ two").profile("run")
    with servers(one), servers(other):
        query(one, "CREATE TABLE only_here AS SELECT 1 AS id")
        assert query(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'") == [
            (0,)
        ]


def test_the_mark_of_a_killed_server_is_no_obstacle(checkout: Checkout) -> None:
    profile = checkout.profile("run")
    with servers(profile):
        pass
    # its number belongs to a living stranger now: this process
    for mark in ("postgres/postmaster.pid", "s/.s.PGSQL.5432.lock"):
        (profile.home / mark).write_text(f"{os.getpid()}\n{profile.home}\n")
    with servers(profile):
        assert query(profile, "SELECT 1") == [(1,)]


def test_the_addresses_are_read_by_django_and_redis(
    new_checkout: Callable[[str], Checkout],
) -> None:
    import dj_database_url

    profile = new_checkout("ສອງ two").profile("run")
    with servers(profile):
        settings = dj_database_url.parse(profile.database_url)
        link = psycopg2.connect(dbname=settings["NAME"], **settings["OPTIONS"])
        link.close()
        assert redis.Redis.from_url(profile.redis_url).ping()
