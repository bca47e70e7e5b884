// ------------------------------------------------------------ what one has chosen: can be undone, and stands in the address bar
const fresh = () => ({
  tab: "graph", chosen: {}, other: null, // `chosen` is { node }, { edge } or { crowd }; `other` is the second node of a way
  off: { kind: new Set(), class: new Set(), relation: new Set(), status: new Set(), source: new Set(), document: new Set() },
  since: null, until: null, two: false, contra: false, folded: false, parts: true,
  focus: [], hops: 1, grown: new Set(), hidden: new Set(), pinned: new Map(), open: new Set(),
  asked: new Map(), // IRI → how many neighbours were asked for, of a page that is served
});
let state = fresh();
const past = [];

function written() { // the state as the pairs of an address
  const pairs = [];
  const add = (name, value) => pairs.push([name, String(value)]);
  const iri = (id) => shortIri(nodes[id].iri);
  if (state.tab !== "graph") add("tab", state.tab);
  if (state.chosen.node !== undefined) add("node", iri(state.chosen.node));
  if (state.chosen.edge !== undefined) add("edge", state.chosen.edge);
  if (state.chosen.crowd !== undefined) add("group", state.chosen.crowd);
  if (state.other !== null) add("to", iri(state.other));
  for (const [facet, values] of Object.entries(state.off)) for (const value of [...values].sort()) add(`no-${facet}`, value);
  for (const name of ["since", "until"]) if (state[name]) add(name, state[name]);
  for (const name of ["two", "contra", "folded"]) if (state[name]) add(name, 1);
  if (!state.parts) add("parts", 0);
  for (const id of state.focus) add("focus", iri(id));
  if (state.hops > 1) add("hops", state.hops);
  for (const [name, ids] of [["grown", state.grown], ["hide", state.hidden]]) for (const id of ids) add(name, iri(id));
  for (const [id, { x, y }] of state.pinned) add("pin", `${Math.round(x)},${Math.round(y)},${iri(id)}`);
  for (const crowd of state.open) add("open", crowd);
  for (const [name, limit] of state.asked) add("asked", `${limit},${shortIri(name)}`);
  return new URLSearchParams(pairs).toString();
}
function readState(address) {
  const found = new URLSearchParams(address);
  const made = fresh();
  const ids = (name) => found.getAll(name).map((short) => nodeByIri.get(longIri(short))).filter(Boolean).map((node) => node.id);
  if (TABS.includes(found.get("tab"))) made.tab = found.get("tab");
  if (ids("node").length) made.chosen = { node: ids("node")[0] };
  if (ids("to").length) made.other = ids("to")[0];
  for (const facet of Object.keys(made.off)) made.off[facet] = new Set(found.getAll(`no-${facet}`));
  for (const name of ["since", "until"]) made[name] = /^\d{4}-\d\d-\d\d$/.test(found.get(name) || "") ? found.get(name) : null;
  for (const name of ["two", "contra", "folded"]) made[name] = found.get(name) === "1";
  made.parts = found.get("parts") !== "0";
  [made.focus, made.grown, made.hidden] = [ids("focus"), new Set(ids("grown")), new Set(ids("hide"))];
  made.hops = Math.min(3, Math.max(1, Number(found.get("hops")) || 1));
  for (const [, x, y, short] of found.getAll("pin").map((pin) => /^(-?\d+),(-?\d+),(.*)$/s.exec(pin)).filter(Boolean)) {
    const node = nodeByIri.get(longIri(short));
    if (node) made.pinned.set(node.id, { x: Number(x), y: Number(y) });
  }
  made.asked = askedIn(address);
  made.open = new Set(found.getAll("open").map(Number).filter((crowd) => crowds[crowd]));
  if (crowds[Number(found.get("group"))] && found.has("group")) made.chosen = { crowd: Number(found.get("group")) };
  useFolded(made.folded);
  if (edgeById.has(found.get("edge"))) made.chosen = { edge: found.get("edge") };
  return made;
}
function change(action, { move = false, read = false } = {}) {
  const before = written();
  action();
  if (written() !== before) past.push(before);
  if (past.length > 200) past.shift();
  refresh({ move, read });
}
function undo() {
  if (!past.length) return say("Nothing to undo");
  const pins = new Map(state.pinned);
  state = readState(past.pop());
  for (const [id] of pins) if (!state.pinned.has(id)) placeNode(nodes[id], home(nodes[id]));
  refresh({});
  return say("Undone");
}
function keepInAddress() {
  const address = written();
  try { history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search); } catch { /* a page in a frame has no address of its own */ }
}
addEventListener("hashchange", () => { state = readState(location.hash.slice(1)); refresh({}); });

let silence;
function say(words) { // for a moment, and to screen readers
  $("said").textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => { $("said").textContent = ""; }, 4000);
}
