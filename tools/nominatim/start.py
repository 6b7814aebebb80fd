"""Run a real Nominatim on loopback, filled from our own few places, and tests against it.

    /usr/bin/python3 tools/nominatim/start.py COMMAND...   # run a command beside it, then stop
    /usr/bin/python3 tools/nominatim/start.py              # until it is interrupted

The command finds the address in ``GEOMAP_TEST_NOMINATIM``. Needs Debian's postgresql-15,
postgresql-15-postgis-3, osm2pgsql, python3-venv, python3-icu, python3-psycopg and
python3-psutil, and Debian's own Python. PostgreSQL and Nominatim run as an unprivileged user
(``postgres`` where this is started by root) in a folder that is removed at the end.

Nominatim is GPL: a process of the tests. Nothing of ours imports it or depends on it.
"""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from places import osm

HERE = Path(__file__).parent
POSTGRES = Path("/usr/lib/postgresql/15/bin")
ADDRESS = "GEOMAP_TEST_NOMINATIM"
PATIENCE_S = 60
SMALL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=64MB")


def unprivileged() -> str:
    """Name the user that the servers run as."""
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def as_user(folder: Path) -> dict[str, Any]:
    """Give what makes a process the unprivileged user's own, at home in a folder."""
    user = unprivileged()
    variables = {
        "PATH": f"{folder / 'venv/bin'}:{POSTGRES}:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PGHOST": str(folder),
        "PGUSER": user,
        "NOMINATIM_DATABASE_DSN": f"pgsql:dbname=nominatim;host={folder};user={user}",
        "NOMINATIM_DATABASE_WEBUSER": user,
        "NOMINATIM_IMPORT_STYLE": "full",
    }
    given: dict[str, Any] = {"env": variables, "cwd": folder, "stdin": subprocess.DEVNULL}
    if os.geteuid() == 0:
        given |= {"user": user, "group": user, "extra_groups": []}
    return given


def need() -> None:
    """Stop where a program is missing."""
    missing = [
        name
        for name in (POSTGRES / "initdb", Path("/usr/bin/osm2pgsql"), Path("/usr/bin/python3"))
        if not name.exists()
    ]
    if missing:
        names = ", ".join(str(m) for m in missing)
        sys.exit(
            f"{names}: missing; as root: apt-get install postgresql-15 postgresql-15-postgis-3 "
            "osm2pgsql python3-venv python3-icu python3-psycopg python3-psutil"
        )


def install(folder: Path) -> None:
    """Make a virtual environment of Debian's Python with Nominatim in it.

    ICU, psycopg and psutil are Debian's: the first would have to be compiled.
    """
    venv = folder / "venv"
    made = ["/usr/bin/python3", "-m", "venv", "--system-site-packages", venv]
    subprocess.run(made, check=True)
    pip = [venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "-r", HERE / "requirements.txt"]
    subprocess.run([*pip, *locked], check=True)


def run(folder: Path, *command: str | Path) -> None:
    """Run a command as the unprivileged user; show what it said only where it failed."""
    done = subprocess.run(
        command, **as_user(folder), capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed ({done.returncode}):\n{done.stdout}\n{done.stderr}")


@contextmanager
def postgres(folder: Path) -> Iterator[None]:
    """Run a PostgreSQL that listens on a Unix socket in the folder only."""
    data = folder / "data"
    run(folder, POSTGRES / "initdb", "-D", data, "--auth=trust", "--encoding=UTF8", "--no-sync")
    settings = [f"-c {setting}" for setting in (*SMALL, "listen_addresses=")]
    options = " ".join([f"-k {folder}", *settings])
    control = POSTGRES / "pg_ctl"
    run(folder, control, "-D", data, "-w", "-l", folder / "postgres.log", "-o", options, "start")
    try:
        yield
    finally:
        run(folder, control, "-D", data, "-w", "-m", "immediate", "stop")


def fill(folder: Path) -> None:
    """Import our places."""
    source = folder / "places.osm"
    source.write_text(osm(), encoding="utf-8")
    source.chmod(0o644)
    project = folder / "project"
    nominatim = [folder / "venv/bin/nominatim", "import", "--project-dir", project]
    run(folder, "mkdir", "-p", project)
    run(folder, *nominatim, "--osm-file", source, "--no-updates", "--offline", "-j", "2")


def free_port() -> int:
    """Find a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run Nominatim's web server and give its address once it answers."""
    where = f"127.0.0.1:{free_port()}"
    command = [folder / "venv/bin/nominatim", "serve", "--project-dir", folder / "project"]
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--server", where], **as_user(folder), stdout=log, stderr=log
        )
    try:
        wait(where, server, folder / "serve.log")
        yield f"http://{where}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_S)


def wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server at a host and port answers."""
    last = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < last:
        try:
            ask = http.client.HTTPConnection(address, timeout=5)
            ask.request("GET", "/status")
            if ask.getresponse().read() == b"OK":
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{address} does not answer:\n{log.read_text(errors='replace')}")


def main(command: list[str]) -> int:
    """Start everything, run the command, stop everything."""
    need()
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="geomap-nominatim-"))
    folder.chmod(0o755)
    try:
        install(folder)
        if os.geteuid() == 0:
            shutil.chown(folder, unprivileged(), unprivileged())
        with postgres(folder):
            fill(folder)
            with serve(folder) as address:
                print(f"Nominatim: {address} after {time.monotonic() - began:.0f} s", flush=True)
                if command:
                    variables = os.environ | {ADDRESS: address}
                    return subprocess.run(command, env=variables, check=False).returncode
                while True:
                    time.sleep(3600)
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
