// ------------------------------------------------------------ what passes the filters, and the counts beside them
const ITSELF = "the articles themselves";
const FACETS = [
  { key: "status", title: "How sure", of: (edge) => [edge.status], name: statusName, picture: (value) => stroke(value), hint: (value) => (STATUS[value] || [])[1] },
  { key: "class", title: "What happened", of: (edge) => [edge.cls || "standing"], name: (value) => (value === "standing" ? "Lasting ties" : upper(value)) },
  { key: "relation", title: "Relation", of: (edge) => [edge.label], name: (value) => value },
  { key: "source", title: "On whose word", of: (edge) => (edge.sources.length ? edge.sources : [ITSELF]), name: (value) => value },
  { key: "document", title: "Article", of: (edge) => documentsOf(edge).map((at) => documents[at].id), name: (value) => documentName(value) },
];
const documentName = (id) => {
  const found = documents.find((document) => document.id === id) || {};
  return [found.title || id, found.publisher].filter(Boolean).join(" · ");
};
class Numbers { // a set of whole numbers below a limit, as quick as an array
  constructor(limit) { this.flags = new Uint8Array(limit); this.size = 0; }
  add(at) { this.size += 1 - this.flags[at]; this.flags[at] = 1; }
  has(at) { return this.flags[at] === 1; }
  * [Symbol.iterator]() { for (let at = 0; at < this.flags.length; at++) if (this.flags[at]) yield at; }
}
let shown = { nodes: new Numbers(0), list: [], turn: 0, parts: 0, statements: 0 };
let counts = {}; // facet → look-up: value → how many, were only this facet's own choice taken back
const passes = (edge) => edge.turn === shown.turn;
const nodeOn = (node) => !state.off.kind.has(groupOf(node));
function inTime(edge) {
  if (!state.since && !state.until) return true;
  return days(edge).some(([first, last]) => !(state.since && last < state.since) && !(state.until && first > state.until));
}
function unconditional(edge) { // what the filters with values do not decide
  return !(state.two && voices(edge).size < 2) && !(state.contra && !inDispute(edge)) && inTime(edge);
}

// What each edge says of each facet, as numbers: read once, so that a filter only compares.
function readFacet({ key, of }, edges) { // the values of edge i are list[starts[i]] up to list[starts[i + 1]]
  const at = new Map(), list = [], starts = new Uint32Array(edges.length + 1);
  for (let i = 0; i < edges.length; i++) {
    if (!edges[i].role) for (const value of of(edges[i])) {
      if (!at.has(value)) at.set(value, at.size);
      list.push(at.get(value));
    }
    starts[i + 1] = list.length;
  }
  return { key, at, starts, list: Uint32Array.from(list) };
}
let facetsOf = new WeakMap(); // a graph → what it says of the facets, and how many stand for what
function facets(of = graph) {
  if (!facetsOf.has(of)) {
    const count = (test) => of.edges.reduce((sum, edge) => sum + (!edge.role && test(edge)), 0);
    facetsOf.set(of, { said: count(() => true), all: FACETS.map((facet) => readFacet(facet, of.edges)), two: count((edge) => voices(edge).size > 1), contra: count(inDispute) });
  }
  return facetsOf.get(of);
}
const NONE = -1, KIND = -2, SEVERAL = -3; // which facet keeps an edge out, if not one of those with a number
function failing(i, kindFails, strict) {
  let found = kindFails ? KIND : NONE;
  for (const [facet, { starts, list }, off] of strict) {
    let [at, end] = [starts[i], starts[i + 1]];
    if (at === end) continue;
    while (at < end && off[list[at]]) at++;
    if (at < end) continue;
    if (found !== NONE) return SEVERAL;
    found = facet;
  }
  return found;
}
function filter() {
  const { edges } = graph, { all } = facets();
  const strict = all.map((facet, number) => [number, facet, Uint8Array.from(facet.at.keys(), (value) => state.off[facet.key].has(value))]).filter(([, { key }]) => state.off[key].size);
  const tallies = all.map(({ at }) => new Uint32Array(at.size));
  const free = !(state.two || state.contra || state.since || state.until), everyKind = !state.off.kind.size;
  const on = everyKind ? null : Uint8Array.from(nodes, nodeOn);
  const [passed, told, kinds, turn] = [[], new Numbers(nodes.length), new Numbers(nodes.length), shown.turn + 1];
  let statements = 0, parts = 0;
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i];
    if (edge.role || !(free || unconditional(edge))) continue;
    const fails = failing(i, on && !(on[edge.from] && on[edge.to]), strict);
    if (fails === NONE) { passed.push(edge); edge.turn = turn; told.add(edge.from); told.add(edge.to); statements++; }
    if (fails === NONE || fails === KIND) { kinds.add(edge.from); kinds.add(edge.to); }
    for (let f = 0; f < all.length; f++) if (fails === NONE || fails === f) for (let at = all[f].starts[i]; at < all[f].starts[i + 1]; at++) tallies[f][all[f].list[at]]++;
  }
  for (const edge of edges.filter((one) => one.role && told.has(one.from))) {
    parts++;
    kinds.add(edge.to);
    if (state.parts && (everyKind || (on[edge.from] && on[edge.to])) && !state.off.status.has(edge.status)) { passed.push(edge); edge.turn = turn; told.add(edge.to); }
  }
  const perKind = new Map();
  for (const node of nodes) {
    if (isAlone(node.id)) { kinds.add(node.id); if (nodeOn(node)) told.add(node.id); }
    if (kinds.has(node.id)) perKind.set(groupOf(node), (perKind.get(groupOf(node)) || 0) + 1);
  }
  counts = { kind: (value) => perKind.get(value) || 0 };
  all.forEach(({ key, at }, f) => { counts[key] = (value) => tallies[f][at.get(value)] || 0; });
  shown = { nodes: told, list: passed, turn, parts, statements };
}

