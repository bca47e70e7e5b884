// ------------------------------------------------------------ walking: choose, focus, expand, hide, pin, ways
function neighbourhood() {
  const { node, edge, crowd } = state.chosen;
  if (node !== undefined && state.other !== null) {
    const found = ways(node, state.other);
    const along = new Set([node, state.other, ...found.flat().flatMap(({ from, to }) => [from, to])]);
    return { nodes: along, edges: new Set(found.flat().map(({ id }) => id)), small: along.size < 8, way: true };
  }
  if (node !== undefined) {
    const near = shownEdges(node);
    return { nodes: new Set([node, ...near.flatMap(({ from, to }) => [from, to])]), edges: new Set(near.map(({ id }) => id)), small: near.length <= 12 };
  }
  if (edge !== undefined && edgeById.has(edge)) return { nodes: new Set([edgeById.get(edge).from, edgeById.get(edge).to]), edges: new Set([edge]), small: true };
  if (crowd !== undefined && state.open.size) return { nodes: new Set([...drawn.nodes].filter((id) => nodes[id].crowd === crowd)), edges: new Set(drawn.edges.filter(({ from, to }) => nodes[from].crowd === crowd || nodes[to].crowd === crowd).map(({ id }) => id)), small: false };
  return null;
}
const MOST_WAYS = 5, LONGEST_WAY = 6;
function ways(from, to) { // the shortest ways between two nodes over what is shown, each a list of edges in order
  const steps = (id) => {
    const best = new Map(); // one line a neighbour, relations before parts in events
    for (const edge of shownEdges(id)) { const other = otherEnd(edge, id); if (!state.hidden.has(other) && (!best.has(other) || (best.get(other).role && !edge.role))) best.set(other, edge); }
    return [...best];
  };
  const far = new Map([[to, 0]]);
  for (const queue = [to]; queue.length;) {
    const id = queue.shift();
    if (far.get(id) < LONGEST_WAY) for (const [other] of steps(id)) if (!far.has(other)) { far.set(other, far.get(id) + 1); queue.push(other); }
    if (many && far.size > 20000) break;
  }
  if (!far.has(from) || from === to) return [];
  const found = [];
  const walk = (id, seen, line, left) => {
    if (found.length >= MOST_WAYS) return;
    if (id === to) { if (!left) found.push(line); return; }
    for (const [other, edge] of steps(id)) if (!seen.has(other) && far.has(other) && far.get(other) < left) walk(other, new Set([...seen, other]), [...line, edge], left - 1);
  };
  for (const length of [far.get(from), far.get(from) + 1]) if (length <= LONGEST_WAY) walk(from, new Set([from]), [], length);
  return found;
}
const chooseNode = (node, options) => change(() => { Object.assign(state, { chosen: { node: node.id }, other: null }); show(node); }, options);
const chooseEdge = (edge, options) => change(() => { Object.assign(state, { chosen: { edge: edge.id }, other: null }); show(nodes[edge.from]); show(nodes[edge.to]); }, options);
const chooseNothing = () => change(() => Object.assign(state, { chosen: {}, other: null }));
function show(node) { // whoever is chosen is drawn, whatever was hidden, filtered or folded away
  state.hidden.delete(node.id);
  if (!nodeOn(node)) state.off.kind.delete(groupOf(node));
  if ((state.focus.length || many || node.fetched) && !drawn.nodes.has(node.id)) {
    if (many) Object.assign(state, { focus: [node.id], hops: 1, grown: new Set() });
    else state.grown.add(node.id);
  }
}
function openCrowd(crowd) {
  change(() => { state.open.has(crowd) ? state.open.delete(crowd) : state.open.add(crowd); state.chosen = { crowd }; state.other = null; });
  if (state.open.has(crowd)) bringNear(crowds[crowd]);
  say(state.open.has(crowd) ? `${plural(Math.min(OPENED, crowds[crowd].count), "node")} of ${number(crowds[crowd].count)} shown` : "Folded");
}
const ACTS = {
  focus: { key: "f", name: "Focus", hint: "Only this and its neighbours; again: one step further", on: (id) => {
    const again = state.focus.length === 1 && state.focus[0] === id;
    change(() => Object.assign(state, { focus: [id], hops: again ? Math.min(3, state.hops + 1) : 1, grown: new Set() }));
    fitAll();
  } },
  expand: { key: "e", name: "Expand", hint: "Bring its neighbours in", on: async (id) => {
    if (served && await fetchNeighbours(id)) return;
    const more = neighbours(id).filter((other) => !drawn.nodes.has(other)).slice(0, NEAR);
    change(() => { for (const other of more) state.grown.add(other); state.grown.add(id); });
    say(more.length ? `${plural(more.length, "neighbour")} added` : "All its neighbours are there");
  } },
  hide: { key: "h", name: "Hide", hint: "Take it out of the picture", on: (id) => {
    change(() => { state.hidden.add(id); state.grown.delete(id); Object.assign(state, { chosen: {}, other: null }); });
    say(`${nodes[id].label} is hidden; U takes it back`);
  } },
  pin: { key: "p", name: "Pin", hint: "It keeps its place; again: it is free", on: (id) => change(() => (state.pinned.has(id) ? state.pinned.delete(id) : state.pinned.set(id, { x: nodes[id].x, y: nodes[id].y }))) },
  way: { key: "w", name: "Way to …", hint: "Choose a second node, to see how the two hang together", on: () => askWay(true) },
};
let asking = false; // whether the next node to be chosen is the end of a way
function askWay(on) {
  asking = on;
  $("search").placeholder = on ? "Way to whom?" : SEARCHES[state.tab] || SEARCHES.graph;
  if (on) { $("search").focus(); say("Choose the other end, by name or in the picture"); }
}
function endWay(node) {
  askWay(false);
  const [from, to] = [state.chosen.node, node.id];
  change(() => {
    state.other = to;
    if (many || state.focus.length) {
      Object.assign(state, { focus: [from, to], hops: 0, grown: new Set(ways(from, to).flat().flatMap((edge) => [edge.from, edge.to])) });
    }
  }, { move: true, read: true });
}
function whole() { // everything again
  change(() => Object.assign(state, { focus: [], hops: 1, grown: new Set(), hidden: new Set(), open: new Set(), other: null }));
  fitAll();
}
function tidy() {
  const ids = [...drawn.nodes];
  if (ids.length > 400) return say("Too many nodes to arrange anew; focus on some first");
  relax(ids, { rounds: 150 });
  moved();
  return fitAll();
}
function nextNeighbour(step) { // by the keyboard from one node to the next one beside it
  const from = anchor === null ? state.chosen.node : anchor;
  if (from === undefined) { if (byRank.length) { anchor = null; chooseNode(byRank[0], { move: true }); } return; }
  const ring = neighbours(from).filter((id) => drawn.nodes.has(id));
  if (!ring.length) return;
  anchor = from;
  const at = ring.indexOf(state.chosen.node);
  const node = nodes[ring[(at + step + ring.length + (at < 0 && step < 0 ? 1 : 0)) % ring.length]];
  chooseNode(node, { move: true });
  say(`${node.label}, ${plural(shownEdges(node.id).length, "statement")}`);
}
let anchor = null; // around whom one steps

