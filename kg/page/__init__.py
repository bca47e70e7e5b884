"""The interactive page: one file that needs no network, made with pyvis.

pyvis makes the network and brings vis-network; the page around it (template, style, script) is ours. All that pyvis 0.3.2
does that a page of news text cannot bear is answered in this module: its template escapes nothing and loads from hosts, it
writes in the locale's encoding and beside the file, drops parallel edges, searches lists, prints, and imports half of Jupyter.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from html import escape
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import Environment, StrictUndefined

from kg.errors import GraphError, UsageError
from kg.files import replacing
from kg.page.content import described, payload
from kg.page.text import clean, embedded, packed, plain
from kg.views.records import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx

__all__ = ["Page"]


class Later(ModuleType):
    """A module that is imported when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)

    def IFrame(self, *values: Any, **named: Any) -> Any:  # noqa: N802  IPython's name; pyvis takes it out of its module at once
        return self.__getattr__("IFrame")(*values, **named)


@contextmanager
def later(*names: str) -> Iterator[None]:
    """Whoever imports these modules meanwhile gets them when they are used; those that are loaded stay as they are."""
    waiting = {name: Later(name) for name in names if name not in sys.modules}
    sys.modules.update(waiting)
    try:
        yield
    finally:
        for name in waiting:
            del sys.modules[name]


with later("IPython.display", "jsonpickle", "networkx"):
    from pyvis.network import Network

VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
SCRIPTS = ("base", "graph", "state", "filters", "drawn", "picture", "names", "walk", "served", "panel", "search", "tabs", "take", "start")  # in this order
INLINE = 40_000  # letters of evidence that are written as they are; more is packed, and read after the first picture


class Page(Network):  # type: ignore[misc]  # pyvis ships no types
    """A view as a page. Nodes and edges may also be added as with any pyvis network.

    Unlike pyvis's own, a page is always directed, keeps parallel edges, has no physics, and takes no template or options:
    texts are only ever shown as text. `served` is for a page that `kg serve` gives out: it may ask that server, and no other, for what
    it does not hold, and these pairs (such as "since") narrow all that it asks for. Any other page asks nobody.
    """

    def __init__(self, view: View | None = None, *, title: str = "News as a graph", served: Mapping[str, str] | None = None) -> None:
        super().__init__(height="100%", directed=True, cdn_resources="in_line", heading="")
        del self.html  # pyvis keeps its last output under this name
        self.title = clean(title)
        self.remark = view.left_out if view else None
        self._served = served
        nodes, edges, self._testimony = described(view or View())
        for node in nodes:
            self._node(node)
        self.edges.extend(edges)

    # ------------------------------------------------------------ what pyvis's names do here
    def add_node(self, n_id: Any, label: str | None = None, **options: Any) -> None:
        """Add a node, unless its id is there. Ids are texts or numbers; numpy's are taken too."""
        key = plain(n_id)
        self._node({"id": key, "label": clean(str(key if label is None else label)), "shape": "dot"} | plain(options))

    def _node(self, options: dict[str, Any]) -> None:
        key = options["id"]
        if key not in self.node_map:
            self.node_map[key] = options
            self.nodes.append(options)
            self.node_ids.append(key)

    def add_edge(self, source: Any, to: Any, **options: Any) -> None:
        """Add an edge, also beside another one. Raises UsageError if an end is not there."""
        ends = plain(source), plain(to)
        for end in ends:
            if end not in self.node_map:
                raise UsageError(f"edge from {ends[0]!r} to {ends[1]!r}: there is no node {end!r}; add it first")
        self.edges.append({"from": ends[0], "to": ends[1], "id": f"n{len(self.edges) + 1}"} | plain(options))

    def from_nx(self, nx_graph: networkx.Graph[Any], *_: Any, **__: Any) -> None:
        """Add the nodes and edges of a networkx graph, which stays as it is."""
        for node, attributes in nx_graph.nodes(data=True):
            self.add_node(node, **{str(key): value for key, value in attributes.items()})
        for source, to, attributes in nx_graph.edges(data=True):
            self.add_edge(source, to, **{str(key): value for key, value in attributes.items()})

    def generate_html(self, *_: Any, **__: Any) -> str:
        return self.html()

    def write_html(self, name: str, *_: Any, **__: Any) -> None:
        """Write the page. Opening it is the caller's."""
        self.write(Path(name))

    show = save_graph = write_html

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        attributes = 'sandbox="allow-scripts allow-popups allow-downloads" style="border:0;width:100%;height:640px"'
        return f'<iframe title="{escape(self.title)}" {attributes} srcdoc="{escape(self.html())}"></iframe>'

    def _refused(self, *_: Any, **__: Any) -> NoReturn:
        raise UsageError("the page sets its own template and options; use pyvis.network.Network for a free one, with trusted texts only")

    set_options = set_template = set_template_dir = prep_notebook = show_buttons = _refused
    from_DOT = _refused  # noqa: N815  pyvis's name

    # ------------------------------------------------------------ the page
    def html(self) -> str:
        """The whole page; the same network gives the same text."""
        first, rest = payload(self.title, self.nodes, self.edges, self._testimony, self.remark)
        if self._served is not None:
            first["served"] = dict(self._served)
        text = embedded(rest)
        inline = "crowds" not in first and len(text) <= INLINE
        parts = {name: _asset(name) for name in ("page.css", "page.js", "vis.js")}
        policy = {
            "default-src": "'none'",
            "script-src": f"{_hash(parts['vis.js'])} {_hash(parts['page.js'])}",
            "style-src": _hash(parts["page.css"]),
            "img-src": "data: blob:",
            **({} if self._served is None else {"connect-src": "'self'"}),
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        template = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(_asset("page.html"))
        return template.render(
            title=self.title,
            policy="; ".join(f"{name} {sources}" for name, sources in policy.items()),
            style=parts["page.css"],
            vis=_packed_vis(),
            script=parts["page.js"],
            data=embedded(first | {"rest": rest} if inline else first),
            rest=None if inline else packed(text),
        )

    def write(self, path: Path | str) -> None:
        """Write the page to `path`, whole or not at all. Raises GraphError."""
        path = Path(path)
        content = self.html().encode("utf-8")
        try:
            with replacing(path) as file:
                file.write(content)
        except OSError as error:
            raise GraphError(f"{path}: the page cannot be written ({error.strerror}); give a path in a folder that you may write to") from error


@cache
def _asset(name: str) -> str:
    """The text of one of our files, our script's parts as one, or vis-network without the reference to its source map."""
    if name == "page.js":
        parts = "".join(files(__name__).joinpath("script", f"{part}.js").read_text(encoding="utf-8") for part in SCRIPTS)
        return f'"use strict";\n(() => {{\n{parts}}})();\n'
    if name != "vis.js":
        return files(__name__).joinpath(name).read_text(encoding="utf-8")
    try:
        text = files("pyvis").joinpath(VIS).read_text(encoding="utf-8")
    except OSError as error:
        raise GraphError(f"pyvis: its {VIS} cannot be read ({error.strerror}); install pyvis 0.3.2 again") from error
    return re.sub(r"\s*//# sourceMappingURL=.*", "\n", text)


@cache
def _packed_vis() -> str:
    """vis-network, compressed; the script unpacks it, and the content policy knows the text by its hash."""
    return packed(_asset("vis.js"))


def _hash(text: str) -> str:
    """The source expression that lets exactly this text run."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
