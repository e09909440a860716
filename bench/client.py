"""One browser's worth of HTTP: a connection that is kept, cookies, and forms read from the pages they stand on."""

import math
import re
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Client:
    """A browser on one kept connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)

    def again(self) -> "Client":
        """Another connection of the same browser."""
        return Client(self.port, dict(self.cookies))

    def get(self, path: str) -> str:
        status, body = self.send("GET", path, None, {})
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")
        return body

    def post(self, path: str, fields: dict[str, str], **headers: str) -> int:
        return self.send("POST", path, urlencode(fields), {**FORM, **headers})[0]

    def weight(self, path: str) -> tuple[int, int]:
        """Bytes of a page as it is and as it is sent to a browser."""
        plain = len(self.get(path).encode())
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip", **self._sent_cookies()})
        return plain, len(self.connection.getresponse().read())

    def sign_in(self, username: str, password: str) -> None:
        fields = {**form_of(self.get("/login"), "/login"), "username": username, "password": password}
        if self.post("/login", fields) != 303:
            raise RuntimeError(f"{username} could not sign in")

    def send(self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        self.connection.request(method, path, body, {**headers, **self._sent_cookies()})
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        return answer.status, answer.read().decode()

    def _sent_cookies(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


def form_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to ``action``."""
    start = html.find(f'action="{action}"')
    if start < 0:
        raise RuntimeError(f"no form is sent to {action}")
    return {name: unescape(value) for name, value in HIDDEN.findall(html[start : html.find("</form>", start)])}


@dataclass(frozen=True)
class Times:
    """Of one kind of request, in milliseconds."""

    all: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    @property
    def p99(self) -> float:
        return sorted(self.all)[math.ceil(len(self.all) * 0.99) - 1]


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def measure(*acts: Callable[[], object], count: int, block: int = 25, warm_up: int = 30) -> list[Times]:
    """``count`` requests of each kind; the kinds take turns in blocks, so that a busy machine is fair to all."""
    kept: list[list[float]] = [[] for _ in acts]
    for act in acts:
        for _ in range(warm_up):
            act()
    for _ in range(math.ceil(count / block)):
        for times, act in zip(kept, acts, strict=True):
            times += [timed(act) for _ in range(block)]
    return [Times(tuple(times)) for times in kept]


def rate(clients: Sequence[Client], path: str, count: int) -> float:
    """Requests a second when all clients ask at once."""

    def ask(client: Client) -> None:
        for _ in range(count // len(clients)):
            client.get(path)

    return count / (together(ask, clients) / 1000)


def together(work: Callable[[Client], object], clients: Sequence[Client]) -> float:
    """Every client works at the same time; milliseconds until the last one is done."""

    def run() -> None:
        with ThreadPoolExecutor(len(clients)) as pool:
            list(pool.map(work, clients))

    return timed(run)