// ------------------------------------------------------------ the mouse and the finger
let held = null;
function listen() {
  network.on("click", ({ nodes: [hit], pointer, event }) => {
    anchor = null;
    const second = (event.srcEvent || {}).shiftKey || asking;
    const chooseCrowd = (crowd) => change(() => Object.assign(state, { chosen: { crowd }, other: null }));
    if (typeof hit === "string") return chooseCrowd(Number(hit.slice(1)));
    if (hit !== undefined && second && state.chosen.node !== undefined && hit !== state.chosen.node) return endWay(nodes[hit]);
    if (hit !== undefined) return chooseNode(nodes[hit]);
    const edge = lineAt(pointer.canvas), around = openAt(pointer.canvas);
    return edge ? chooseEdge(edge) : around ? chooseCrowd(around.id) : chooseNothing();
  });
  network.on("doubleClick", ({ nodes: [hit], pointer }) => {
    const around = openAt(pointer.canvas);
    if (typeof hit === "number") return ACTS.expand.on(hit);
    return hit === undefined ? around && !lineAt(pointer.canvas) && openCrowd(around.id) : openCrowd(Number(hit.slice(1)));
  });
  network.on("dragStart", ({ nodes: [hit] }) => {
    held = typeof hit === "number" ? hit : null;
    if (held !== null) lift(held);
  });
  network.on("dragging", () => {
    if (held === null) return glide();
    Object.assign(nodes[held], network.getPosition(held));
    if (lifted === null) moved();
  });
  network.on("dragEnd", () => {
    const id = held;
    held = null;
    if (id === null) return;
    lift(null);
    change(() => state.pinned.set(id, { x: Math.round(nodes[id].x), y: Math.round(nodes[id].y) }));
  });
  network.on("hoverNode", ({ node }) => hover({ node }));
  network.on("blurNode", () => hover({}));
  $("graph").addEventListener("mouseleave", () => hover({}));
  $("graph").addEventListener("mousemove", (event) => {
    if (event.buttons || typeof hovered.node === "number") return;
    const box = $("graph").getBoundingClientRect();
    const edge = lineAt(network.DOMtoCanvas({ x: event.clientX - box.left, y: event.clientY - box.top }));
    if ((edge && edge.id) !== hovered.edge) hover(edge ? { edge: edge.id } : hovered.node === undefined ? {} : { node: hovered.node });
  });
}
function hover(found) {
  hovered = found;
  $("graph").style.cursor = hovered.node === undefined && hovered.edge === undefined ? "" : "pointer";
  repaint();
}