// ------------------------------------------------------------ the filters as buttons
const LONG = 7; // values of a filter before the rest folds away
const unfolded = new Set(["kind", "status"]), unrolled = new Set();
let everyValue = null; // facet → values in the order in which they are offered
function collectValues() {
  const found = { kind: data.groups.map(({ key }) => key) };
  for (const { key, at, list } of facets(plainGraph).all) {
    const often = new Uint32Array(at.size);
    for (const value of list) often[value]++;
    found[key] = [...at].sort(([a, i], [b, j]) => often[j] - often[i] || (a < b ? -1 : 1)).map(([value]) => value);
  }
  return { ...found, status: data.statuses.map(({ key }) => key) };
}
function toggle(facet, value, label, picture, hint) {
  const off = state.off[facet];
  const made = button("toggle", () => { change(() => (off.has(value) ? off.delete(value) : off.add(value))); again(facet, value); }, picture, text("label", label), text("count", number(counts[facet](value))));
  made.setAttribute("aria-pressed", String(!off.has(value)));
  made.dataset.value = value;
  if (hint) made.title = hint;
  const rest = everyValue[facet].filter((other) => other !== value);
  const alone = !off.has(value) && rest.length && rest.every((other) => off.has(other));
  const only = button("only", () => { change(() => { state.off[facet] = new Set(alone ? [] : rest); }); again(facet, value); }, alone ? "all" : "only");
  only.setAttribute("aria-label", alone ? `All again, not only ${label}` : `Only ${label}`);
  return element("li", {}, made, rest.length ? only : null);
}
function again(facet, value) { // the list was made anew; the keyboard stays where it was
  const found = [...document.querySelectorAll(`#filter-${facet} .toggle`)].find((made) => made.dataset.value === value);
  if (found) found.focus();
}
function facetSection(key, title, rows, values) {
  const open = unfolded.has(key);
  const head = element("summary", {}, element("h2", {}, title), state.off[key].size ? text("count", `${values.length - state.off[key].size} of ${values.length}`) : null);
  const shownRows = unrolled.has(key) ? rows : rows.slice(0, LONG + (key === "kind" ? 9 : 0));
  const rest = rows.length - shownRows.length;
  const more = rest > 0 ? button("more", () => { unrolled.add(key); drawFilters(); }, `${number(rest)} more`) : null;
  const clear = state.off[key].size ? button("more", () => change(() => { state.off[key] = new Set(); }), "Show all again") : null;
  const made = element("details", { id: `filter-${key}`, class: "facet" }, head, open ? element("ul", {}, ...shownRows.map((row) => row())) : null, more, clear);
  made.open = open;
  made.addEventListener("toggle", () => { if (made.open !== unfolded.has(key)) { made.open ? unfolded.add(key) : unfolded.delete(key); drawFilters(); } });
  return made;
}
function check(id, name, hint, count, picture = null) {
  const made = element("input", { type: "checkbox", id, on: { change: () => { change(() => { state[id] = made.checked; useFolded(state.folded); if (id === "folded") state.chosen = {}; }); $(id).focus(); } } });
  made.checked = state[id];
  return element("li", {}, element("label", { class: "check", title: hint }, made, picture ? element("span", { class: "label" }, name, " ", picture) : text("label", name), text("count", number(count))));
}
function drawFilters() {
  everyValue ||= collectValues();
  const { two, contra } = facets();
  const kinds = facetSection("kind", "Who and what", data.groups.map((group) => () => toggle("kind", group.key, group.label, icon(groups.get(group.key)))), everyValue.kind);
  const rest = FACETS.map((facet) => facetSection(facet.key, facet.title, everyValue[facet.key].map((value) => () => toggle(facet.key, value, facet.name(value), facet.picture && facet.picture(value), facet.hint && facet.hint(value))), everyValue[facet.key]));
  const events = nodes.reduce((sum, node) => sum + (groupOf(node) === "Event"), 0);
  const checks = element("ul", { class: "checks" },
    check("two", "Only what two sources say", "At least two articles’ papers, or two people, stand for it", two),
    check("contra", "Only contradictions", "What somebody denies, or tells to have ended differently", contra, drawing(12, 10, "stroke warning", "M0 5H12", { "stroke-width": 2 })),
    check("folded", "Fold events into lines", "Whoever speaks of an event is joined to who took part in it", events),
    check("parts", "Parts in events", "Thin lines from an event to those who took part", shown.parts));
  $("filters").replaceChildren(kinds, rest[0], checks, ...rest.slice(1));
}

