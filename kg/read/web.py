"""Addresses that the user gives: fetched once, with limits of time and size, and nothing that they lead to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kg import __version__
from kg.errors import SourceError
from kg.read.metadata import ByteStream

PART = 65_536
SECONDS = 30.0  # for all of one address
SCHEMES = ("http://", "https://")


class _Redirects(HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(self, req: Request, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if not newurl.startswith(SCHEMES):
            raise URLError(f"it leads on to {newurl[:80]}, which is no web address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@contextmanager
def fetched(address: str, largest: int) -> Iterator[tuple[ByteStream, str]]:
    """What an address gives, and its media type. Raises SourceError."""
    until = time.monotonic() + SECONDS
    request = Request(address, headers={"User-Agent": f"claimgraph/{__version__}", "Accept": "*/*"})  # noqa: S310  # the scheme was checked
    try:
        with build_opener(_Redirects).open(request, timeout=SECONDS) as answer:
            parts, size = [], 0
            while part := answer.read1(PART):
                parts.append(part)
                size += len(part)
                if size > largest:
                    raise SourceError(address, f"it is larger than the limit of {largest // 1_000_000:,} MB", "fetch it yourself, and give the file")
                if time.monotonic() > until:
                    raise SourceError(address, f"it took longer than {SECONDS:g} seconds", "fetch it yourself, and give the file")
            kind = answer.headers.get_content_type()
    except HTTPError as error:
        raise SourceError(address, f"its server answered {error.code} {error.reason}"[:200], "check the address") from error
    except (URLError, OSError, ValueError) as error:
        reason = str(getattr(error, "reason", error))[:120]
        raise SourceError(address, f"it cannot be fetched ({reason})", "check the address and the connection") from error
    yield BytesIO(b"".join(parts)), kind
