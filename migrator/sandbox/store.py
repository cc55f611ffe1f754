"""The one store that is the cloud: objects by Terraform type and id, an operation log, counters, settings."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

Attributes = dict[str, object]

TABLES = (
    "create table if not exists object(type text, id text, attributes text, created real, primary key(type, id))",
    "create table if not exists operation(n integer primary key, at real, op text, type text, id text, result text)",
    "create table if not exists counter(key text primary key, n integer)",
    "create table if not exists setting(key text primary key, value text)",
)


class Store:
    """One SQLite file, safe between threads and processes: each call is a connection of its own, or all of `at_once`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        for table in TABLES:
            self._ask(table)

    def _ask(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with self.at_once():
            connection: sqlite3.Connection = self._mine.connection
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Whatever this thread asks meanwhile goes over one connection: opening it takes ten times as long as asking."""
        if getattr(self._mine, "connection", None) is not None:
            yield
            return
        with closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as connection:
            # A sandbox's cloud may be lost with the machine's power, not with a process.
            connection.execute("pragma synchronous=off")
            self._mine.connection = connection
            try:
                yield
            finally:
                self._mine.connection = None

    def get(self, kind: str, name: str) -> Attributes | None:
        """The attributes of one object, None where it does not exist."""
        rows = self._ask("select attributes from object where type=? and id=?", kind, name)
        return dict(json.loads(rows[0][0])) if rows else None

    def all(self, kind: str) -> list[Attributes]:
        """Every object of a type, oldest first."""
        rows = self._ask("select attributes from object where type=? order by created", kind)
        return [dict(json.loads(row[0])) for row in rows]

    def names(self, kind: str) -> list[str]:
        """The id of every object of a type, oldest first."""
        return [row[0] for row in self._ask("select id from object where type=? order by created", kind)]

    def put(self, kind: str, name: str, attributes: Attributes) -> None:
        """Create or overwrite; the time of creation is kept."""
        self._ask(
            "insert into object values(?,?,?,?) on conflict do update set attributes=excluded.attributes",
            kind, name, json.dumps(attributes), time.time(),
        )  # fmt: skip

    def remove(self, kind: str, name: str) -> None:
        """Delete; nothing happens where it is gone."""
        self._ask("delete from object where type=? and id=?", kind, name)

    def created(self, kind: str, name: str) -> float | None:
        """When an object was created, in seconds of the epoch; None where it does not exist."""
        rows = self._ask("select created from object where type=? and id=?", kind, name)
        return float(rows[0][0]) if rows else None

    def age(self, kind: str, name: str) -> float | None:
        """Seconds since an object was created, None where it does not exist."""
        created = self.created(kind, name)
        return None if created is None else time.time() - created

    def log(self, op: str, kind: str, name: str, result: str) -> None:
        """Add to the operation log: `result` is ok, error, partial, crash or held."""
        self._ask("insert into operation(at,op,type,id,result) values(?,?,?,?,?)", time.time(), op, kind, name, result)

    def operations(self) -> list[dict[str, str | None]]:
        """The whole log, oldest first; `address` is not known here."""
        rows = self._ask("select at,op,type,id,result from operation order by n")
        return [
            {"at": _rfc3339(float(at)), "op": op, "type": kind, "id": name, "address": None, "result": result}
            for at, op, kind, name, result in rows
        ]

    def count(self, key: str) -> int:
        """Add one to a counter and return it."""
        rows = self._ask("insert into counter values(?,1) on conflict(key) do update set n=n+1 returning n", key)
        return int(rows[0][0])

    def setting(self, key: str) -> str | None:
        """A setting, None where it was never made."""
        rows = self._ask("select value from setting where key=?", key)
        return rows[0][0] if rows else None

    def set(self, key: str, value: str) -> None:
        """Make a setting."""
        self._ask("insert or replace into setting values(?,?)", key, value)


def _rfc3339(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
