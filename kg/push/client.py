"""Requests to an endpoint: what may be repeated is tried again, and after an error the next one has a connection of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from kg.errors import PushError, UsageError
from kg.lookup import clean

RETRIED = (429, 502, 503, 504)
ATTEMPTS = 5
LONGEST = 60.0  # seconds that a server may ask for before the next attempt


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Who asks, and the password or token; never written anywhere."""

    kind: str = "none"  # one of kg.push.profiles.AUTH
    user: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def text(self) -> str:
        """The beginning of the body, fit for a line of a message."""
        return " ".join(clean(self.body[:2000].decode("utf-8", "replace")).split())[:300]


class Client:
    """Use it in a `with` block. `seconds` is how long one answer may take; `wait` is what passes the time between attempts."""

    def __init__(self, secret: Secret | None = None, *, seconds: float = 120.0, attempts: int = ATTEMPTS, wait: Callable[[float], object] = time.sleep) -> None:
        self._auth, self._headers = _auth(secret or Secret())
        self._timeout = httpx.Timeout(seconds, connect=min(seconds, 10.0))
        self._attempts = attempts
        self._wait = wait
        self._http: httpx.Client | None = None

    def send(
        self, method: str, url: str, *, body: bytes | None = None, media: str | None = None, accept: str = "*/*", headers: dict[str, str] | None = None
    ) -> Answer:
        """The answer, of any status but those that are tried again. For requests that may be repeated. Raises PushError."""
        for attempt in range(self._attempts):
            last = attempt == self._attempts - 1
            try:
                answer = self._once(method, url, body, {"Accept": accept, **({"Content-Type": media} if media else {}), **(headers or {})})
            except httpx.InvalidURL as error:
                raise UsageError(f"{url}: no address ({error}); give one such as http://localhost:7878") from error
            except httpx.UnsupportedProtocol as error:
                raise UsageError(f"{url}: no http or https address; give one such as http://localhost:7878") from error
            except httpx.HTTPError as error:
                self.close()
                if last:
                    raise PushError(f"{url}: {_reason(error)}, {self._attempts} times; is the server running, and can it be reached?", fatal=True) from error
                self._wait(2.0**attempt)
                continue
            if answer.status < 400:
                return answer
            self.close()
            if answer.status not in RETRIED or last:
                return answer
            self._wait(_pause(answer, 2.0**attempt))
        raise AssertionError("the last attempt returns or raises")

    def _once(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self._http is None:
            self._http = httpx.Client(auth=self._auth, timeout=self._timeout, headers=self._headers, trust_env=True)
        response = self._http.request(method, url, content=body, headers=headers)
        return Answer(response.status_code, response.headers, response.content)

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def checked(url: str) -> str:
    """The address without a slash at its end. Raises UsageError for one with a password in it, or of another protocol."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url}: no http or https address; give one such as http://localhost:7878")
    if parts.username or parts.password:
        raise UsageError("the address holds a user or password, which would be seen; leave them out, and give --user and --password-env")
    return url.rstrip("/")


def _auth(secret: Secret) -> tuple[httpx.Auth | None, dict[str, str]]:
    match secret.kind:
        case "basic":
            return httpx.BasicAuth(secret.user, secret.secret), {}
        case "digest":
            return httpx.DigestAuth(secret.user, secret.secret), {}
        case "bearer":
            return None, {"Authorization": f"Bearer {secret.secret}"}
    return None, {}


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "nobody answers there"
    if isinstance(error, httpx.TimeoutException):
        return "no answer came in time"
    return f"the connection broke off ({type(error).__name__})"


def _pause(answer: Answer, otherwise: float) -> float:
    """The seconds that the server asks for, within reason."""
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), LONGEST) if asked.isdigit() else otherwise
