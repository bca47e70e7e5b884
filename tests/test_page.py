"""The page as a file: what it may load, what its texts may become, and that it is always the same."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import kg.page
from kg.errors import GraphError, UsageError
from kg.page import Page
from kg.page.content import marked, positioned
from kg.page.crowds import communities, folded
from kg.page.layout import place
from kg.views import Document, Edge, Evidence, Node, Segment, View
from kg.vocab import BASE

HOSTILE = {
    "script": "<script>window.hit=1</script>",
    "end of script": "</script><script>window.hit=1</script>",
    "comment": "<!--<script>window.hit=1",
    "handler": '"><img src=x onerror="window.hit=1">',
    "attribute": "' onmouseover='window.hit=1' x='",
    "template": "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    "entities": "&lt;script&gt;&amp;&#60;b&#62;",
    "href": 'href <a href="javascript:window.hit=1">x</a>',
    "lines": "a\u2028b\u2029c",
    "backslashes": "\\u003cb\\u003e \\</script> \\",
    "prototype": "__proto__",
    "regular expression": "(((((a+)+)+[",
    "emoji": "\U0001f680 launch \U0001f1f0\U0001f1f5",
    "long": "w" * 3000,
}
LINKS = [
    "javascript:window.hit=1",
    "JaVaScRiPt:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//host.example/x",
]


def hostile_view(text: str, link: str = "javascript:window.hit=1") -> View:
    """A view in which every text is `text` and every address is `link`."""
    document = Document("urn:d", title=text, publisher=text, issued=text, url=link)
    evidence = Evidence(document, (Segment(text, "subject"), Segment(text, "trigger")), "reported", (text,), text, text, "urn:c")
    ends = [Node(f"{text}{i}", text, text, (text,), text, (text,), (link,), 1, 1) for i in range(2)]
    edge = Edge(text, ends[0].id, text, ends[1].id, text, "reported", text, False, False, (text,), (text,), (evidence,))
    return View(tuple(ends), (edge,), 2, 1)


def news_view(count: int, links: int) -> View:
    """A connected graph with a sentence of 150 letters behind each edge."""
    nodes = tuple(
        Node(f"https://example.org/id/state/node-{i}", f"Somebody number {i}", "State", ("State", "Agent"), "state", statements=1) for i in range(count)
    )
    edges = []
    for i in range(links):
        a, b = (i % count, (i * 7 + 1 + i // count) % count) if i >= count - 1 else (i // 3, i + 1)
        document = Document(f"https://example.org/id/doc/{i % 9}", f"Title of the article {i % 9}", "Post", "2024-03-06", f"https://news.example/{i % 9}")
        words = (Segment(f"Sentence {i} " + "of news " * 16), Segment("launched", "trigger"), Segment(" at last."))
        evidence = Evidence(document, words, "asserted", (), "2024-03-06", None, f"https://example.org/id/doc/{i}#c1")
        edges.append(Edge(f"e{i}", nodes[a].id, "launched", nodes[b].id, "launched", "asserted", "launch", evidence=(evidence,)))
    return View(nodes, tuple(edges), count, links)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in ("script", "style", "title", "h1"):
            self.texts.append((tag, dict(attrs), ""))
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, attributes, text = self.texts[-1]
            self.texts[-1] = (tag, attributes, text + data)


def unpacked(block: str) -> str:
    return gzip.decompress(b64decode(block)).decode()


def data_of(html: str) -> dict[str, Any]:
    found = [text for tag, attributes, text in Elements(html).texts if attributes.get("id") == "data"]
    assert len(found) == 1
    data = json.loads(found[0])
    packed = [text for _, attributes, text in Elements(html).texts if attributes.get("id") == "rest"]
    return data | (json.loads(unpacked(packed[0])) if packed else data["rest"])


# ---------------------------------------------------------------- what the page may load and run
def test_the_page_is_a_whole_document() -> None:
    html = Page(news_view(5, 6), title="Five").html()
    assert html.startswith('<!doctype html>\n<html lang="en">')
    found = Elements(html)
    metas = [attributes for tag, attributes in found.found if tag == "meta"]
    assert metas[0] == {"charset": "utf-8"}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in metas
    assert [text for tag, _, text in found.texts if tag in ("title", "h1")] == ["Five", "Five"]


def test_nothing_is_loaded_from_anywhere() -> None:
    html = Page(news_view(5, 6)).html()
    for tag, attributes in Elements(html).found:
        assert tag not in ("iframe", "object", "embed", "base", "form", "img")
        assert "src" not in attributes
        assert tag != "link" or attributes == {"rel": "icon", "href": "data:,"}
        assert not any(name.startswith("on") or name == "style" for name in attributes)
    style = next(text for tag, _, text in Elements(html).texts if tag == "style")
    assert "url(" not in style
    assert "@import" not in style
    assert "sourceMappingURL" not in html


def test_only_our_own_texts_may_run() -> None:
    found = Elements(Page(news_view(5, 6)).html())
    policy = next(attributes["content"] or "" for tag, attributes in found.found if attributes.get("http-equiv") == "Content-Security-Policy")
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert (rules["default-src"], rules["base-uri"], rules["form-action"]) == (["'none'"], ["'none'"], ["'none'"])
    assert not any("unsafe" in source or "http" in source for sources in rules.values() for source in sources)

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    scripts = [text for tag, attributes, text in found.texts if tag == "script" and "type" not in attributes]
    assert [digest(text) for text in scripts] == rules["script-src"][1:]
    (packed,) = [text for tag, attributes, text in found.texts if attributes.get("id") == "vis"]
    assert digest(unpacked(packed)) == rules["script-src"][0]
    assert [digest(text) for tag, _, text in found.texts if tag == "style"] == rules["style-src"]


# ---------------------------------------------------------------- what texts may become
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    plain, html = Page(news_view(2, 1), title="x").html(), Page(hostile_view(text), title=text).html()
    shape = [(tag, sorted(attributes)) for tag, attributes in Elements(html).found]
    assert shape == [(tag, sorted(attributes)) for tag, attributes in Elements(plain).found]
    data = data_of(html)
    assert data["title"] == data["nodes"][0]["label"] == data["edges"][0]["label"] == data["sentences"][0][: len(text)] == text
    assert {found for tag, _, found in Elements(html).texts if tag in ("title", "h1")} == {text}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_data_block_has_no_character_that_html_knows(text: str) -> None:
    html = Page(hostile_view(text), title="x").html()
    block = html[html.index('<script id="data"') :]
    block = block[block.index(">") + 1 : block.index("</script>")]
    assert not set("&<>\u2028\u2029") & set(block)


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200f", "\u061c", "\x00", "\x1b", "\x9f", "\ud800"])
def test_what_turns_text_round_is_left_out(character: str) -> None:
    page = Page(hostile_view(f"to{character}wn"), title=f"to{character}wn")
    html = page.html()
    assert character not in html
    assert data_of(html)["nodes"][0]["label"] == "town"
    assert data_of(html)["sentences"] == ["towntown"]
    html.encode("utf-8")


def test_marks_count_as_the_script_counts() -> None:
    words, marks = marked((Segment("\U0001f680 up "), Segment("Ad\u202ea", "subject"), Segment(" "), Segment("flew", "trigger")))
    assert (words, marks) == ("\U0001f680 up Ada flew", [6, 9, "subject", 10, 14, "trigger"])


# ---------------------------------------------------------------- always the same, and small
def test_the_same_view_gives_the_same_bytes() -> None:
    assert Page(news_view(40, 70)).html() == Page(news_view(40, 70)).html()


def test_the_same_view_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from hashlib import sha256; from test_page import Page, news_view;"
        "print(sha256(Page(news_view(30, 45)).html().encode()).hexdigest())"
    )
    root = Path(__file__).parent.parent
    environments = [{**os.environ, "PYTHONHASHSEED": seed} for seed in "12"]
    runs = [subprocess.run([sys.executable, "-c", code], cwd=root, env=env, capture_output=True, text=True, check=True) for env in environments]
    assert runs[0].stdout == runs[1].stdout == sha256(Page(news_view(30, 45)).html().encode()).hexdigest() + "\n"


def test_a_page_of_sixty_nodes_is_small() -> None:
    assert len(Page(news_view(60, 123)).html().encode()) <= 600_000


def test_a_page_of_a_thousand_nodes_is_bearable() -> None:
    assert len(Page(news_view(1000, 2000)).html().encode()) <= 1_500_000


# ---------------------------------------------------------------- the network as data
def test_statuses_have_lines_of_their_own() -> None:
    view = news_view(6, 5)
    statuses = ["asserted", "reported", "hypothetical", "denied", "rumoured"]
    edges = tuple(Edge(e.id, e.subject, e.relation, e.object, e.label, s, evidence=e.evidence) for e, s in zip(view.edges, statuses, strict=True))
    page = Page(View(view.nodes, edges, 6, 5))
    assert [edge["dashes"] for edge in page.edges] == [False, [9, 5], [2, 5], [10, 4, 2, 4], False]
    assert [entry["key"] for entry in data_of(page.html())["statuses"]] == statuses


def test_classes_have_shapes_and_colours_by_their_lineage() -> None:
    lineages = [
        ("State", "Agent", "Place"),
        ("ArmedForce", "Organization", "Agent"),
        ("Launch", "Event", "Thing"),
        ("Species", "Living", "Entity", "Thing"),
        ("Entity", "Thing"),
    ]
    nodes = tuple(Node(f"urn:{i}", "x", lineage[0], lineage, lineage[0]) for i, lineage in enumerate(lineages))
    data = data_of(Page(View(nodes)).html())
    assert [node["group"] for node in data["nodes"]] == ["State", "Organization", "Event", "Living", "Entity"]
    assert [group["label"] for group in data["groups"]] == ["State", "Organization", "Event", "Other", "Living"]
    assert len({(group["shape"], group["colour"]) for group in data["groups"][:3]}) == 3


def test_sentences_and_articles_are_written_once() -> None:
    view = news_view(12, 30)
    page = Page(
        View(view.nodes, view.edges + tuple(Edge(f"x{e.id}", e.subject, "said", e.object, "said", "asserted", evidence=e.evidence) for e in view.edges))
    )
    data = data_of(page.html())
    assert (len(data["edges"]), len(data["evidence"]), len(data["sentences"]), len(data["documents"])) == (60, 30, 30, 9)


def test_what_is_left_out_is_said() -> None:
    view = news_view(3, 2)
    assert data_of(Page(View(view.nodes, view.edges, 10, 20)).html())["remark"].startswith("The 3 most connected of 10 nodes")


def test_an_empty_view_is_a_page() -> None:
    data = data_of(Page(View()).html())
    assert (data["nodes"], data["edges"], data["groups"]) == ([], [], [])


# ---------------------------------------------------------------- where nodes stand
@pytest.mark.parametrize("count", [0, 1, 2, 7, 40])
def test_no_two_names_overlap(count: int) -> None:
    boxes = [(120.0, 50.0)] * count
    points = place(boxes, [(i // 2, i) for i in range(1, count)])
    assert len(points) == count
    for i, (x, y) in enumerate(points):
        for a, b in points[:i]:
            assert abs(x - a) >= 118 or abs(y - b) >= 48


def test_parts_that_do_not_hang_together_stand_apart() -> None:
    points = place([(100.0, 40.0)] * 6, [(0, 1), (1, 2), (3, 4)])
    frames = [[points[i] for i in part] for part in ((0, 1, 2), (3, 4), (5,))]
    boxes = [(min(x for x, _ in f) - 50, min(y for _, y in f) - 20, max(x for x, _ in f) + 50, max(y for _, y in f) + 20) for f in frames]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert boxes[a][2] <= boxes[b][0] or boxes[b][2] <= boxes[a][0] or boxes[a][3] <= boxes[b][1] or boxes[b][3] <= boxes[a][1]


def test_what_is_linked_stands_near() -> None:
    count = 400  # more than are fitted exactly
    points = place([(20.0, 20.0)] * count, [(i // 3, i) for i in range(1, count)])
    linked = [abs(points[i][0] - points[i // 3][0]) + abs(points[i][1] - points[i // 3][1]) for i in range(1, count)]
    anywhere = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(sorted(points, key=lambda p: hash((p[0] * 7919, p[1] * 104729))))]
    assert sum(linked) / len(linked) < 0.5 * sum(anywhere) / len(anywhere)


def test_given_positions_stay() -> None:
    nodes = [{"id": "a", "x": 5, "y": -7}, {"id": "b", "x": 0, "y": 0}]
    assert positioned(nodes, []) == nodes


# ---------------------------------------------------------------- large graphs
def ring_of_rings(rings: int, size: int) -> tuple[list[str], list[tuple[int, int]]]:
    """Cliques of `size`, each tied to the next by one edge."""
    pairs = [(r * size + a, r * size + b) for r in range(rings) for a in range(size) for b in range(a)]
    return [f"Node {i}" for i in range(rings * size)], pairs + [(r * size, (r + 1) % rings * size + 1) for r in range(rings)]


def test_communities_are_what_hangs_together() -> None:
    labels, pairs = ring_of_rings(12, 9)
    groups = communities(len(labels), pairs)
    assert sorted(map(sorted, groups)) == [list(range(r * 9, r * 9 + 9)) for r in range(12)]
    assert groups == communities(len(labels), reversed(pairs))


def test_labels_spread_before_louvain_in_a_large_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.page.crowds.LOUVAIN", 50)
    labels, pairs = ring_of_rings(40, 12)
    groups = communities(len(labels), pairs)
    assert sorted(node for group in groups for node in group) == list(range(480))
    inside = sum(len(set(group) & {a, b}) == 2 for group in groups for a, b in pairs)
    assert inside / len(pairs) > 0.9


def test_discs_do_not_overlap_and_hold_everyone() -> None:
    labels, pairs = ring_of_rings(20, 5)
    belongs, overview = folded([*labels, *(f"alone {i}" for i in range(70))], pairs)
    discs = overview["crowds"]
    assert len(discs) <= 60
    assert [disc["count"] for disc in discs] == [belongs.count(number) for number in range(len(discs))]
    assert "small groups" in discs[-1]["label"]
    for i, a in enumerate(discs):
        for b in discs[:i]:
            assert (a["x"] - b["x"]) ** 2 + (a["y"] - b["y"]) ** 2 >= (a["r"] + b["r"]) ** 2 * 0.98
    assert all(a < b and count > 0 for a, b, count in overview["bonds"])


def test_a_large_view_is_folded_and_all_there() -> None:
    view = news_view(2000, 4500)
    html = Page(view).html()
    data = data_of(html)
    assert html == Page(view).html()
    assert data["remark"].startswith(f"2,000 nodes are folded into {len(data['crowds'])} communities.")
    assert (data["nodeCount"], data["edgeCount"]) == (2000, 4500)
    assert [len(data["nodes"][name]) for name in ("id", "label", "group", "crowd")] == [2000] * 4
    assert len(data["edges"]["to"]) == 4500
    ends, at = set(), 0
    for step, to in zip(data["edges"]["step"], data["edges"]["to"], strict=True):
        at += step
        ends.add((view.nodes[at].id, view.nodes[to].id))
    assert ends == {(edge.subject, edge.object) for edge in view.edges}
    assert len(data["sentences"]) == 4500


def test_an_overview_of_many_is_small() -> None:
    nodes = tuple(
        Node(f"https://w3id.org/claimgraph/id/state/node-{i}", f"Somebody number {i}", "State", ("State", "Agent"), "state", statements=5)
        for i in range(30_000)
    )
    edges = tuple(Edge(f"e{i}", nodes[i * 7919 % 30_000].id, "launched", nodes[i * i % 30_000].id, "launched", "asserted", "launch") for i in range(75_000))
    assert len(Page(View(nodes, edges)).html()) <= 1_300_000  # three tenths of the largest; that one may have 3 MB, of which the script takes 0.3


def test_what_the_script_can_tell_is_not_written() -> None:
    names = [f"Name {i}" for i in range(1598)] + ["Ñame 1", "Name  2"]
    nodes = tuple(
        Node(f"{BASE}state/{name.lower().replace(' ', '-')}", name, "State", ("State",), "state", statements=2 if i else 7) for i, name in enumerate(names)
    )
    edges = tuple(Edge(f"e{i}", node.id, "metWith", nodes[i - 1].id, "met with", "asserted") for i, node in enumerate(nodes))
    found = data_of(Page(View(nodes, edges)).html())["nodes"]
    assert found["id"] == [""] * 1598 + ["state/ñame-1", ""]
    assert found["more"] == {"0": {"statements": 7}}


def test_a_large_network_of_pyvis_is_folded_too() -> None:
    page = Page()
    for i in range(1600):
        page.add_node(i)
        if i:
            page.add_edge(i // 2, i, label="knows")
    data = data_of(page.html())
    assert data["nodes"]["id"][:3] == ["0", "1", "2"]
    assert data["crowds"]


# ---------------------------------------------------------------- the file
def test_the_file_is_whole_and_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pages" / "news.htm"
    path.parent.mkdir()
    page = Page(hostile_view("Žižek 北朝鮮 \U0001f680"))
    page.write(path)
    assert path.read_bytes() == page.html().encode("utf-8")
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")) == ["pages", "pages/news.htm"]
    page.write(path)  # over what is there
    assert len(list(path.parent.iterdir())) == 1


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"missing/page\.html: the page cannot be written \(No such file or directory\); give a path"):
        Page(View()).write(tmp_path / "missing" / "page.html")


def test_the_locale_does_not_matter(tmp_path: Path) -> None:
    code = f"from kg.page import Page; p = Page(); p.add_node(chr(0x5317)); p.write_html({str(tmp_path / 'p.html')!r})"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=Path(__file__).parent.parent, check=True)
    assert chr(0x5317) in (tmp_path / "p.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------- pyvis's own names
def test_pyvis_ways_of_adding_work() -> None:
    numpy = pytest.importorskip("numpy")
    page = Page()
    page.add_node(numpy.int64(1), label="one", weight=numpy.float32(0.5))
    page.add_nodes([2, 3], label=["two", "three"])
    for _ in range(2):
        page.add_edge(1, 2, label="knows")
    page.add_edge(2, 1)
    assert (page.num_nodes(), page.num_edges()) == (3, 3)  # parallel edges stay
    data = data_of(page.html())
    assert [node["label"] for node in data["nodes"]] == ["one", "two", "three"]
    assert all(isinstance(node[axis], int) for node in data["nodes"] for axis in "xy")


def test_an_edge_needs_its_nodes() -> None:
    page = Page()
    page.add_node("a")
    with pytest.raises(UsageError, match="edge from 'a' to 'b': there is no node 'b'; add it first"):
        page.add_edge("a", "b")


def test_a_networkx_graph_is_taken_and_left_as_it_was() -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.MultiDiGraph()
    graph.add_node("a", label="Ada", note=float("nan"))
    graph.add_edge("a", "b", label="met")
    graph.add_edge("a", "b", label="wrote to")
    before = networkx.to_dict_of_dicts(graph), dict(graph.nodes(data=True))
    page = Page()
    page.from_nx(graph)
    assert (networkx.to_dict_of_dicts(graph), dict(graph.nodes(data=True))) == before
    assert [edge["label"] for edge in data_of(page.html())["edges"]] == ["met", "wrote to"]


@pytest.mark.parametrize("name", ["set_options", "set_template", "set_template_dir", "prep_notebook", "show_buttons", "from_DOT"])
def test_what_would_open_the_page_to_markup_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="the page sets its own template and options"):
        getattr(Page(), name)("x")


def test_show_writes_and_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Page(news_view(2, 1)).show(str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").stat().st_size > 1000
    assert capsys.readouterr() == ("", "")


def test_a_notebook_gets_a_sandboxed_frame() -> None:
    shown = Page(hostile_view('"></iframe><script>'), title='"><b>')._repr_html_()
    assert re.match(r'<iframe title="&quot;&gt;&lt;b&gt;" sandbox="allow-scripts allow-popups allow-downloads" ', shown)
    assert shown.count("<") == 2


@pytest.mark.parametrize("link", LINKS)
def test_links_are_kept_as_text_for_the_script_to_judge(link: str) -> None:
    html = Page(hostile_view("x", link)).html()
    assert data_of(html)["documents"][0]["url"] == link
    assert not [attributes for tag, attributes in Elements(html).found if tag == "a"]


def test_no_two_parts_of_the_script_have_a_function_of_one_name() -> None:
    """They are put together as one text, in which the later function would silently take the place of the earlier."""
    texts = (part.read_text(encoding="utf-8") for part in Path(kg.page.__file__).parent.joinpath("script").iterdir())
    names = [name for text in texts for name in re.findall(r"^(?:async )?function (\w+)", text, re.MULTILINE)]
    assert names
    assert sorted(names) == sorted(set(names))


def test_pyvis_gets_what_it_imports_when_it_uses_it() -> None:
    code = (
        "import sys, kg.page\n"
        "heavy = ('IPython', 'IPython.display', 'jsonpickle', 'networkx')\n"
        "assert not [name for name in heavy if name in sys.modules], sys.modules.keys()\n"
        "from pyvis.network import Network\n"
        "import networkx, pyvis.network\n"
        "made = Network(); made.from_nx(networkx.path_graph(3)); assert len(made.nodes) == 3\n"
        "assert 'IFrame' in type(pyvis.network.IFrame('x.html', width=1, height=1)).__name__\n"
        "assert '\"nodes\"' in made.to_json()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ---------------------------------------------------------------- served
def test_only_a_page_that_is_served_may_ask_its_server() -> None:
    saved, served = Page(View()).html(), Page(View(), served={"since": "2024"}).html()
    assert "connect-src" not in saved
    assert '"served"' not in saved
    assert "default-src &#39;none&#39;" in served
    assert "connect-src &#39;self&#39;" in served
    assert '"served":{"since":"2024"}' in served


def test_a_graph_of_many_thousand_nodes_is_laid_out_without_a_table_of_all_distances() -> None:
    count = 20_000
    pairs = [(node, node // 3) for node in range(1, count)]
    points = place([(20.0, 20.0)] * count, pairs)
    assert len(set(points)) > count / 2
    spread = sum(abs(points[a][0] - points[b][0]) + abs(points[a][1] - points[b][1]) for a, b in pairs) / len(pairs)
    across = max(x for x, _ in points) - min(x for x, _ in points)
    assert spread < across / 10  # what is linked stands together
