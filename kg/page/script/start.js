// ------------------------------------------------------------ one step: what is chosen becomes what is seen
let filterKey = "", toldOf = "", lastChosen = ""; // what passed the filters, what the filters show, of whom the panel tells
function see() { // which nodes and lines are seen, and where
  const key = JSON.stringify([Object.values(state.off).map((off) => [...off]), state.since, state.until, state.two, state.contra, state.folded, state.parts, complete]);
  if (key !== filterKey) filter();
  filterKey = key;
  chooseDrawn();
  arrange();
  lit = neighbourhood();
  rankNames();
  moved();
  count();
}
function tell({ read = false }) { // what stands beside the picture
  const same = filterKey === toldOf;
  if (!same) { drawFilters(); drawTime(); }
  toldOf = filterKey;
  const chosen = JSON.stringify([state.chosen, state.other]);
  describe(!read && same && lastChosen === chosen);
  lastChosen = chosen;
  drawTab();
  keepInAddress();
  if (read) $("details").focus({ preventScroll: !narrow.matches });
  $("undo").disabled = !past.length;
}
function refresh({ move = false, read = false }) {
  see();
  sync();
  select();
  if (move && lit) reveal();
  repaint();
  tell({ read });
}
function count() {
  const of = (some, all, one) => (some === all ? plural(all, one) : `${number(some)} of ${plural(all, one)}`);
  const totals = complete || !many ? [of(shown.nodes.size, nodes.length, "node"), of(shown.statements, facets(plainGraph).said, "statement"), plural(documents.length || data.documentCount || 0, "article")] : [plural(data.nodeCount, "node"), plural(data.edgeCount, "statement")];
  $("counts").textContent = totals.join(" · ");
  const remarks = [];
  if (state.focus.length) remarks.push(`${plural(drawn.nodes.size, "node")} around ${state.focus.map((id) => nodes[id].label).join(" and ")}; A shows all again.`);
  else if (data.remark) remarks.push(data.remark);
  if (state.hidden.size) remarks.push(`${plural(state.hidden.size, "node")} hidden; A shows all again.`);
  if (drawn.cut) remarks.push(`${plural(drawn.cut, "node")} more than can be drawn at once.`);
  $("remark").textContent = remarks.join(" ");
}

// ------------------------------------------------------------ the keyboard
const MOVES = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
const COMMANDS = { in: () => zoom(1.25), out: () => zoom(0.8), fit: fitAll, undo, whole, tidy, theme: turnTheme };
const PLAIN_KEYS = { "+": "in", "=": "in", "-": "out", "0": "fit", u: "undo", a: "whole", t: "tidy", d: "theme" };
for (const made of document.querySelectorAll("[data-do]")) made.addEventListener("click", () => COMMANDS[made.dataset.do]());
function escape() {
  if ($("take").open) { $("take").open = false; return; }
  if (asking) { askWay(false); $("search").value = ""; $("search").blur(); return openList(false); }
  if (!$("found").hidden) return openList(false);
  if ($("search").value) { $("search").value = ""; return suggest(); }
  $("search").blur();
  return Object.keys(state.chosen).length ? chooseNothing() : state.focus.length ? whole() : undefined;
}
function onCanvas(event) { return event.target === document.body || $("graph").contains(event.target) || event.target === $("details"); }
function pressed(event) {
  const { key } = event, { node, crowd } = state.chosen;
  const act = Object.values(ACTS).find((one) => one.key === key.toLowerCase());
  if (key === "/") { $("search").focus(); return true; }
  if (/^[1-4]$/.test(key)) { showTab(TABS[key - 1]); return true; }
  if (key === "u") { undo(); return true; }
  if (key === "d") { turnTheme(); return true; }
  if (state.tab !== "graph") return false;
  if (PLAIN_KEYS[key]) { COMMANDS[PLAIN_KEYS[key]](); return true; }
  if (key === "n" || key === "N") { nextNeighbour(event.shiftKey ? -1 : 1); return true; }
  if (act && node !== undefined) { act.on(node); return true; }
  if (key === "Enter" && crowd !== undefined && onCanvas(event)) { openCrowd(crowd); return true; }
  if (MOVES[key] && onCanvas(event)) { event.shiftKey && node !== undefined ? nudge(...MOVES[key]) : pan(...MOVES[key]); return true; }
  return false;
}
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input[type=search]")) { undo(); event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") escape();
  else if (!event.target.matches("input[type=search]") && !(event.target.matches("input[type=range]") && /^(Arrow|[+-])/.test(event.key)) && pressed(event)) event.preventDefault();
});

