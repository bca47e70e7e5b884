// ------------------------------------------------------------ the picture: vis-network's canvas, with nodes and lines of our own
let network = null, visNodes = null;
let hovered = {};
let lit = null; // the chosen node or line and what is next to it; the rest is faint
const colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["canvas", "ink", "muted", "line", "faint", "accent", "page", "warn", "rule"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
}
const paths = new Map(Object.values(SHAPES).map((path) => [path, new Path2D(path)]));
const family = getComputedStyle(document.body).fontFamily;
let farthest = 1; // the scale at which all is seen
const grownSize = (node, scale = network.getScale()) => node.size * (drawn.nodes.size > 300 ? Math.max(0.4, Math.sqrt(300 / drawn.nodes.size)) : Math.min(1.7, Math.max(1, 0.8 / scale))); // far away, the nodes of a small graph shrink less; many are small, so that lines are seen between them

function drawNode(ctx, node) {
  const size = grownSize(node), chosen = node.id === state.chosen.node;
  ctx.save();
  ctx.globalAlpha = !lit || lit.nodes.has(node.id) ? 1 : 0.32;
  ctx.translate(node.x, node.y);
  if (chosen || node.id === hovered.node || node.id === state.other) {
    ctx.beginPath();
    ctx.arc(0, 0, size * 1.45, 0, 7);
    ctx.strokeStyle = colours.accent;
    ctx.lineWidth = chosen ? 2.5 : 1.5;
    ctx.stroke();
  }
  ctx.scale(size, size);
  const path = paths.get(node.style.path);
  ctx.fillStyle = node.style.colour;
  ctx.fill(path);
  ctx.strokeStyle = colours.ink;
  ctx.globalAlpha *= state.pinned.has(node.id) ? 1 : 0.55;
  ctx.lineWidth = (state.pinned.has(node.id) ? 2.4 : 1.2) / size;
  ctx.stroke(path);
  if (node.contested) {
    ctx.strokeStyle = colours.warn;
    ctx.lineWidth = 2 / size;
    ctx.stroke(path);
  }
  ctx.restore();
}
function drawCrowd(ctx, crowd) {
  const chosen = crowd.id === state.chosen.crowd;
  ctx.beginPath();
  ctx.arc(crowd.x, crowd.y, crowd.r, 0, 7);
  ctx.fillStyle = colours.page;
  if (!state.open.has(crowd.id)) ctx.fill();
  ctx.strokeStyle = chosen || hovered.node === `c${crowd.id}` ? colours.accent : colours.line;
  ctx.lineWidth = (chosen ? 3 : 1.4) / network.getScale();
  ctx.stroke();
}
function paintAll(ctx) { // the whole picture, on any canvas; what one looks at lies on top
  drawEdges(ctx);
  const above = new Set([state.chosen.node, hovered.node].filter((id) => drawn.nodes.has(id)));
  for (const crowd of drawn.crowds) drawCrowd(ctx, crowd);
  for (const id of drawn.nodes) if (!above.has(id) && id !== lifted) drawNode(ctx, nodes[id]);
  for (const id of above) if (id !== lifted) drawNode(ctx, nodes[id]);
  paintLabels(ctx);
}

