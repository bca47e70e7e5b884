"""The web server's face: SPARQL 1.1 Protocol, Graph Store Protocol for reading, the data's own IRIs, the editor and the graph page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import parse_qsl, unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from kg.serve.description import description
from kg.serve.negotiate import choose
from kg.serve.pool import BusyError, Pool, SlowError
from kg.serve.work import TRIPLES, Head

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
NEAR, OFFERED, MOST = 50, 8, 1000  # neighbours and names in one answer, if nothing is said; the most of either
LOCAL = ("localhost", "127.0.0.1", "[::1]")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Accept",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; font-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
STATIC = {
    "yasgui.min.js": "text/javascript",
    "yasgui.min.css": "text/css",
    "editor.js": "text/javascript",
    "serve.css": "text/css",
    "yasgui.LICENSE.txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take: seconds, rows or triples, bytes of its own, bytes of memory of its process; and how many run at once."""

    seconds: float = 30.0
    rows: int = 10_000
    request: int = 1_000_000
    memory: int = 4 << 30
    workers: int = 4


class RefusedError(Exception):
    """A request that is not carried out, with its HTTP status and the reason in one line."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers


def application(folder: str, base: str, limits: Limits, *, hosts: Sequence[str] = LOCAL, origins: Sequence[str] = ()) -> Starlette:
    """The server of a store's folder, whose entities have IRIs that begin with `base`.

    `hosts` are the names that it answers to, so that no page can reach it by a name of its own making; `origins` are the sites
    whose scripts may read the answers.
    """
    pages = Pages(Pool(folder, workers=limits.workers, seconds=limits.seconds, memory=limits.memory), base, limits)
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)]
    if origins:
        middleware.append(Middleware(CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST"], allow_headers=["Content-Type", "Accept"]))

    @asynccontextmanager
    async def alive(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            pages.pool.close()

    routes = [
        Route("/", pages.editor, methods=["GET"]),
        Route("/static/{name}", pages.static, methods=["GET"]),
        Route("/sparql", pages.sparql, methods=["GET", "POST"]),
        Route("/store", pages.store, methods=["GET"]),
        Route("/id/{name:path}", pages.thing, methods=["GET"]),
        Route("/describe", pages.describe, methods=["GET"]),
        Route("/graph", pages.graph, methods=["GET"]),
        Route("/neighbours", pages.neighbours, methods=["GET"]),
        Route("/names", pages.names, methods=["GET"]),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=alive, exception_handlers={RefusedError: _refused, Exception: _failed})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return PlainTextResponse(f"{error.reason}\n", error.status, {**HEADERS, **(error.headers or {})})


async def _failed(_: Request, __: Exception) -> Response:
    return PlainTextResponse("the request could not be answered\n", 500, HEADERS)


class Streamed(StreamingResponse):
    """An answer whose worker is given back however it ends, also where the client goes away between two pieces."""

    def __init__(self, parts: AsyncGenerator[Head | bytes, None], status: int, headers: Mapping[str, str], media: str) -> None:
        super().__init__(parts, status, headers, media)  # type: ignore[arg-type]  # after the head come bytes
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._parts.aclose()


class Pages:
    """What each address answers."""

    def __init__(self, pool: Pool, base: str, limits: Limits) -> None:
        self.pool, self._base, self._limits = pool, base, limits

    # ------------------------------------------------------------ for programs
    async def sparql(self, request: Request) -> Response:
        given = _pairs(request.url.query)
        if request.method == "POST":
            given += await self._posted(request)
        if any(name == "update" for name, _ in given):
            raise RefusedError(403, "this endpoint only reads; an update is not carried out")
        queries = [value for name, value in given if name == "query"]
        if not queries and request.method in ("GET", "HEAD"):
            return self._described(request)
        if len(queries) != 1:
            raise RefusedError(400, f"there are {len(queries)} queries in the request; send one, as the parameter query or as a body of {QUERY}")
        scope = {key: tuple(value for name, value in given if name == f"{key}-graph-uri") for key in ("default", "named")}
        return await self._answer("query", request, query=queries[0], rows=self._limits.rows, **scope)

    async def _posted(self, request: Request) -> list[tuple[str, str]]:
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media == "application/sparql-update":
            raise RefusedError(403, "this endpoint only reads; an update is not carried out")
        if media not in (FORM, QUERY):
            raise RefusedError(415, f"a body of {media or 'no type'} is not read here; send {QUERY} or {FORM}")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._limits.request:
                raise RefusedError(413, f"the request is longer than {self._limits.request:,} bytes; send a shorter one", {"Connection": "close"})
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise RefusedError(400, f"the request is not UTF-8 ({error.reason} at byte {error.start}); send it in UTF-8") from error
        return [("query", text)] if media == QUERY else _pairs(text)

    def _described(self, request: Request) -> Response:
        media = choose(request.headers.get("accept"), ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml", "text/html"])
        if media == "text/html":
            return RedirectResponse("/", 303, HEADERS)
        if media is None:
            raise RefusedError(406, "the service description can be had as text/turtle, application/ld+json, application/n-triples, application/rdf+xml")
        text = description(str(request.url.replace(query="")), TRIPLES[media])
        return Response(text, media_type=media, headers=HEADERS)

    async def store(self, request: Request) -> Response:
        given = _pairs(request.url.query)
        names = [value for name, value in given if name == "graph"]
        whole = any(name == "default" for name, _ in given)
        if len(names) + whole > 1:
            raise RefusedError(400, "more than one graph is asked for; give ?graph=IRI, or ?default, or neither for the whole dataset")
        return await self._answer("graph", request, **({"graph": names[0] if names else None} if names or whole else {}))

    # ------------------------------------------------------------ for people and programs
    async def thing(self, request: Request) -> Response:
        raw = request.scope.get("raw_path", b"").decode("latin-1").partition("/id/")[2].partition("?")[0]
        tail = f"?{request.url.query}" if request.url.query else ""
        return await self._answer("thing", request, iris=tuple(dict.fromkeys(self._base + name + tail for name in _spellings(raw))), rows=self._limits.rows)

    async def describe(self, request: Request) -> Response:
        iris = [value for name, value in _pairs(request.url.query) if name == "iri"]
        if len(iris) != 1:
            raise RefusedError(400, "give one IRI: /describe?iri=…")
        return await self._answer("thing", request, iris=(iris[0],), rows=self._limits.rows)

    async def graph(self, request: Request) -> Response:
        given = dict(_pairs(request.url.query))
        return await self._answer("picture", request, **{name: given.get(name, "") for name in ("about", "since", "until")})

    async def neighbours(self, request: Request) -> Response:
        given = dict(_pairs(request.url.query))
        if not given.get("node"):
            raise RefusedError(400, "give the IRI of a node: /neighbours?node=…")
        days = {name: given.get(name, "") for name in ("since", "until")}
        return await self._answer("neighbours", request, node=given["node"], other=given.get("to"), limit=_limit(given, NEAR), **days)

    async def names(self, request: Request) -> Response:
        given = dict(_pairs(request.url.query))
        return await self._answer("names", request, like=given.get("like", ""), limit=_limit(given, OFFERED))

    async def editor(self, _: Request) -> Response:
        return Response(_file("editor.html"), media_type="text/html", headers={**HEADERS, "Content-Security-Policy": POLICY})

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in STATIC:
            raise RefusedError(404, "there is no such file here")
        return Response(_file(name), media_type=STATIC[name], headers={**HEADERS, "Cache-Control": "max-age=3600"})

    # ------------------------------------------------------------ the answer
    async def _answer(self, kind: str, request: Request, **values: object) -> Response:
        """The first worker that is free does the job; its pieces go out as they come."""
        parts = self._parts(kind, {**values, "accept": request.headers.get("accept")})
        try:
            head = await anext(parts)
        except BusyError as error:
            raise RefusedError(503, "all processes are at work; ask again in a while", {"Retry-After": "5"}) from error
        except SlowError as error:
            raise RefusedError(503, f"this took longer than {self._limits.seconds:g} seconds or more memory than it may; ask for less") from error
        assert isinstance(head, Head)
        headers = dict(HEADERS)
        if head.cut:
            headers["X-Cut-At"] = str(self._limits.rows)
        if head.media.startswith("text/html") and kind != "picture":  # the picture brings a stricter policy of its own
            headers["Content-Security-Policy"] = POLICY
        return Streamed(parts, head.status, headers, head.media)

    async def _parts(self, kind: str, values: dict[str, object]) -> AsyncGenerator[Head | bytes, None]:
        async with self.pool.worker() as worker, aclosing(worker.parts(kind, values, self._limits.seconds)) as parts:
            async for part in parts:
                yield part


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=False, errors="strict", max_num_fields=1000)
    except ValueError as error:  # also a wrong encoding
        raise RefusedError(400, "the parameters cannot be read; encode them as UTF-8 in percent signs, at most 1,000 of them") from error


def _limit(given: Mapping[str, str], usual: int) -> int:
    text = given.get("limit", str(usual))
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 5 and 0 < int(text) <= MOST):
        raise RefusedError(400, f"limit: {text[:20]!r} is not a number from 1 to {MOST}")
    return int(text)


def _spellings(raw: str) -> list[str]:
    """What a path may stand for: its letters in full with the percent signs that the IRI has itself, or everything decoded."""

    def letters(part: str) -> str:
        return "".join(char if ord(char) > 0x7F else "".join(f"%{byte:02X}" for byte in char.encode()) for char in part)

    pieces = raw.split("%")
    try:
        bare = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        return [raw]
    kept = pieces[0]
    run = ""
    for piece in pieces[1:]:
        run += f"%{piece[:2]}"
        if piece[2:]:
            kept += letters(unquote(run)) + piece[2:]
            run = ""
    return [raw, kept + letters(unquote(run)), bare]


def _file(name: str) -> bytes:
    return files("kg.serve").joinpath("static", name).read_bytes()
