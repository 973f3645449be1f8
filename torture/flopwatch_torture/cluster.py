"""A private PostgreSQL server: on a socket in a temporary folder, run by a user who is not root, killed at will."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

_PROGRAMS = ("/usr/lib/postgresql",)  # Debian keeps each version's programs in a folder of it
_START_SECONDS = 60.0


def missing() -> str:
    """Return why no server can be started here, or ""."""
    if programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (pip install 'flopwatch[postgres]')"
    return ""


def programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`, the newest version's, or None."""
    found = [folder for top in _PROGRAMS for folder in Path(top).glob("*/bin") if (folder / "initdb").exists()]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0)
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


class Cluster:
    """One server with its data in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._user: dict[str, object] = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            name = next(one for one in ("postgres", "nobody") if _is_user(one))
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._server: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the data folder."""
        self._run(
            "initdb", "--pgdata", str(self.folder / "data"), "--auth", "trust", "--username", "flopwatch", "--no-sync"
        )

    def start(self) -> None:
        """Start the server and wait until it answers; after a kill it recovers from its log first."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on",
            "max_connections": "60",
            "shared_buffers": "16MB",
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._program("postgres"), "-D", str(self.folder / "data"), *words],
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **self._user,  # type: ignore[call-overload]
            )
        deadline = time.monotonic() + _START_SECONDS
        while self._run("pg_isready", "-q", "-h", str(self.folder), "-U", "flopwatch", check=False):
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise RuntimeError(f"the server did not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill the server and each of its processes at once, as a power cut of the process table would."""
        assert self._server is not None
        for process in (self._server.pid, *_children(self._server.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._server.wait()
        for left in ("postmaster.pid",):
            (self.folder / "data" / left).unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server; connections are cut off."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(timeout=_START_SECONDS)

    def address(self, schema: str = "") -> str:
        """Return the address of its database, or of a schema in it, which is made."""
        place = f"postgresql://flopwatch@/postgres?host={quote(str(self.folder), safe='')}"
        if not schema:
            return place
        import psycopg

        with psycopg.connect(place, autocommit=True) as db:
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        return f"{place}&options={quote(f'-csearch_path={schema}', safe='')}"

    def _program(self, name: str) -> str:
        found = programs()
        assert found is not None
        return str(found / name)

    def _run(self, name: str, *words: str, check: bool = True) -> int:
        done = subprocess.run(
            [self._program(name), *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            check=False,
            **self._user,  # type: ignore[call-overload]
        )
        if check and done.returncode:
            raise RuntimeError(f"{name}: {done.stderr.decode(errors='replace')[-2000:]}")
        return done.returncode


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server while the block runs; its folder is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="flopwatch-pg-", dir="/tmp"))  # a socket's path has at most 107 bytes
    made = Cluster(folder)
    try:
        made.make()
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _children(process: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == process:
                    found.append(int(entry.name))
    return found
