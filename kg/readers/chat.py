"""Requests to an endpoint that speaks as OpenAI's chat completions do: tried again where it may help, limited in time and size."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from kg.errors import ReaderError, UsageError

KEY = "CLAIMGRAPH_LLM_KEY"
RETRIED = (429, 500, 502, 503, 504)
ATTEMPTS = 3
LONGEST = 20.0  # seconds that an endpoint may ask for before the next attempt
LARGEST = 4 << 20  # bytes of one answer


class Reply(NamedTuple):
    """What a model said, and what the endpoint calls the model."""

    model: str
    text: str


class Chat:
    """One endpoint. `seconds` is how long it may be silent; `wait` is what passes the time between attempts. The key is never written anywhere."""

    def __init__(self, url: str, *, seconds: float, wait: Callable[[float], object] = time.sleep) -> None:
        self._url = f"{_checked(url)}/chat/completions"
        self._key = os.environ.get(KEY, "")
        self._wait = wait
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._http = httpx.Client(timeout=httpx.Timeout(seconds, connect=min(seconds, 10.0)), headers=headers)

    def ask(self, request: dict[str, Any]) -> Reply:
        """The reply to a request. Raises ReaderError."""
        body = json.dumps(request, ensure_ascii=False, sort_keys=True).encode()
        for attempt in range(ATTEMPTS):
            status, headers, answer = self._send(body, last=attempt == ATTEMPTS - 1)
            if status == 200:
                return _reply(answer)
            if status and status not in RETRIED:
                break
            if attempt < ATTEMPTS - 1:
                self._wait(_pause(headers, 2.0**attempt))
        raise ReaderError(f"the endpoint answers {status}: {self._excerpt(answer)}", _remedy(status))

    def _send(self, body: bytes, *, last: bool) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body of an answer; a status of 0 where the connection broke and there is another attempt."""
        received = bytearray()
        try:
            with self._http.stream("POST", self._url, content=body, headers={"Content-Type": "application/json", "Accept": "application/json"}) as response:
                for piece in response.iter_bytes():
                    received += piece
                    if len(received) > LARGEST:
                        raise ReaderError(f"its answer is larger than {LARGEST >> 20} MB", "ask another model")
                return response.status_code, response.headers, bytes(received)
        except httpx.TimeoutException as error:
            raise ReaderError("no answer came in time", "allow more with --llm-seconds, or ask a smaller model") from error
        except httpx.HTTPError as error:
            if last:
                reason = "nobody answers there" if isinstance(error, httpx.ConnectError) else f"the connection broke off ({type(error).__name__})"
                raise ReaderError(f"{self._url}: {reason}, {ATTEMPTS} times", "is the server running, and can it be reached?") from error
            return 0, httpx.Headers(), b""

    def _excerpt(self, body: bytes) -> str:
        """The beginning of an answer, fit for a line of a message; the key is not in it, whatever the endpoint echoes."""
        text = " ".join(body[:4000].decode("utf-8", "replace").split())
        return (text.replace(self._key, "…") if self._key else text)[:200]


def _reply(body: bytes) -> Reply:
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        text = choice["message"]["content"]
        model = answer.get("model")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ReaderError(
            "its answer is no chat completion", "is the address that of an OpenAI-compatible endpoint, such as http://localhost:11434/v1?"
        ) from error
    if not isinstance(text, str):
        raise ReaderError("the model said nothing", "ask another model")
    if choice.get("finish_reason") == "length":
        raise ReaderError("its answer was cut off", "allow the model longer answers, or ask another one")
    return Reply(" ".join(model.split())[:200] if isinstance(model, str) else "", text)


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"--llm-url {url}: no http or https address; give one such as http://localhost:11434/v1")
    if parts.username or parts.password or parts.query:
        raise UsageError(f"--llm-url: the address holds a user, password or query, which would be seen; leave it out, and put the key into {KEY}")
    return url.rstrip("/")


def _remedy(status: int) -> str:
    if status in (401, 403):
        return f"put a key that it accepts into the environment variable {KEY}"
    if status == 404:
        return "check --llm-url, which ends in /v1 as a rule, and --llm-model"
    if status in RETRIED:
        return f"it was asked {ATTEMPTS} times; try again later"
    return "does it take chat completions with a response_format of json_schema?"


def _pause(headers: httpx.Headers, otherwise: float) -> float:
    """The seconds that the endpoint asks for, within reason."""
    asked = headers.get("Retry-After", "")
    return min(float(asked), LONGEST) if asked.isascii() and asked.isdigit() else otherwise