// ------------------------------------------------------------ first a canvas to look at, then vis-network's, to touch
class Glass { // stands in for vis-network until its code is unpacked: the same few words, the same picture
  constructor() {
    const { clientWidth: width, clientHeight: height } = $("graph"), ratio = devicePixelRatio || 1;
    this.view = { width, height, ratio, scale: 1, x: 0, y: 0 };
    this.canvas = element("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio), class: "glass" });
    this.body = { nodes: {}, emitter: { emit: () => this.soon() } };
    $("graph").append(this.canvas);
  }
  soon() {
    if (!this.waits) requestAnimationFrame(() => network === this && this.redraw());
    this.waits = true;
  }
  redraw() {
    this.waits = false;
    const ctx = this.canvas.getContext("2d"), { scale, ratio } = this.view, { x, y } = this.canvasToDOM({ x: 0, y: 0 });
    ctx.resetTransform();
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    ctx.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
    paintAll(ctx);
  }
  moveTo({ position = this.getViewPosition(), scale = this.view.scale }) {
    Object.assign(this.view, { scale, ...position });
    this.soon();
  }
  getScale() { return this.view.scale; }
  getViewPosition() { return { x: this.view.x, y: this.view.y }; }
  canvasToDOM({ x, y }) { return { x: this.view.width / 2 + (x - this.view.x) * this.view.scale, y: this.view.height / 2 + (y - this.view.y) * this.view.scale }; }
  DOMtoCanvas({ x, y }) { return { x: this.view.x + (x - this.view.width / 2) / this.view.scale, y: this.view.y + (y - this.view.height / 2) / this.view.scale }; }
  setSelection() {}
  fit() {}
}
const drawSoon = () => network.body.emitter.emit("_requestRedraw"); // once, with the next frame, however often it is asked for
const sizes = new Map(); // vis-network knows where each node is, and how large; how it looks is ours
function sized(size) {
  if (!sizes.has(size)) sizes.set(size, { nodeDimensions: { width: 2 * size, height: 2 * size }, drawNode() {} });
  return sizes.get(size);
}
const visNode = (node) => ({ id: node.id, x: node.x, y: node.y, shape: "custom", size: node.size, ctxRenderer: () => sized(node.size) });
const visCrowd = (crowd) => ({ id: `c${crowd.id}`, x: crowd.x, y: crowd.y, shape: "custom", size: crowd.r, ctxRenderer: () => sized(crowd.r), fixed: true });
function startPicture() { // the glass gives way to vis-network's canvas, which shows the same
  const view = { scale: network.getScale(), position: network.getViewPosition() };
  visNodes = new vis.DataSet([]);
  network = new vis.Network($("graph"), { nodes: visNodes, edges: new vis.DataSet([]) }, {
    physics: false,
    layout: { improvedLayout: false, randomSeed: 1 },
    interaction: { hover: true, keyboard: false, zoomSpeed: 0.6 },
  });
  sync();
  select();
  network.on("beforeDrawing", (ctx) => paintStill(ctx) || paintAll(ctx));
  network.on("resize", () => { labels = image.canvas = null; });
  network.on("zoom", glide);
  network.moveTo(view);
  network.redraw();
  listen();
}
function sync() { // vis-network gets and loses nodes; an open community is none, else it would be hit in the place of its members
  if (!visNodes) return;
  const closed = drawn.crowds.filter(({ id }) => !state.open.has(id));
  const wanted = new Set([...closed.map((crowd) => `c${crowd.id}`), ...drawn.nodes]);
  const there = new Set(visNodes.getIds());
  const gone = [...there].filter((id) => !wanted.has(id));
  const come = [...closed.filter((crowd) => !there.has(`c${crowd.id}`)).map(visCrowd), ...[...drawn.nodes].filter((id) => !there.has(id)).map((id) => visNode(nodes[id]))];
  network.renderer.allowRedraw = false; // else it draws the whole picture at each of these steps, before the script goes on
  if (gone.length) visNodes.remove(gone);
  if (come.length) visNodes.add(come);
  network.renderer.allowRedraw = true;
}
function select() {
  const { node, crowd } = state.chosen;
  const selected = drawn.nodes.has(node) ? [node] : crowd !== undefined && drawn.crowds.length && !state.open.has(crowd) ? [`c${crowd}`] : [];
  network.setSelection({ nodes: selected, edges: [] }, { highlightEdges: false });
}
function moved() { // something stands elsewhere, or is new or gone: lines and names are made anew
  geometry = batches = labels = image.canvas = null;
}

// ------------------------------------------------------------ in motion, a large picture is one image of itself
const image = { canvas: null, taken: 0 };
let lifted = null; // the node that is dragged in a large picture
const GLIDE = 160; // milliseconds without a movement after which it is drawn anew
let moving = 0, settling; // how often it moved since it last stood; after a slow frame, movements wait behind the timer
function glide() {
  const now = ++moving;
  clearTimeout(settling);
  settling = setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => now === moving && repaint())), GLIDE);
}
function paintStill(ctx) { // whether the image was drawn in the picture's place
  if ((!moving && lifted === null) || !heavy()) return false;
  const { width, height } = $("graph").querySelector("canvas"), scale = network.getScale();
  const [low, high] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: $("graph").clientWidth, y: $("graph").clientHeight })];
  const old = image.canvas;
  const far = old && Math.abs(Math.log2(scale / old.scale)) > 1;
  const bare = old && (low.x < old.left && old.left > old.all[0] || low.y < old.top && old.top > old.all[1] || high.x > old.right && old.right < old.all[2] || high.y > old.bottom && old.bottom < old.all[3]);
  if (!old || ((far || bare) && performance.now() - image.taken > 500)) {
    const [w, h] = [(high.x - low.x) / 2, (high.y - low.y) / 2];
    const frame = { left: low.x - w, top: low.y - h, right: high.x + w, bottom: high.y + h, scale, all: hull([...drawn.nodes].map((id) => [nodes[id].x - 60, nodes[id].y - 60, nodes[id].x + 60, nodes[id].y + 60]).concat(drawn.crowds.map(({ x, y, r }) => [x - r, y - r, x + r, y + r]))) };
    const canvas = new OffscreenCanvas(2 * width, 2 * height);
    const own = canvas.getContext("2d");
    const zoom = (2 * width) / (frame.right - frame.left);
    own.setTransform(zoom, 0, 0, zoom, -frame.left * zoom, -frame.top * zoom);
    paintAll(own);
    image.canvas = { ...frame, canvas };
    image.taken = performance.now();
  }
  const { canvas, left, top, right, bottom } = image.canvas;
  ctx.drawImage(canvas, left, top, right - left, bottom - top);
  if (lifted !== null) {
    drawBatches(ctx, batched(geometry.filter((line) => lineOf(line, lifted)).map(({ edge, bend }) => curve(edge, bend))));
    drawNode(ctx, nodes[lifted]);
  }
  return true;
}
const heavy = () => drawn.crowds.length > 0 || drawn.nodes.size + drawn.edges.length >= 300;
function lift(id) { // a node that is dragged goes over an image of the others; null when it is let go
  lifted = heavy() ? id : null;
  moved();
}

