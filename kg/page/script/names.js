// ------------------------------------------------------------ names on the canvas: as many as fit, the most connected first
let byRank = [], central = new Set();
let labels = null; // what to write where, until something moves
let labelScale = 0;
function rankNames() {
  byRank = [...drawn.nodes].map((id) => nodes[id]).sort((a, b) => b.statements - a.statements || b.size - a.size || a.id - b.id);
  central = new Set(byRank.filter((node) => node.statements > 2 && groupOf(node) !== "Event").slice(0, Math.max(5, Math.min(20, byRank.length / 12))));
}
const wrapped = new Map();
function wrap(ctx, words, limit, most) {
  const key = `${limit} ${most} ${words}`;
  if (wrapped.has(key)) return wrapped.get(key);
  const lines = [];
  for (const word of words.slice(0, 400).split(/\s+/).flatMap((part) => (part.length > limit ? part.match(new RegExp(`.{1,${limit}}`, "gu")) || [""] : [part]))) {
    if (lines.length && (lines[lines.length - 1] + word).length < limit) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  if (lines.length > most) lines.splice(most, lines.length, `${lines.splice(most - 1, 1)[0]} …`);
  ctx.font = `13px ${family}`;
  const made = { lines, width: Math.max(...lines.map((line) => ctx.measureText(line).width)) };
  wrapped.set(key, made);
  return made;
}
class Room { // which rectangles of the canvas are taken
  constructor(cell) { this.cell = cell; this.cells = new Map(); }
  * near([left, top, right, bottom]) {
    for (let i = Math.floor(left / this.cell); i <= Math.floor(right / this.cell); i++)
      for (let j = Math.floor(top / this.cell); j <= Math.floor(bottom / this.cell); j++) yield i * 65536 + j;
  }
  take(box, owner) {
    for (const key of this.near(box)) this.cells.has(key) ? this.cells.get(key).push([box, owner]) : this.cells.set(key, [[box, owner]]);
  }
  free(box, owner, names = false) { // `names`: only of names, what else is there may be covered
    for (const key of this.near(box))
      for (const [other, by] of this.cells.get(key) || [])
        if (by !== owner && !(names && by) && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return false;
    return true;
  }
}
function directions(node) { // in which its lines leave, in degrees; of a hub, none: it has no free side
  const near = shownEdges(node.id);
  if (near.length > 12) return [];
  return near.map((edge) => nodes[otherEnd(edge, node.id)]).map(({ x, y }) => (Math.atan2(y - node.y, x - node.x) * 180) / Math.PI);
}
function nodeLabel(ctx, node, unit, room, force) {
  const { x, y } = node;
  const { lines, width } = wrap(ctx, node.label || node.iri, 20, force ? 6 : 3);
  const [w, h, gap] = [width * unit + 4 * unit, lines.length * 15 * unit, grownSize(node) * 1.2 + 2 * unit];
  const corner = gap * 0.6;
  const places = [[90, x - w / 2, y + gap], [-90, x - w / 2, y - gap - h], [0, x + gap, y - h / 2], [180, x - gap - w, y - h / 2], [45, x + corner, y + corner], [135, x - corner - w, y + corner], [-45, x + corner, y - corner - h], [-135, x - corner - w, y - corner - h]];
  const ways = directions(node);
  const cost = ([angle], i) => i * 0.4 + ways.filter((way) => Math.abs(((way - angle + 540) % 360) - 180) < 35).length;
  const boxes = places.map((place, i) => [cost(place, i), place]).sort((a, b) => a[0] - b[0]).map(([, [, left, top]]) => [left, top, left + w, top + h]);
  const box = boxes.find((one) => room.free(one, node)) || (central.has(node) && boxes.find((one) => room.free(one, node, true))) || (force ? boxes[0] : null);
  if (!box) return null;
  room.take(box, null);
  return { box, lines, x: (box[0] + box[2]) / 2, y: box[1], unit, strong: force, event: groupOf(node) === "Event" };
}
function crowdLabel(ctx, crowd, unit, room) { // as wide as its disc lets it be; where several fit, the widest
  const open = state.open.has(crowd.id);
  const made = [[24, 3], [16, 4], [11, 3]].map(([limit, most]) => {
    const { lines, width } = wrap(ctx, crowd.label, limit, most);
    const all = [...lines, plural(crowd.count, "node")];
    const [w, h] = [width * unit, all.length * 15 * unit];
    const top = open ? crowd.y - crowd.r - h : crowd.y - h / 2;
    return { box: [crowd.x - w / 2, top, crowd.x + w / 2, top + h], lines: all, x: crowd.x, y: top, unit, strong: state.chosen.crowd === crowd.id, event: false };
  });
  const inside = ({ box }) => open || box[2] - box[0] < 1.9 * crowd.r;
  const free = made.filter(({ box }) => room.free(box, crowd, true));
  const best = free.find(inside) || free[free.length - 1] || null;
  if (best) room.take(best.box, null);
  return best;
}
function edgeLabel(ctx, line, unit, room, force) {
  ctx.font = `12px ${family}`;
  const words = line.edge.label.length > 60 ? `${line.edge.label.slice(0, 58)} …` : line.edge.label;
  const [w, h] = [(ctx.measureText(words).width + 10) * unit, 18 * unit];
  const boxes = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map((at) => linePoint(line, at)).map(({ x, y }) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2]);
  const box = boxes.find((one) => room.free(one, line.edge)) || (force ? boxes[0] : null);
  if (!box) return null;
  room.take(box, null);
  return { edge: line.edge, words, box, unit };
}
function placeLabels(ctx) {
  if (!geometry) shape();
  const scale = network.getScale();
  const unit = Math.min(14, Math.max(11, 13 * scale)) / 13 / scale;
  const room = new Room(120 / scale);
  const [low, high] = [network.DOMtoCanvas({ x: -200, y: -200 }), network.DOMtoCanvas({ x: $("graph").clientWidth + 200, y: $("graph").clientHeight + 200 })];
  const inside = ({ x, y }) => x > low.x && y > low.y && x < high.x && y < high.y;
  const visible = byRank.length > 400 ? byRank.filter(inside) : byRank;
  for (const node of visible) {
    const size = grownSize(node, scale);
    room.take([node.x - size, node.y - size, node.x + size, node.y + size], node);
  }
  const active = geometry.filter(({ edge }) => edge && (edge.id === hovered.edge || edge.id === state.chosen.edge || (lit && lit.edges.has(edge.id) && (lit.small || (!edge.role && lit.edges.size <= 60)))));
  const forced = (node) => node.id === hovered.node || node.id === state.chosen.node || node.id === state.other || Boolean(lit && lit.small && lit.nodes.has(node.id));
  const wanted = visible.filter((node) => forced(node) || !lit || lit.nodes.has(node.id));
  labels = wanted.filter(forced).map((node) => nodeLabel(ctx, node, unit, room, true));
  labels.push(...active.map((line) => edgeLabel(ctx, line, unit, room, line.edge.id === hovered.edge || line.edge.id === state.chosen.edge)));
  labels.push(...[...drawn.crowds].sort((a, b) => b.count - a.count).map((crowd) => crowdLabel(ctx, crowd, unit, room)));
  labels.push(...wanted.filter((node) => !forced(node)).slice(0, 600).map((node) => nodeLabel(ctx, node, unit, room, false)));
  labels = labels.filter(Boolean);
  labelScale = scale;
}
function paintLabels(ctx) {
  if (!labels || labelScale !== network.getScale()) placeLabels(ctx);
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  for (const label of labels) label.edge ? paintEdgeLabel(ctx, label) : paintNodeLabel(ctx, label);
  ctx.restore();
}
function paintNodeLabel(ctx, { lines, x, y, unit, strong, event }) {
  ctx.font = `${event ? "italic " : ""}${strong ? "600 " : ""}${13 * unit}px ${family}`;
  ctx.strokeStyle = colours.canvas;
  ctx.lineWidth = 3.5 * unit;
  ctx.fillStyle = event && !strong ? colours.muted : colours.ink;
  lines.forEach((line, row) => {
    const middle = y + (row + 0.5) * 15 * unit;
    ctx.strokeText(line, x, middle);
    ctx.fillText(line, x, middle);
  });
}
function paintEdgeLabel(ctx, { edge, words, box: [left, top, right, bottom], unit }) {
  const strong = edge.id === state.chosen.edge || edge.id === hovered.edge;
  ctx.beginPath();
  ctx.roundRect(left, top, right - left, bottom - top, 5 * unit);
  ctx.fillStyle = strong ? colours.accent : colours.canvas;
  ctx.fill();
  ctx.font = `${12 * unit}px ${family}`;
  ctx.fillStyle = strong ? colours.page : colours.accent;
  ctx.fillText(words, (left + right) / 2, (top + bottom) / 2 + 0.5 * unit);
}
