"""What mkdocs calls while it builds the site: pages made from the code and the ontology, a navigation of what is there, and no host but our own."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from reference import commands, library, ontology, questions

ROOT = Path(__file__).parent.parent.parent
PROJECT = {"architecture": "ARCHITECTURE.md", "contributing": "CONTRIBUTING.md", "changelog": "CHANGELOG.md", "domains": "examples/domains/README.md"}
MADE = {
    "reference/ontology.md": ontology.page,
    "reference/commands.md": commands.page,
    "reference/library.md": library.page,
    "reference/questions.md": questions.page,
    "reference/site.css": (Path(__file__).parent / "site.css").read_text,
    **{f"project/{name}.md": (ROOT / file).read_text for name, file in PROJECT.items()},
}
log = logging.getLogger("mkdocs.hooks.claimgraph")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what is made, and takes out of the navigation what is not there."""
    for uri, make in MADE.items():
        files.append(File.generated(config, uri, content=make()))
    config.nav = list(_there(config.nav or [], {file.src_uri for file in files}))
    return files


def _there(entries: list[Any], uris: set[str]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        ((title, target),) = entry.items()
        if isinstance(target, list):
            if below := list(_there(target, uris)):
                yield {title: below}
        elif target in uris:
            yield entry


def on_post_build(config: MkDocsConfig) -> None:
    """Warns of every page and style sheet that would load something from elsewhere; with --strict a warning ends the build."""
    site = Path(config.site_dir)
    for path in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        text = path.read_text(encoding="utf-8")
        for address in sorted(set(loaded(text) if path.suffix == ".html" else re.findall(r"(?:url\(|@import )[\"']?((?:https?:)?//[^)\"']+)", text))):
            log.warning("%s would load %s; take it out, or ship it with the site", path.relative_to(site), address)


def loaded(html: str) -> list[str]:
    """The addresses at other hosts that a browser would fetch by itself to show the page; a link that one may follow is none."""
    reader = _Loads()
    reader.feed(html)
    return reader.found


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            passive = tag == "a" or (tag == "link" and dict(attrs).get("rel") in ("canonical", "next", "prev"))
            if name in ("src", "href", "srcset", "data", "poster") and re.match(r"(?:https?:)?//", value or "") and not passive:
                self.found.append(value or "")