// ------------------------------------------------------------ moving the window over the picture
const hull = (boxes) => [0, 1, 2, 3].map((side) => boxes.reduce((most, box) => (side < 2 ? Math.min(most, box[side]) : Math.max(most, box[side])), side < 2 ? Infinity : -Infinity));
function bringNear({ x, y, r }) { // a disc fills the window, down to the remark in the corner
  const { clientWidth: width, clientHeight: height } = $("graph"), free = $("remark").offsetHeight ? $("remark").offsetTop : height;
  const scale = Math.max(network.getScale(), Math.min(width, free) / (2.3 * r));
  network.moveTo({ position: { x, y: y + (height - free) / 2 / scale }, scale });
}
const BELOW = 66; // pixels under the picture, for the tools
function fitAll(rounds = 4) {
  const all = [...drawn.crowds.map((crowd) => [crowd, crowd.r]), ...[...drawn.nodes].map((id) => [nodes[id], null])];
  if (!all.length) return;
  const boxes = fitInto(all, BELOW, rounds), remark = $("remark");
  const covered = ([left, , , bottom]) => { // by the remark in the corner
    const corner = network.canvasToDOM({ x: left, y: bottom });
    return corner.x < remark.offsetLeft + remark.offsetWidth && corner.y > remark.offsetTop;
  };
  if (remark.offsetHeight && boxes.some(covered)) fitInto(all, Math.max(BELOW, $("graph").clientHeight - remark.offsetTop + 8), rounds);
  batches = image.canvas = null;
  moving = 0;
  drawSoon();
}
function fitInto(all, below, rounds) { // the boxes of what is drawn
  const { clientWidth: width, clientHeight: height } = $("graph");
  let boxes;
  labels = [];
  for (let round = 0; round < rounds; round++) { // first the nodes alone; then the names need room too, and how much depends on the scale
    if (round) placeLabels();
    const marks = all.map(([at, r]) => [at, r || (round ? grownSize(at) : at.size) * 1.3]).map(([{ x, y }, size]) => [x - size, y - size, x + size, y + size]);
    boxes = [...marks, ...labels.map((label) => label.box)];
    const [left, top, right, bottom] = hull(boxes);
    const scale = Math.max(0.02, Math.min((width - 36) / (right - left), (height - below - 18) / (bottom - top), 1.5));
    const near = round && Math.abs(scale / farthest - 1) < 0.015; // the names that have been placed can stay
    farthest = near ? farthest : scale;
    network.moveTo({ scale: farthest, position: { x: (left + right) / 2, y: (top + bottom) / 2 + (below - 18) / 2 / farthest } });
    if (near) break;
  }
  return boxes;
}
function reveal() {
  const points = [...lit.nodes].filter((id) => drawn.nodes.has(id)).map((id) => nodes[id]);
  const { clientWidth: width, clientHeight: height } = $("graph");
  const inside = ({ x, y }) => x > 40 && y > 40 && x < width - 40 && y < height - 60;
  if (state.chosen.edge !== undefined && points.length === 2) { // a short line is brought near, so that its names have room
    const [a, b] = points.map((point) => network.canvasToDOM(point));
    const far = Math.hypot(a.x - b.x, a.y - b.y);
    if (far < 130) return network.moveTo({ position: { x: (points[0].x + points[1].x) / 2, y: (points[0].y + points[1].y) / 2 }, scale: Math.min(3, (network.getScale() * 170) / Math.max(far, 40)) });
  }
  if (!points.length || points.every((point) => inside(network.canvasToDOM(point)))) return;
  network.fit({ nodes: points.map(({ id }) => id), maxZoomLevel: Math.max(1, network.getScale()), animation: still.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
}
const zoom = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)) });
function pan(x, y) {
  const at = network.getViewPosition();
  network.moveTo({ position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() } });
}
function nudge(x, y) { // the chosen node, by the keyboard
  const node = nodes[state.chosen.node];
  if (!node) return;
  change(() => state.pinned.set(node.id, { x: Math.round(node.x + x / 4 / network.getScale()), y: Math.round(node.y + y / 4 / network.getScale()) }));
}