// ------------------------------------------------------------ light and dark
const dark = matchMedia("(prefers-color-scheme: dark)");
function recolour() { readColours(); repaint(); }
function turnTheme() {
  const now = document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  recolour();
  say(`${upper(document.documentElement.dataset.theme)} colours`);
}
dark.addEventListener("change", recolour);
narrow.addEventListener("change", () => { document.querySelector("#legend > details").open = !narrow.matches; });

// ------------------------------------------------------------ what the file holds besides the first picture, read after it
function columns({ nodes: n, edges: e }) { // a large graph is written in columns; each node and edge is made at one go, for there are very many
  const inGroup = data.groups.map(({ key }) => ({ group: key, style: groups.get(key) }));
  const whole = (made, more) => (more ? Object.assign(made, more) : made);
  const lines = new Uint32Array(n.label.length);
  let at = 0;
  e.to.forEach((to, i) => { at += e.step[i]; lines[at]++; if (to !== at) lines[to]++; });
  const allNodes = n.label.map((label, id) => {
    const { statements = lines[id] } = n.more[id] || {}, { kind = "", type } = n.kinds[n.kind[id]], { group, style } = inGroup[n.group[id]];
    const name = n.id[id] || `${kind}/${label.toLowerCase().replaceAll(" ", "-")}`; // as most are called; the others are written out
    const iri = data.base && !/^[a-z]+:/i.test(name) ? data.base + name : name;
    return whole({ aliases: EMPTY, links: EMPTY, statements, mentions: 0, x: 0, y: 0, size: Math.min(6 + 1.6 * Math.sqrt(statements), 18), kind, label, type, group, style, crowd: n.crowd[id], iri, id }, n.more[id]);
  });
  let from = 0;
  const allEdges = e.to.map((to, i) => {
    const { label = "", relation, role, speech, cls, status } = e.relations[e.relation[i]];
    from += e.step[i];
    return whole({ id: `e${i + 1}`, from, to, label, relation, role, speech, cls, status, issued: e.days[e.day[i]], sources: EMPTY, times: EMPTY, evidence: EMPTY, voices: undefined, days: undefined, turn: 0 }, e.more[i]);
  });
  useGraph(allNodes, allEdges);
}
function reread() { // the graph has become another: what was read of it is read anew, when it is asked for
  [facetsOf, everyValue, calendar, names, told] = [new WeakMap(), null, null, null, []];
  filterKey = toldOf = sheetOf = "";
}
async function unpacked(id) { // a block of the page that was written compressed
  const packed = atob($(id).textContent.trim()), bytes = new Uint8Array(packed.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = packed.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
const nextFrame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
function takeRest(rest) {
  if (rest.nodes) columns(rest);
  else for (const edge of plainGraph.edges) edge.voices = edge.days = undefined;
  ({ evidence, sentences, documents, terms } = rest);
  complete = true;
}
function stretch() { // names take the width of an upright window; its height is free
  if (many || !nodes.length) return;
  fitAll(2);
  const [, top, , bottom] = hull(nodes.map(({ x, y }) => [x, y, x, y]));
  const factor = Math.min(1.8, (0.9 * ($("graph").clientHeight - 84)) / farthest / Math.max(bottom - top, 1));
  if (factor < 1.05) return;
  for (const node of nodes) {
    node.homeY = Math.round(node.y * factor);
    if (!state.pinned.has(node.id)) placeNode(node, home(node));
  }
  moved();
}
async function start() {
  const code = unpacked("vis").then((block) => block.text()), address = location.hash.slice(1);
  document.querySelector("#legend > details").open = !narrow.matches;
  useGraph(data.nodes.map(madeNode), data.edges.map(madeEdge));
  const upright = $("graph").clientHeight > 1.05 * $("graph").clientWidth;
  if (upright) for (const at of [...nodes, ...crowds]) [at.x, at.y] = [at.y, at.x]; // upright, as the window is
  for (const node of nodes) [node.homeX, node.homeY] = [node.x, node.y];
  if (data.rest) takeRest(data.rest);
  readColours();
  if (address) state = readState(address);
  see();
  network = new Glass();
  if (upright) stretch();
  fitAll();
  network.redraw();
  await nextFrame();
  tell({});
  document.head.append(element("script", {}, await code)); // the content policy knows its text by its hash, and lets nothing else in
  startPicture();
  if (!data.rest) {
    document.documentElement.dataset.ready = "picture";
    await nextFrame();
    if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
    takeRest(await unpacked("rest").then((block) => block.json()));
    reread();
    if (address && !past.length) state = readState(address);
    refresh({});
  }
  if (served) await fetchAgain(address);
  document.documentElement.dataset.ready = "all";
}
start().catch((error) => {
  $("remark").textContent = `This page cannot be shown (${error.message}). Open it in a current browser.`;
  throw error;
});
