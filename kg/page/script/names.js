// ------------------------------------------------------------ names on the canvas: as many as fit, the most connected first
let byRank = [], central = new Set();
let labels = null; // what to write where, until something moves
let labelScale = 0;
function rankNames() {
  byRank = [...drawn.nodes].map((id) => nodes[id]).sort((a, b) => b.statements - a.statements || b.size - a.size || a.id - b.id);
  central = new Set(byRank.filter((node) => node.statements > 2 && groupOf(node) !== "Event").slice(0, Math.max(5, Math.min(20, byRank.length / 12))));
}
const ruler = new OffscreenCanvas(1, 1).getContext("2d");
ruler.font = `13px ${family}`;
const widths = new Map(); // of letters, at 13 pixels
function measure(line) { // letter by letter, as far as letters stand apart; measuring anew takes long
  if (!/^[ -~]*$/.test(line)) return ruler.measureText(line).width;
  let sum = 0;
  for (const letter of line) {
    if (!widths.has(letter)) widths.set(letter, ruler.measureText(letter).width);
    sum += widths.get(letter);
  }
  return sum;
}
const wrapped = new Map(); // words → limits → lines
function wrap(words, limit, most) {
  if (!wrapped.has(words)) wrapped.set(words, new Map());
  const known = wrapped.get(words), key = limit * 100 + most;
  if (known.has(key)) return known.get(key);
  const lines = [];
  for (const word of words.slice(0, 400).split(/\s+/).flatMap((part) => (part.length > limit ? part.match(new RegExp(`.{1,${limit}}`, "gu")) || [""] : [part]))) {
    if (lines.length && (lines[lines.length - 1] + word).length < limit) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  if (lines.length > most) {
    const last = lines[most - 1];
    lines.splice(most - 1, lines.length, `${last.length + 2 > limit ? last.replace(/ \S+$/, "") : last} …`);
  }
  const made = { lines, width: Math.max(...lines.map(measure)) };
  known.set(key, made);
  return made;
}
class Room { // which rectangles of the canvas are taken
  constructor(cell) { this.cell = cell; this.cells = new Map(); }
  take(box, owner) {
    const { cell, cells } = this, [left, top, right, bottom] = box, entry = { left, top, right, bottom, owner };
    for (let i = Math.floor(left / cell); i <= right / cell; i++) for (let j = Math.floor(top / cell); j <= bottom / cell; j++) {
      const key = i * 65536 + j, taken = cells.get(key);
      taken ? taken.push(entry) : cells.set(key, [entry]);
    }
  }
  free([left, top, right, bottom], owner, names = false) { // `names`: only of names, what else is there may be covered
    const { cell, cells } = this;
    for (let i = Math.floor(left / cell); i <= right / cell; i++) for (let j = Math.floor(top / cell); j <= bottom / cell; j++) {
      const taken = cells.get(i * 65536 + j);
      if (taken) for (const other of taken)
        if (left < other.right && other.left < right && top < other.bottom && other.top < bottom && other.owner !== owner && !(names && other.owner)) return false;
    }
    return true;
  }
}
function directions(node) { // in which its lines leave, in degrees; of a hub, none: it has no free side
  const ways = leaving.get(node.id) || [];
  return ways.length > 12 ? [] : ways;
}
function nodeLabel(node, unit, room, force) {
  const { x, y } = node;
  const { lines, width } = wrap(node.label || node.iri, 20, force ? 6 : 3);
  const [w, h, gap] = [width * unit + 4 * unit, lines.length * 15 * unit, grownSize(node) * 1.2 + 2 * unit];
  const corner = gap * 0.6;
  const places = [[90, x - w / 2, y + gap], [-90, x - w / 2, y - gap - h], [0, x + gap, y - h / 2], [180, x - gap - w, y - h / 2], [45, x + corner, y + corner], [135, x - corner - w, y + corner], [-45, x + corner, y - corner - h], [-135, x - corner - w, y - corner - h]];
  const ways = directions(node);
  const costs = places.map(([angle], i) => {
    let cost = i * 0.4;
    for (const way of ways) if (Math.abs(((way - angle + 540) % 360) - 180) < 35) cost++;
    return cost;
  });
  const boxes = places.map(([, left, top], i) => [left, top, left + w, top + h, costs[i]]).sort((a, b) => a[4] - b[4]);
  const box = boxes.find((one) => room.free(one, node)) || (central.has(node) && boxes.find((one) => room.free(one, node, true))) || (force ? boxes[0] : null);
  if (!box) return null;
  room.take(box, null);
  return { box, lines, x: (box[0] + box[2]) / 2, y: box[1], unit, strong: force, event: groupOf(node) === "Event" };
}
function crowdLabel(crowd, unit, room) { // as wide as its disc lets it be; where several fit, the widest
  const open = state.open.has(crowd.id);
  const made = [[24, 3, 1.9], [16, 4, 1.9], [11, 3, 2.1], [11, 1, 2.1]].map(([limit, most, across]) => {
    const { lines, width } = wrap(crowd.label, limit, most);
    const count = most === 1 ? number(crowd.count) : plural(crowd.count, "node");
    const [w, h] = [Math.max(width, measure(count)) * unit, (lines.length + 1) * 15 * unit];
    const top = open ? crowd.y - crowd.r - h : crowd.y - h / 2;
    return { box: [crowd.x - w / 2, top, crowd.x + w / 2, top + h], inside: open || w < across * crowd.r, lines: [...lines, count], x: crowd.x, y: top, unit, strong: state.chosen.crowd === crowd.id, event: false };
  });
  const free = made.filter(({ box }) => room.free(box, crowd, true));
  const best = free.find(({ inside }) => inside) || free[free.length - 1] || made[made.length - 1]; // none is without a name
  room.take(best.box, null);
  return best;
}
function edgeLabel(line, unit, room, force) {
  const words = line.edge.label.length > 60 ? `${line.edge.label.slice(0, 58)} …` : line.edge.label;
  const [w, h] = [((measure(words) * 12) / 13 + 10) * unit, 18 * unit];
  const boxes = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map((at) => linePoint(line, at)).map(({ x, y }) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2]);
  const box = boxes.find((one) => room.free(one, line.edge)) || (force ? boxes[0] : null);
  if (!box) return null;
  room.take(box, null);
  return { edge: line.edge, words, box, unit };
}
function placeLabels() {
  if (!geometry) shape();
  const scale = network.getScale();
  const unit = Math.min(14, Math.max(11, 13 * scale)) / 13 / scale;
  const room = new Room(60 / scale);
  const [low, high] = [network.DOMtoCanvas({ x: -200, y: -200 }), network.DOMtoCanvas({ x: $("graph").clientWidth + 200, y: $("graph").clientHeight + 200 })];
  const inside = ({ x, y }) => x > low.x && y > low.y && x < high.x && y < high.y;
  const visible = byRank.length > 400 || lifted !== null ? byRank.filter((node) => inside(node) && node.id !== lifted) : byRank;
  for (const node of visible) {
    const size = grownSize(node, scale);
    room.take([node.x - size, node.y - size, node.x + size, node.y + size], node);
  }
  const active = geometry.filter(({ edge }) => edge && edge.from !== lifted && edge.to !== lifted && (edge.id === hovered.edge || edge.id === state.chosen.edge || (lit && lit.edges.has(edge.id) && (lit.small || (!edge.role && lit.edges.size <= 60)))));
  const forced = (node) => node.id === hovered.node || node.id === state.chosen.node || node.id === state.other || Boolean(lit && lit.small && lit.nodes.has(node.id));
  const wanted = visible.filter((node) => forced(node) || !lit || lit.nodes.has(node.id));
  labels = wanted.filter(forced).map((node) => nodeLabel(node, unit, room, true));
  labels.push(...active.map((line) => edgeLabel(line, unit, room, line.edge.id === hovered.edge || line.edge.id === state.chosen.edge)));
  labels.push(...[...drawn.crowds].sort((a, b) => b.count - a.count).map((crowd) => crowdLabel(crowd, unit, room)));
  labels.push(...wanted.filter((node) => !forced(node)).slice(0, 600).map((node) => nodeLabel(node, unit, room, false)));
  labels = labels.filter(Boolean);
  labelScale = scale;
}
function paintLabels(ctx) {
  if (!labels || labelScale !== network.getScale()) placeLabels();
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
