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
const grownSize = (node, scale = network.getScale()) => (drawn.nodes.size > 300 ? node.size : node.size * Math.min(1.7, Math.max(1, 0.8 / scale))); // far away, the nodes of a small graph shrink less

function drawNode(node) {
  return ({ ctx, x, y, state: { selected } }) => ({
    nodeDimensions: { width: 2 * node.size, height: 2 * node.size },
    drawNode() {
      if (image.shown) return;
      const size = grownSize(node);
      ctx.save();
      ctx.globalAlpha = !lit || lit.nodes.has(node.id) ? 1 : 0.32;
      ctx.translate(x, y);
      if (selected || node.id === hovered.node || node.id === state.other) {
        ctx.beginPath();
        ctx.arc(0, 0, size * 1.45, 0, 7);
        ctx.strokeStyle = colours.accent;
        ctx.lineWidth = selected ? 2.5 : 1.5;
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
    },
  });
}
function drawCrowd(crowd) {
  return ({ ctx, x, y, state: { selected } }) => ({
    nodeDimensions: { width: 2 * crowd.r, height: 2 * crowd.r },
    drawNode() {
      if (image.shown) return;
      const open = state.open.has(crowd.id);
      ctx.save();
      ctx.beginPath();
      ctx.arc(x, y, crowd.r, 0, 7);
      ctx.fillStyle = colours.page;
      if (!open) ctx.fill();
      ctx.strokeStyle = selected || hovered.node === `c${crowd.id}` ? colours.accent : colours.line;
      ctx.lineWidth = (selected ? 3 : 1.4) / network.getScale();
      ctx.stroke();
      ctx.restore();
    },
  });
}
const visNode = (node) => ({ id: node.id, x: node.x, y: node.y, shape: "custom", size: node.size, ctxRenderer: drawNode(node) });
const visCrowd = (crowd) => ({ id: `c${crowd.id}`, x: crowd.x, y: crowd.y, shape: "custom", size: crowd.r, ctxRenderer: drawCrowd(crowd), fixed: true });
function startPicture() {
  readColours();
  visNodes = new vis.DataSet([]);
  network = new vis.Network($("graph"), { nodes: visNodes, edges: new vis.DataSet([]) }, {
    physics: false,
    layout: { improvedLayout: false, randomSeed: 1 },
    interaction: { hover: true, keyboard: false, zoomSpeed: 0.6 },
  });
  network.on("beforeDrawing", (ctx) => (paintStill(ctx) ? null : drawEdges(ctx)));
  network.on("afterDrawing", (ctx) => (image.shown ? null : paintLabels(ctx)));
  network.on("resize", () => { labels = image.canvas = null; });
  network.on("zoom", glide);
  listen();
}
function sync() { // the canvas gets and loses nodes
  const wanted = new Set([...drawn.crowds.map((crowd) => `c${crowd.id}`), ...drawn.nodes]);
  const gone = visNodes.getIds().filter((id) => !wanted.has(id));
  const there = new Set(visNodes.getIds());
  if (gone.length) visNodes.remove(gone);
  const come = [...drawn.crowds.filter((crowd) => !there.has(`c${crowd.id}`)).map(visCrowd), ...[...drawn.nodes].filter((id) => !there.has(id)).map((id) => visNode(nodes[id]))];
  if (come.length) visNodes.add(come);
  geometry = batches = labels = image.canvas = null;
}

// ------------------------------------------------------------ in motion, a large picture is one image of itself
const image = { canvas: null, shown: false, taken: 0 };
const GLIDE = 160; // milliseconds without a movement after which it is drawn anew
let moving = 0, settling; // how often it moved since it last stood; after a slow frame, movements wait behind the timer
function glide() {
  const now = ++moving;
  clearTimeout(settling);
  settling = setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => now === moving && repaint())), GLIDE);
}
function paintStill(ctx) { // whether the image was drawn in the picture's place
  image.shown = false;
  if (!moving || drawn.nodes.size + drawn.edges.length < 300) return false;
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
  image.shown = true;
  return true;
}
function paintAll(ctx) { // the whole picture at once, on any canvas
  const look = (id, chosen) => ({ selected: id === chosen });
  drawEdges(ctx);
  for (const crowd of drawn.crowds) drawCrowd(crowd)({ ctx, x: crowd.x, y: crowd.y, state: look(crowd.id, state.chosen.crowd) }).drawNode();
  for (const id of drawn.nodes) drawNode(nodes[id])({ ctx, x: nodes[id].x, y: nodes[id].y, state: look(id, state.chosen.node) }).drawNode();
  paintLabels(ctx);
}

// ------------------------------------------------------------ lines: each with its bend, drawn in batches of one look
let geometry = null, batches = null, batchScale = 1;
function bends() { // how far each line leaves the straight way, so that lines between the same two nodes stay apart
  const bundles = new Map();
  const key = (edge) => (edge.from < edge.to ? `${edge.from} ${edge.to}` : `${edge.to} ${edge.from}`);
  for (const edge of drawn.edges) bundles.set(key(edge), [...(bundles.get(key(edge)) || []), edge]);
  const found = new Map();
  for (const bundle of bundles.values()) bundle.forEach((edge, i) => found.set(edge.id, i - (bundle.length - 1) / 2));
  return found;
}
function curve(edge, bend) {
  const [a, b] = [nodes[edge.from], nodes[edge.to]];
  if (a === b) return { edge, a, b, loop: a.size + 12 + 9 * (bend + 3) };
  const [low, high] = edge.from < edge.to ? [a, b] : [b, a];
  const [dx, dy] = [high.x - low.x, high.y - low.y];
  const far = Math.hypot(dx, dy) || 1;
  const off = bend * Math.min(90, Math.max(34, far * 0.26)) / far;
  return { edge, a, b, straight: !bend, x: (a.x + b.x) / 2 - dy * off, y: (a.y + b.y) / 2 + dx * off };
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
  batches = new Map();
  batchScale = network.getScale();
  for (const line of geometry) {
    const look = lookOf(line);
    if (!batches.has(look.key)) batches.set(look.key, { look, path: new Path2D(), heads: new Path2D() });
    const { path, heads } = batches.get(look.key);
    trace(path, line);
    if (line.bond) continue;
    arrow(heads, line, line.b, arrowSize() * (line.edge.role ? 0.7 : 1));
    if (line.edge.mutual) arrow(heads, line, line.a, arrowSize());
  }
}
function drawEdges(ctx) {
  const scale = network.getScale();
  if (!batches || (drawn.nodes.size <= 300 && Math.abs(Math.log(scale / batchScale)) > 0.1)) batch();
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
function repaint() {
  labels = batches = image.canvas = null;
  moving = 0;
  network.redraw();
}
