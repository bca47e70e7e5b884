"""What is known of each store, from profiles.toml: addresses, limits, loader."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from urllib.parse import quote

from kg.errors import UsageError

AUTH = ("none", "basic", "digest", "bearer")


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of store is spoken to; profiles.toml tells what each field means."""

    name: str
    title: str
    command: str
    files: str = "nq"
    query: str = ""
    update: str = ""
    put: str = ""
    post: str = ""
    delete: str = ""
    quads: str = ""
    quads_type: str = "application/n-quads"
    default: str = ""
    graph_type: str = "application/n-triples"
    head: str = ""
    auth: str = "basic"
    server: str = ""
    address: str = ""
    max_body: int = 16_000_000
    max_insert: int = 1_000

    def at(self, template: str, url: str, graph: str | None = None) -> str:
        """An address made from one of the templates; `graph` is an IRI, or None for the default graph."""
        if graph is None:
            return template.replace("graph={graph}", self.default).replace("{url}", url)
        escaped = {"{graph}": quote(graph, safe=""), "{term}": quote(f"<{graph}>", safe="")}
        return re.sub(r"\{\w+\}", lambda found: {"{url}": url, **escaped}[found[0]], template)


@functools.cache
def profiles() -> Mapping[str, Profile]:
    """All profiles, by name."""
    text = files("kg.push").joinpath("profiles.toml").read_text(encoding="utf-8")
    return {name: Profile(name, **fields) for name, fields in tomllib.loads(text).items()}


def profile(name: str) -> Profile:
    """The profile of that name. Raises UsageError."""
    if name not in profiles():
        raise UsageError(f"there is no profile {name!r}; choose from {', '.join(profiles())}")
    return profiles()[name]


def by_address(url: str) -> Profile | None:
    """The profile whose pattern matches the address; the longest pattern wins."""
    found = [known for known in profiles().values() if known.address and re.search(known.address, url)]
    return max(found, key=lambda known: len(known.address), default=None)


def by_server(header: str) -> Profile | None:
    """The profile of a server that names itself so in its header."""
    return next((known for known in profiles().values() if known.server and header.lower().startswith(known.server.lower())), None)


def with_addresses(found: Profile, *, update: str | None = None, store: str | None = None) -> Profile:
    """The profile with addresses that the user gave; `store` is that of a SPARQL 1.1 graph store."""
    if update:
        found = replace(found, update=update)
    if store:
        joined = f"{store}{'&' if '?' in store else '?'}graph={{graph}}"
        found = replace(found, put=joined, post=joined, delete=joined, default="default")
    return found