// ------------------------------------------------------------ lines: each with its bend, drawn in batches of one look
let geometry = null, batches = null, batchScale = 1;
let leaving = new Map(); // node → the directions in which its lines leave, in degrees
function leave(from, to) {
  const way = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  leaving.has(from.id) ? leaving.get(from.id).push(way) : leaving.set(from.id, [way]);
}
function bends() { // how far each line leaves the straight way, so that lines between the same two nodes stay apart
  const bundles = new Map();
  for (const edge of drawn.edges) {
    const key = edge.from < edge.to ? edge.from * nodes.length + edge.to : edge.to * nodes.length + edge.from;
    bundles.has(key) ? bundles.get(key).push(edge) : bundles.set(key, [edge]);
  }
  const found = new Map();
  for (const bundle of bundles.values()) bundle.forEach((edge, i) => found.set(edge.id, i - (bundle.length - 1) / 2));
  return found;
}
function curve(edge, bend) {
  const [a, b] = [nodes[edge.from], nodes[edge.to]];
  if (a === b) return { edge, a, b, bend, loop: a.size + 12 + 9 * (bend + 3) };
  const [low, high] = edge.from < edge.to ? [a, b] : [b, a];
  const [dx, dy] = [high.x - low.x, high.y - low.y];
  const far = Math.hypot(dx, dy) || 1;
  const off = bend * Math.min(90, Math.max(34, far * 0.26)) / far;
  return { edge, a, b, bend, straight: !bend, x: (a.x + b.x) / 2 - dy * off, y: (a.y + b.y) / 2 + dx * off };
}
function linePoint(line, at) {
  if (line.loop) {
    const turn = Math.PI * (2 * at + 0.5);
    return { x: line.a.x + (line.loop / 2) * Math.cos(turn), y: line.a.y - line.loop / 2 + (line.loop / 2) * Math.sin(turn) };
  }
  const back = 1 - at;
  return { x: back * back * line.a.x + 2 * back * at * line.x + at * at * line.b.x, y: back * back * line.a.y + 2 * back * at * line.y + at * at * line.b.y };
}
function shape() {
  const apart = bends();
  geometry = drawn.edges.map((edge) => curve(edge, apart.get(edge.id)));
  leaving = new Map();
  for (const { a, b } of geometry) if (a !== b) { leave(a, b); leave(b, a); }
  for (const [a, b, count] of many && drawn.crowds.length ? data.bonds : []) geometry.push({ bond: count, a: crowds[a], b: crowds[b], straight: true, x: (crowds[a].x + crowds[b].x) / 2, y: (crowds[a].y + crowds[b].y) / 2 });
}
const lineOn = (edge) => !lit || lit.edges.has(edge.id);
function lookOf(line) {
  if (line.bond) return { colour: "faint", alpha: state.open.size || lit ? 0.35 : 0.9, width: Math.min(16, 1 + 1.1 * Math.sqrt(line.bond)), dash: null, key: `bond${Math.round(Math.sqrt(line.bond))}` };
  const { edge } = line;
  const strong = edge.id === state.chosen.edge || edge.id === hovered.edge;
  const colour = strong || (lit && lit.way && lineOn(edge)) ? "accent" : contradicted(edge) || edge.status === "denied" ? "warn" : edge.role ? "faint" : "line";
  const width = (edge.role ? 1 : 1.3 + 0.6 * Math.min(3, Math.round(Math.log2(1 + edge.evidence.length)) - 1)) + (strong ? 1.4 : 0);
  const alpha = lineOn(edge) ? 1 : 0.22;
  return { colour, alpha, width, dash: dashes.get(edge.status), key: `${colour} ${alpha} ${width} ${edge.status}` };
}
function arrow(path, line, towards, size) { // a head that ends at the border of `towards`
  const from = line.loop ? linePoint(line, towards === line.b ? 0.9 : 0.1) : line.straight ? (towards === line.b ? line.a : line.b) : line;
  const [dx, dy] = [towards.x - from.x, towards.y - from.y];
  const far = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / far, dy / far];
  const gap = grownSize(towards, batchScale) * 1.08 + 1;
  const [x, y] = [towards.x - ux * gap, towards.y - uy * gap];
  path.moveTo(x, y);
  path.lineTo(x - ux * size - uy * size * 0.42, y - uy * size + ux * size * 0.42);
  path.lineTo(x - ux * size + uy * size * 0.42, y - uy * size - ux * size * 0.42);
  path.closePath();
}
function trace(path, line) {
  if (line.loop) { path.moveTo(line.a.x, line.a.y); path.arc(line.a.x, line.a.y - line.loop / 2, line.loop / 2, Math.PI / 2, Math.PI * 2.5); return; }
  path.moveTo(line.a.x, line.a.y);
  line.straight ? path.lineTo(line.b.x, line.b.y) : path.quadraticCurveTo(line.x, line.y, line.b.x, line.b.y);
}
const arrowSize = () => 8 * Math.min(2.2, Math.max(1, 0.8 / batchScale));
function batch() {
  if (!geometry) shape();
  batchScale = network.getScale();
  batches = batched(lifted === null ? geometry : geometry.filter((line) => !lineOf(line, lifted)));
}
const lineOf = ({ edge }, node) => Boolean(edge) && (edge.from === node || edge.to === node);
function batched(lines) { // lines by their look, so that those of one look are drawn at once
  const found = new Map();
  for (const line of lines) {
    const look = lookOf(line);
    if (!found.has(look.key)) found.set(look.key, { look, path: new Path2D(), heads: new Path2D() });
    const { path, heads } = found.get(look.key);
    trace(path, line);
    if (line.bond) continue;
    arrow(heads, line, line.b, arrowSize() * (line.edge.role ? 0.7 : 1));
    if (line.edge.mutual) arrow(heads, line, line.a, arrowSize());
  }
  return found;
}
function drawEdges(ctx) {
  if (!batches || (drawn.nodes.size <= 300 && Math.abs(Math.log(network.getScale() / batchScale)) > 0.1)) batch();
  drawBatches(ctx, batches);
}
function drawBatches(ctx, batches) {
  const scale = network.getScale();
  ctx.save();
  ctx.lineJoin = "round";
  for (const { look, path, heads } of [...batches.values()].sort((a, b) => a.look.alpha - b.look.alpha || a.look.width - b.look.width)) {
    ctx.globalAlpha = look.alpha;
    ctx.strokeStyle = ctx.fillStyle = colours[look.colour];
    ctx.lineWidth = Math.max(look.width, (look.width * 0.66) / scale);
    const longer = Math.max(1, 0.75 / scale);
    ctx.setLineDash(look.dash ? look.dash.map((part) => part * longer) : []);
    ctx.stroke(path);
    ctx.fill(heads);
  }
  ctx.restore();
}
function lineAt({ x, y }) { // the nearest line to a point of the canvas, if one is near enough
  if (!geometry) shape();
  let best = null, least = 8 / network.getScale();
  for (const line of geometry) {
    if (line.bond) continue;
    const steps = line.straight ? 1 : 12;
    let from = linePoint(line, 0);
    for (let i = 1; i <= steps; i++) {
      const to = linePoint(line, i / steps);
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const along = Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1)));
      const away = Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
      if (away < least) [best, least] = [line.edge, away];
      from = to;
    }
  }
  return best;
}
const openAt = ({ x, y }) => drawn.crowds.find((crowd) => state.open.has(crowd.id) && Math.hypot(x - crowd.x, y - crowd.y) <= crowd.r);
function repaint() {
  labels = batches = image.canvas = null;
  moving = 0;
  drawSoon();
}
