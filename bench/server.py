"""The production server, started, waited for, weighed and stopped."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bhyt_tasks.cli import server_command
from bhyt_tasks.config import ROOT


@dataclass(frozen=True)
class Server:
    port: int
    pid: int
    cold_start_s: float

    def pss_mib(self) -> float:
        """Memory of all its processes; what they share is counted once."""
        return sum(_pss_kib(pid) for pid in _family(self.pid)) / 1024

    def peak_mib(self) -> float:
        """The most memory that any one of its processes has had."""
        return max(_peak_kib(pid) for pid in _family(self.pid)) / 1024


@contextmanager
def serving(application: str, answers_at: str, **environment: str) -> Iterator[Server]:
    """The server of ``bhyt-tasks serve`` on an application, from its start until its first answer, then stopped."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = server_command(application, host="127.0.0.1", port=port, workers=2)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port, answers_at)
        yield Server(port, process.pid, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server ended while starting")
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.01)
        finally:
            connection.close()
    raise RuntimeError("the server did not start within a minute")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _pss_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _peak_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