// ------------------------------------------------------------ the time slider
let calendar = null, perDay = []; // each day that something is about, in order; how often
function collectDays() {
  const found = new Map();
  for (const edge of plainGraph.edges) if (!edge.role) for (const [first] of days(edge)) if (first > "0001") found.set(first, (found.get(first) || 0) + 1);
  calendar = [...found.keys()].sort();
  perDay = calendar.map((day) => found.get(day));
}
function drawTime() {
  if (!calendar) collectDays();
  $("time").hidden = calendar.length < 2;
  if (calendar.length < 2) return;
  const last = calendar.length - 1;
  const from = state.since ? calendar.findIndex((day) => day >= state.since) : 0;
  const to = state.until ? calendar.findLastIndex((day) => day <= state.until) : last;
  for (const [id, at] of [["since", from], ["until", to]]) {
    Object.assign($(id), { min: 0, max: last, value: at < 0 ? last : at });
    $(id).setAttribute("aria-valuetext", formatDay(calendar[Number($(id).value)]));
  }
  $("period").textContent = state.since || state.until ? `${formatDay(calendar[Math.max(from, 0)])} – ${formatDay(calendar[Math.max(to, 0)])}` : "All days";
  const bars = Math.min(48, calendar.length), most = [];
  for (let i = 0; i < bars; i++) most.push(perDay.slice(Math.floor((i * calendar.length) / bars), Math.floor(((i + 1) * calendar.length) / bars)).reduce((sum, n) => sum + n, 0));
  const top = Math.max(...most);
  $("histogram").replaceChildren(...most.map((count, i) => {
    const at = (i + 0.5) * (calendar.length / bars) - 0.5, inside = at >= from - 0.5 && at <= to + 0.5;
    return svgElement("rect", { x: (i * 100) / bars, width: 100 / bars - 0.6, y: 30 - 28 * (count / top) ** 0.6, height: 28 * (count / top) ** 0.6, class: inside ? "in" : "out" });
  }));
}
for (const id of ["since", "until"]) {
  $(id).addEventListener("input", () => change(() => {
    const [low, high] = [Number($("since").value), Number($("until").value)];
    if (id === "since") { state.since = low ? calendar[low] : null; if (low > high) state.until = calendar[low]; }
    else { state.until = high < calendar.length - 1 ? calendar[high] : null; if (low > high) state.since = calendar[high]; }
  }));
}
