"use strict";
/* The page's script. Texts of the data only ever become text nodes: nothing here parses HTML. */
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 820px)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

// ------------------------------------------------------------ the graph as look-ups
const STATUS = {
  asserted: ["Asserted", "The article itself says so"],
  reported: ["Reported", "It happened, on somebody’s word"],
  hypothetical: ["Hypothetical", "Planned, feared, asked for or possible"],
  denied: ["Denied", "Said not to be so"],
};
const SHAPES = { // in a circle of radius 1; one path for the canvas and the legend
  dot: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
  hexagon: "M1.08 0L.54.94H-.54L-1.08 0L-.54-.94H.54Z",
  square: "M-.87-.87H.87V.87H-.87Z",
  diamond: "M0-1.18L1.1 0L0 1.18L-1.1 0Z",
  triangle: "M0-1.12L1.08.8H-1.08Z",
  triangleDown: "M0 1.12L1.08-.8H-1.08Z",
  star: "M0-1.25L.33-.43L1.19-.39L.53.17L.74 1.02L0 .55L-.74 1.02L-.53.17L-1.19-.39L-.33-.43Z",
  box: "M-.78-1H.3L.78-.52V1H-.78Z",
};
const groups = new Map(data.groups.map((group) => [group.key, { ...group, path: SHAPES[group.shape] || SHAPES.dot }]));
const dashes = new Map(data.statuses.map((status) => [status.key, status.dashes || null]));
const ownStyle = (node) => (node.group || !node.color ? groups.get(node.group || "Entity") : { colour: String(node.color), path: SHAPES[node.shape] || SHAPES.dot });
const nodes = data.nodes.map((node, id) => ({ aliases: [], links: [], statements: 0, mentions: 0, x: 0, y: 0, size: 10, kind: "", ...node, iri: String(node.id), id, style: ownStyle(node) }));
const edges = data.edges.map((edge) => ({ label: "", status: "asserted", sources: [], times: [], evidence: [], ...edge }));
if ($("graph").clientHeight > 1.1 * $("graph").clientWidth) for (const node of nodes) [node.x, node.y] = [node.y, node.x]; // upright, as the window is
const touching = nodes.map(() => []);
for (const edge of edges) {
  touching[edge.from].push(edge);
  if (edge.to !== edge.from) touching[edge.to].push(edge);
}
const edgeById = new Map(edges.map((edge) => [edge.id, edge]));
const relations = edges.filter((edge) => !edge.role);
const off = { groups: new Set(), statuses: new Set(), roles: false };
let chosen = {}; // { node } or { edge }
let hovered = {};
let focus = null; // ids of the chosen node or edge and what is next to it

// ------------------------------------------------------------ elements
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "on") for (const [event, action] of Object.entries(value)) made.addEventListener(event, action);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}
function drawing(width, height, className, path, attributes = {}) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const shape = document.createElementNS(space, "path");
  for (const [key, value] of Object.entries({ width, height, class: className, "aria-hidden": "true" })) svg.setAttribute(key, value);
  for (const [key, value] of Object.entries({ d: path, ...attributes })) shape.setAttribute(key, value);
  svg.append(shape);
  return svg;
}
const icon = (style, size = 16) => drawing(size, size, "shape", style.path, { fill: style.colour, transform: `translate(${size / 2} ${size / 2}) scale(${size * 0.38})`, "stroke-width": 0.14 });
const stroke = (status, thin) => drawing(28, 10, "stroke", "M1 5H27", { "stroke-width": thin ? 1 : 2, ...(dashes.get(status) ? { "stroke-dasharray": dashes.get(status).map((part) => part * 0.8).join(" ") } : {}) });
function button(className, action, ...children) {
  return element("button", { type: "button", class: className, on: { click: action } }, ...children);
}
const text = (className, ...words) => element("span", { class: className }, ...words);
const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const upper = (word) => word.charAt(0).toUpperCase() + word.slice(1);
function link(address, label) {
  let url = null;
  try { url = new URL(address); } catch { return null; }
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  return element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, label || address);
}
function linkName(address) {
  try {
    const url = new URL(address);
    const last = url.pathname.split("/").filter(Boolean).pop();
    return `${url.hostname.replace(/^www\./, "")}${last ? ` ${decodeURIComponent(last)}` : ""}`;
  } catch { return address; }
}

// ------------------------------------------------------------ time
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
function formatDay(value) {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d))?/.exec(value);
  if (!found) return value;
  const [, year, month, day, clock] = found;
  return [day && String(Number(day)), month && (MONTHS[Number(month) - 1] || month), year, clock && `${clock} UTC`].filter(Boolean).join(" ");
}
function formatTime(value) {
  const [begin, end] = value.split("/");
  if (end === undefined) return formatDay(begin);
  if (/^\d{4}-\d\d-\d\d$/.test(begin) && begin.slice(0, 7) === end.slice(0, 7)) return `${Number(begin.slice(8))}–${formatDay(end)}`;
  if (begin === "..") return `until ${formatDay(end)}`;
  return end === ".." ? `from ${formatDay(begin)}` : `${formatDay(begin)} – ${formatDay(end)}`;
}

// ------------------------------------------------------------ what is shown
const nodeOn = (node) => !off.groups.has(node.group || "Entity");
const edgeOn = (edge) => !off.statuses.has(edge.status) && !(off.roles && edge.role) && nodeOn(nodes[edge.from]) && nodeOn(nodes[edge.to]);
const shown = { nodes: new Set(), edges: new Set() };
function filter() {
  shown.edges = new Set(edges.filter(edgeOn).map((edge) => edge.id));
  shown.nodes = new Set(nodes.filter((node) => nodeOn(node) && (!touching[node.id].length || touching[node.id].some((edge) => shown.edges.has(edge.id)))).map((node) => node.id));
}
filter();

// ------------------------------------------------------------ drawing
const colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["canvas", "ink", "muted", "line", "faint", "accent", "page"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
}
readColours();
const paths = new Map(Object.values(SHAPES).map((path) => [path, new Path2D(path)]));
const family = getComputedStyle(document.body).fontFamily;

const grown = (node, scale = network.getScale()) => (nodes.length > 300 ? node.size : node.size * Math.min(1.7, Math.max(1, 0.8 / scale))); // far away, the nodes of a small graph shrink less
function drawNode(node) {
  return ({ ctx, x, y, state }) => ({
    nodeDimensions: { width: 2 * grown(node), height: 2 * grown(node) },
    drawNode() {
      const size = grown(node);
      ctx.save();
      ctx.globalAlpha = !focus || focus.nodes.has(node.id) ? 1 : 0.16;
      ctx.translate(x, y);
      if (state.selected || state.hover) {
        ctx.beginPath();
        ctx.arc(0, 0, size * 1.45, 0, 7);
        ctx.strokeStyle = colours.accent;
        ctx.lineWidth = state.selected ? 2.5 : 1.5;
        ctx.stroke();
      }
      ctx.scale(size, size);
      const path = paths.get(node.style.path);
      ctx.fillStyle = node.style.colour;
      ctx.fill(path);
      ctx.strokeStyle = colours.ink;
      ctx.globalAlpha *= 0.55;
      ctx.lineWidth = 1.2 / size;
      ctx.stroke(path);
      ctx.restore();
    },
  });
}
function visNode(node) {
  return { id: node.id, x: node.x, y: node.y, shape: "custom", size: node.size, ctxRenderer: drawNode(node), hidden: !shown.nodes.has(node.id) };
}
const thickness = (() => { // so that the thinnest line can still be seen when all is shown
  const span = (of) => Math.max(...nodes.map(of)) - Math.min(...nodes.map(of)) + 200;
  const scale = Math.min($("graph").clientWidth / span((node) => node.x), $("graph").clientHeight / span((node) => node.y));
  return nodes.length ? Math.min(2.2, Math.max(1, 1 / scale)) : 1;
})();
const edgeFaded = (edge) => Boolean(focus) && !focus.edges.has(edge.id);
function edgeColour(edge) {
  return { color: edge.role ? colours.faint : colours.line, highlight: colours.accent, hover: colours.accent, opacity: edgeFaded(edge) ? 0.12 : 1 };
}
function visEdge(edge) {
  return {
    id: edge.id, from: edge.from, to: edge.to, arrows: edge.arrows || "to", dashes: dashes.get(edge.status) || false, width: (edge.width || 1) * thickness,
    smooth: edge.smooth || false, ...(edge.selfReference ? { selfReference: edge.selfReference } : {}), color: edgeColour(edge), hidden: !shown.edges.has(edge.id),
  };
}
document.querySelector("#legend details").open = !narrow.matches;
legend();
count();
$("remark").textContent = data.remark || "";
const busy = edges.length > data.many;
const visNodes = new vis.DataSet(nodes.map(visNode));
const visEdges = new vis.DataSet(edges.map(visEdge));
const network = new vis.Network($("graph"), { nodes: visNodes, edges: visEdges }, {
  physics: false,
  layout: { improvedLayout: false, randomSeed: 1 },
  interaction: { hover: true, keyboard: false, hideEdgesOnDrag: busy, hideEdgesOnZoom: busy, zoomSpeed: 0.6 },
  edges: { arrows: { to: { scaleFactor: 0.55 }, from: { scaleFactor: 0.55 } }, arrowStrikethrough: false, selectionWidth: 1, hoverWidth: 0.5 },
});
const canvasPoint = (node) => network.getPosition(node.id);

// ------------------------------------------------------------ names on the canvas: as many as fit, the most connected first
const byRank = [...nodes].sort((a, b) => b.statements - a.statements || b.size - a.size || a.id - b.id);
const central = new Set(byRank.filter((node) => node.statements > 2 && node.group !== "Event").slice(0, Math.max(5, Math.min(20, nodes.length / 12))));
const wrapped = new Map();
function wrap(ctx, words, limit, most) {
  const key = `${limit} ${words}`;
  if (wrapped.has(key)) return wrapped.get(key);
  const lines = [];
  for (const word of words.split(/\s+/).flatMap((part) => (part.length > limit ? part.match(new RegExp(`.{1,${limit}}`, "gu")) : [part]))) {
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
      for (let j = Math.floor(top / this.cell); j <= Math.floor(bottom / this.cell); j++) yield `${i} ${j}`;
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
let labels = null; // what to write where, until something moves
let labelScale = 0;
function directions(node) { // in which its lines leave, in degrees; of a hub, none: it has no free side
  const near = touching[node.id].filter((edge) => shown.edges.has(edge.id));
  if (near.length > 12) return [];
  const from = canvasPoint(node);
  return near.map((edge) => canvasPoint(nodes[edge.from === node.id ? edge.to : edge.from])).map(({ x, y }) => (Math.atan2(y - from.y, x - from.x) * 180) / Math.PI);
}
function nodeLabel(ctx, node, unit, room, force) {
  const { x, y } = canvasPoint(node);
  const { lines, width } = wrap(ctx, node.label || node.iri, 20, force ? 6 : 3);
  const [w, h, gap] = [width * unit + 4 * unit, lines.length * 15 * unit, grown(node) * 1.2 + 2 * unit];
  const corner = gap * 0.6;
  const places = [[90, x - w / 2, y + gap], [-90, x - w / 2, y - gap - h], [0, x + gap, y - h / 2], [180, x - gap - w, y - h / 2], [45, x + corner, y + corner], [135, x - corner - w, y + corner], [-45, x + corner, y - corner - h], [-135, x - corner - w, y - corner - h]];
  const ways = directions(node);
  const cost = ([angle], i) => i * 0.4 + ways.filter((way) => Math.abs(((way - angle + 540) % 360) - 180) < 35).length;
  const boxes = places.map((place, i) => [cost(place, i), place]).sort((a, b) => a[0] - b[0]).map(([, [, left, top]]) => [left, top, left + w, top + h]);
  const box = boxes.find((one) => room.free(one, node)) || (central.has(node) && boxes.find((one) => room.free(one, node, true))) || (force ? boxes[0] : null);
  if (!box) return null;
  room.take(box, null);
  return { box, lines, x: (box[0] + box[2]) / 2, y: box[1], unit, strong: force, event: node.group === "Event" };
}
function edgePoint(edge, at) {
  const drawn = network.body && network.body.edges[edge.id];
  if (drawn && drawn.edgeType && drawn.edgeType.getPoint) return drawn.edgeType.getPoint(at);
  const [a, b] = [canvasPoint(nodes[edge.from]), canvasPoint(nodes[edge.to])];
  return { x: a.x + (b.x - a.x) * at, y: a.y + (b.y - a.y) * at };
}
function edgeLabel(ctx, edge, unit, room, force) {
  ctx.font = `12px ${family}`;
  const [w, h] = [(ctx.measureText(edge.label).width + 10) * unit, 18 * unit];
  const boxes = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map((at) => edgePoint(edge, at)).map(({ x, y }) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2]);
  const box = boxes.find((one) => room.free(one, edge)) || (force ? boxes[0] : null);
  if (!box) return null;
  room.take(box, edge);
  return { edge, words: edge.label, box, unit };
}
function placeLabels(ctx) {
  const scale = network.getScale();
  const unit = Math.min(14, Math.max(11, 13 * scale)) / 13 / scale;
  const room = new Room(120 / scale);
  const visible = byRank.filter((node) => shown.nodes.has(node.id));
  for (const node of visible) {
    const [{ x, y }, size] = [canvasPoint(node), grown(node, scale)];
    room.take([x - size, y - size, x + size, y + size], node);
  }
  const active = edges.filter((edge) => shown.edges.has(edge.id) && (edge.id === hovered.edge || (focus && focus.edges.has(edge.id) && (focus.small || !edge.role))));
  const forced = (node) => node.id === hovered.node || node.id === chosen.node || Boolean(focus && focus.small && focus.nodes.has(node.id));
  const wanted = visible.filter((node) => forced(node) || !focus || focus.nodes.has(node.id));
  const first = wanted.filter(forced);
  labels = first.map((node) => nodeLabel(ctx, node, unit, room, true));
  labels.push(...active.map((edge) => edgeLabel(ctx, edge, unit, room, edge.id === hovered.edge || edge.id === chosen.edge)));
  labels.push(...wanted.filter((node) => !forced(node)).map((node) => nodeLabel(ctx, node, unit, room, false)));
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
  const strong = edge.id === chosen.edge || edge.id === hovered.edge;
  ctx.beginPath();
  ctx.roundRect(left, top, right - left, bottom - top, 5 * unit);
  ctx.fillStyle = strong ? colours.accent : colours.canvas;
  ctx.fill();
  ctx.font = `${12 * unit}px ${family}`;
  ctx.fillStyle = strong ? colours.page : colours.accent;
  ctx.fillText(words, (left + right) / 2, (top + bottom) / 2 + 0.5 * unit);
}
network.on("afterDrawing", paintLabels);
function repaint() {
  labels = null;
  network.redraw();
}

// ------------------------------------------------------------ choosing
function neighbourhood() {
  if (chosen.node !== undefined) {
    const near = touching[chosen.node].filter((edge) => shown.edges.has(edge.id));
    return { nodes: new Set([chosen.node, ...near.flatMap((edge) => [edge.from, edge.to])]), edges: new Set(near.map((edge) => edge.id)), small: near.length <= 12 };
  }
  if (chosen.edge === undefined) return null;
  const edge = edgeById.get(chosen.edge);
  return { nodes: new Set([edge.from, edge.to]), edges: new Set([edge.id]), small: true };
}
function choose(what, { move = false, read = false } = {}) {
  chosen = what;
  focus = neighbourhood();
  if (!busy) visEdges.update(edges.map((edge) => ({ id: edge.id, color: edgeColour(edge) })));
  network.setSelection({ nodes: chosen.node === undefined ? [] : [chosen.node], edges: chosen.edge === undefined ? [] : [chosen.edge] }, { highlightEdges: true });
  if (move && focus) reveal();
  describe();
  markRow();
  repaint();
  if (read) $("details").focus({ preventScroll: !narrow.matches });
}
function reveal() {
  const points = [...focus.nodes].filter((id) => shown.nodes.has(id)).map((id) => canvasPoint(nodes[id]));
  const corners = points.map((point) => network.canvasToDOM(point));
  const { clientWidth: width, clientHeight: height } = $("graph");
  if (corners.every(({ x, y }) => x > 40 && y > 40 && x < width - 40 && y < height - 60)) return;
  network.fit({ nodes: [...focus.nodes], maxZoomLevel: Math.max(1, network.getScale()), animation: still.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
}
const chooseNode = (node, options) => choose({ node: node.id }, options);
const chooseEdge = (edge, options) => choose({ edge: edge.id }, options);
network.on("click", ({ nodes: [node], edges: [edge] }) => choose(node !== undefined ? { node } : edge !== undefined ? { edge } : {}));
network.on("dragging", ({ nodes: dragged }) => { if (dragged.length) labels = null; });
for (const [event, value] of [["hoverNode", ({ node }) => ({ node })], ["blurNode", () => ({})], ["hoverEdge", ({ edge }) => ({ edge })], ["blurEdge", () => ({})]]) {
  network.on(event, (found) => {
    hovered = value(found);
    $("graph").style.cursor = hovered.node === undefined && hovered.edge === undefined ? "" : "pointer";
    repaint();
  });
}

// ------------------------------------------------------------ the details
function describe() {
  const panel = $("details");
  const content = chosen.node !== undefined ? aboutNode(nodes[chosen.node]) : chosen.edge !== undefined ? aboutEdge(edgeById.get(chosen.edge)) : overview();
  panel.replaceChildren(...content.flat().filter(Boolean));
  panel.scrollTop = 0;
}
const back = () => button("back", () => choose({}), "← Overview");
const section = (title, rows) => (rows.length ? [element("h3", {}, title), element("ul", {}, rows.map((row) => element("li", {}, row)))] : []);
function overview() {
  const central = byRank.filter((node) => node.statements && node.group !== "Event").slice(0, 8);
  const told = [...relations].filter((edge) => edge.disputed || new Set(edge.evidence.map((number) => data.evidence[number].document)).size > 1).slice(0, 8);
  return [
    element("h2", {}, nodes.length ? "Who says what about whom" : "Nothing to show"),
    element("p", { class: "muted" }, nodes.length ? "Choose a node or a line to read the sentences behind it." : "The graph holds no statements, or none that were asked for."),
    section("Most connected", central.map((node) => nodeRow(node, plural(node.statements, "statement")))),
    section("Told by several articles, or disputed", told.map((edge) => statementRow(edge))),
    section("Articles", data.documents.map((document) => element("div", { class: "article" }, ...citation(document)))),
    element("p", { class: "hint" }, ...[["/", "search"], ["Esc", "back"], ["← ↑ → ↓", "move"], ["+ −", "zoom"], ["0", "fit all"]].map(([key, means]) => element("span", {}, element("kbd", {}, key), means))),
  ];
}
function nodeRow(node, count) {
  return button("row", () => chooseNode(node, { move: true, read: true }), icon(node.style), text("label", node.label), count ? text("count", count) : null);
}
function statementRow(edge, from = null) {
  const [subject, object] = [nodes[edge.from], nodes[edge.to]];
  const words = from === subject.id ? [text("relation", `${edge.label} `), object.label] : from === object.id ? [subject.label, text("relation", ` ${edge.role ? "as " : ""}${edge.label}`)] : [subject.label, text("relation", ` ${edge.label} `), object.label];
  const label = element("span", { class: "label" }, ...words, edge.disputed ? text("relation", " · disputed") : null);
  const time = edge.times.length ? element("time", {}, formatTime(edge.times[0])) : null;
  const row = button("row", () => chooseEdge(edge, { move: true, read: true }), stroke(edge.status, edge.role), label, time);
  row.title = STATUS[edge.status] ? STATUS[edge.status][0] : edge.status;
  return row;
}
function aboutNode(node) {
  const near = touching[node.id].filter((edge) => shown.edges.has(edge.id));
  const facts = [];
  if (node.aliases.length) facts.push(["Also called", node.aliases.join(", ")]);
  const links = node.links.map((address) => link(address, linkName(address))).filter(Boolean);
  if (links.length) facts.push(["See also", links.flatMap((one, i) => (i ? [", ", one] : [one]))]);
  if (/^https?:|^urn:/.test(node.iri)) facts.push(["Name in data", node.iri.replace(/^.*?\/id\//, "")]);
  const count = [plural(near.length, "statement"), node.mentions ? plural(node.mentions, "mention") : null].filter(Boolean).join(", ");
  const [roles, plain] = [near.filter((edge) => edge.role), near.filter((edge) => !edge.role)];
  return [
    back(),
    element("div", { class: "head" }, icon(node.style, 22), element("div", {}, element("h2", {}, node.label || node.iri), element("p", { class: "muted" }, [upper(node.kind), count].filter(Boolean).join(" · ")))),
    facts.length ? element("dl", {}, facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])) : null,
    section("Who took part", roles.filter((edge) => edge.from === node.id).map((edge) => statementRow(edge, node.id))),
    section(`${node.label} …`, plain.filter((edge) => edge.from === node.id).map((edge) => statementRow(edge, node.id))),
    section(`… ${node.label}`, plain.filter((edge) => edge.to === node.id && edge.from !== node.id).map((edge) => statementRow(edge, node.id))),
    section("Part in events", roles.filter((edge) => edge.to === node.id && edge.from !== node.id).map((edge) => statementRow(edge, node.id))),
  ];
}
function end(node) {
  return button("end", () => chooseNode(node, { move: true, read: true }), icon(node.style, 18), text("label", node.label));
}
function aboutEdge(edge) {
  const [name, means] = STATUS[edge.status] || [edge.status, ""];
  const chips = [element("span", { class: "chip", title: means }, stroke(edge.status), name)];
  if (edge.disputed) chips.push(element("span", { class: "chip warn" }, "Disputed"));
  for (const time of edge.times.slice(0, 4)) chips.push(element("span", { class: "chip" }, formatTime(time)));
  const claims = edge.evidence.map((number) => data.evidence[number]).filter(Boolean);
  return [
    back(),
    element("h2", { class: "statement" }, end(nodes[edge.from]), text("relation", edge.mutual ? `↔ ${edge.label}` : `→ ${edge.label}`), end(nodes[edge.to])),
    element("div", { class: "chips" }, ...chips),
    element("h3", {}, claims.length === 1 ? "The sentence behind it" : `The ${claims.length} sentences behind it`),
    ...claims.map((claim) => element("figure", { class: "claim" }, witness(claim), sentence(claim), element("figcaption", {}, ...citation(data.documents[claim.document])))),
  ];
}
function witness(claim) {
  const said = { reported: "On the word of ", hypothetical: "Hypothetical, according to ", denied: "Denied by " }[claim.status] || "Stated by ";
  const publisher = (data.documents[claim.document] || {}).publisher || "the article itself";
  const words = [claim.status === "denied" ? element("span", { class: "warn" }, said) : said, element("strong", {}, (claim.sources || []).join(", ") || publisher)];
  if (claim.outcome) words.push(` · ${claim.outcome}`);
  if (claim.time) words.push(` · ${formatTime(claim.time)}`);
  return element("p", { class: "who" }, ...words);
}
function sentence(claim) {
  const [words, marks, parts] = [data.sentences[claim.sentence] || "", claim.marks || [], []];
  let at = 0;
  for (let i = 0; i < marks.length; i += 3) {
    const [begin, end, part] = marks.slice(i, i + 3);
    parts.push(words.slice(at, begin), element("mark", part === "trigger" ? {} : { class: "part" }, words.slice(begin, end)));
    at = end;
  }
  return element("blockquote", {}, ...parts, words.slice(at));
}
function citation(document) {
  if (!document) return [];
  const title = document.title || document.id || "";
  const cite = element("cite", {}, (document.url && link(document.url, title)) || title);
  const rest = [document.publisher, document.issued && formatDay(document.issued)].filter(Boolean).join(", ");
  return rest ? [cite, element("br"), text("muted", rest)] : [cite];
}

// ------------------------------------------------------------ the legend, which filters
function toggle(label, count, picture, title, flip) {
  const made = button("toggle", () => {
    made.setAttribute("aria-pressed", String(made.getAttribute("aria-pressed") !== "true"));
    flip(made.getAttribute("aria-pressed") === "true");
    refilter();
  }, picture, text("label", label), text("count", count.toLocaleString("en")));
  made.setAttribute("aria-pressed", "true");
  if (title) made.title = title;
  return made;
}
function flipIn(set, key) {
  return (on) => (on ? set.delete(key) : set.add(key));
}
function legend() {
  const count = (list, test) => list.filter(test).length;
  $("groups").replaceChildren(...data.groups.map((group) => toggle(group.label, count(nodes, (node) => (node.group || "Entity") === group.key), icon(groups.get(group.key)), "", flipIn(off.groups, group.key))));
  const statuses = data.statuses.map(({ key }) => toggle((STATUS[key] || [key])[0], count(edges, (edge) => edge.status === key), stroke(key), (STATUS[key] || [])[1], flipIn(off.statuses, key)));
  const roles = count(edges, (edge) => edge.role);
  if (roles) statuses.push(toggle("Parts in events", roles, stroke("asserted", true), "Thin lines from an event to those who took part", (on) => { off.roles = !on; }));
  $("statuses").replaceChildren(...statuses);
}
function refilter() {
  filter();
  focus = neighbourhood();
  visNodes.update(nodes.map((node) => ({ id: node.id, hidden: !shown.nodes.has(node.id) })));
  visEdges.update(edges.map((edge) => ({ id: edge.id, hidden: !shown.edges.has(edge.id), color: edgeColour(edge) })));
  if (chosen.node !== undefined) describe();
  count();
  if (!$("table").hidden) table();
  repaint();
}
function count() {
  const of = (some, all, one) => (some === all ? plural(all, one) : `${some.toLocaleString("en")} of ${plural(all, one)}`);
  $("counts").textContent = [of(shown.nodes.size, nodes.length, "node"), of(shown.edges.size, edges.length, "statement"), plural(data.documents.length, "article")].join(" · ");
}

// ------------------------------------------------------------ search
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const names = nodes.map((node) => ({ node, names: [node.label || "", ...node.aliases].map(fold) }));
let active = 0;
function matches(query) {
  const wanted = fold(query.trim());
  const grade = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(` ${wanted}`) ? 2 : name.includes(wanted) ? 3 : 9);
  if (!wanted) return [];
  return names.map((entry) => [Math.min(...entry.names.map(grade)), entry.node]).filter(([rank]) => rank < 9)
    .sort((a, b) => a[0] - b[0] || b[1].statements - a[1].statements || a[1].id - b[1].id).slice(0, 12).map(([, node]) => node);
}
function suggest() {
  const [query, list] = [$("search").value, $("found")];
  if (!$("table").hidden) return table();
  const found = matches(query);
  active = Math.max(0, Math.min(active, found.length - 1));
  const options = found.map((node, i) => element("li", { role: "option", id: `found-${i}`, "aria-selected": String(i === active), on: { pointerdown: (event) => { event.preventDefault(); pick(node); } } }, icon(node.style), text("label", node.label)));
  list.replaceChildren(...(options.length ? options : [element("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No name has that in it")]));
  open(Boolean(query.trim()));
  if (options[active]) options[active].scrollIntoView({ block: "nearest" });
  return undefined;
}
function open(is) {
  $("found").hidden = !is;
  $("search").setAttribute("aria-expanded", String(is));
  is && matches($("search").value).length ? $("search").setAttribute("aria-activedescendant", `found-${active}`) : $("search").removeAttribute("aria-activedescendant");
}
function pick(node) {
  open(false);
  $("search").value = "";
  if (!nodeOn(node)) $("groups").children[data.groups.findIndex((group) => group.key === (node.group || "Entity"))].click();
  chooseNode(node, { move: true, read: true });
}
$("search").addEventListener("input", () => { active = 0; suggest(); });
$("search").addEventListener("focus", () => { if ($("search").value) suggest(); });
$("search").addEventListener("blur", () => open(false));
$("search").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { active += step; suggest(); event.preventDefault(); }
  if (event.key === "Enter" && $("table").hidden) { const found = matches($("search").value); if (found.length) pick(found[active]); }
});

// ------------------------------------------------------------ the table, which says the same without a picture
const COLUMNS = [
  ["Subject", (edge) => nodes[edge.from].label], ["Relation", (edge) => edge.label], ["Object", (edge) => nodes[edge.to].label],
  ["Status", (edge) => (STATUS[edge.status] || [edge.status])[0] + (edge.disputed ? ", disputed" : "")],
  ["Said by", (edge) => edge.sources.join(", ")], ["When", (edge) => edge.times.join(", "), (edge) => edge.times.map(formatTime).join(", ")],
  ["Article", (edge) => [...new Set(edge.evidence.map((number) => (data.documents[data.evidence[number].document] || {})).map((document) => document.publisher || document.title || ""))].join(", ")],
];
const PAGE = 300; // rows at a time
let rowsShown = PAGE;
let order = { column: -1, down: false }; // at first as in the data, relations before parts in events
function table() {
  const wanted = fold($("search").value.trim());
  const rows = edges.filter((edge) => shown.edges.has(edge.id)).filter((edge) => !wanted || COLUMNS.some(([, value]) => fold(value(edge)).includes(wanted)));
  const value = order.column < 0 ? (edge) => (edge.role ? "b" : "a") : COLUMNS[order.column][1];
  rows.sort((a, b) => value(a).localeCompare(value(b), "en") * (order.down ? -1 : 1));
  const head = COLUMNS.map(([name], i) => element("th", { scope: "col", "aria-sort": i === order.column ? (order.down ? "descending" : "ascending") : null },
    button("", () => { order = { column: i, down: i === order.column && !order.down }; table(); $("table").querySelectorAll("thead button")[i].focus(); }, `${name}${i === order.column ? (order.down ? " ↓" : " ↑") : ""}`)));
  const body = rows.slice(0, rowsShown).map((edge) => element("tr", { "data-edge": edge.id }, ...COLUMNS.map(([, plain, nice], i) => cell(edge, i, (nice || plain)(edge)))));
  const rest = rows.length - body.length;
  const more = button("more", () => { rowsShown += PAGE; table(); $("table").querySelectorAll("tbody .open")[body.length].focus(); }, `Show ${Math.min(rest, PAGE)} more of ${rest.toLocaleString("en")}`);
  $("table").replaceChildren(element("table", {}, element("caption", {}, `${plural(rows.length, "statement")}${wanted ? " with these words" : ""}. Choose a relation to read its sentences.`), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)), ...(rest ? [more] : []));
  markRow();
}
function cell(edge, column, words) {
  if (column === 0) return element("th", { scope: "row" }, words);
  if (column === 1) return element("td", {}, button("open", () => chooseEdge(edge, { read: true }), words));
  return element("td", column === 3 || column === 5 ? { class: "short" } : {}, column === 3 ? stroke(edge.status, edge.role) : null, words);
}
function markRow() {
  for (const row of $("table").querySelectorAll("tbody tr")) row.classList.toggle("chosen", row.dataset.edge === chosen.edge);
}
function show(asTable) {
  $("table").hidden = !asTable;
  $("stage").classList.toggle("tabular", asTable);
  $("as-table").setAttribute("aria-pressed", String(asTable));
  $("as-graph").setAttribute("aria-pressed", String(!asTable));
  $("search").placeholder = asTable ? "Filter statements" : "Search names";
  open(false);
  rowsShown = PAGE;
  if (asTable) table();
}
$("as-table").addEventListener("click", () => show(true));
$("as-graph").addEventListener("click", () => show(false));

// ------------------------------------------------------------ moving
const hull = (boxes) => [0, 1, 2, 3].map((side) => boxes.reduce((most, box) => (side < 2 ? Math.min(most, box[side]) : Math.max(most, box[side])), side < 2 ? Infinity : -Infinity));
function fitAll() {
  const all = [...shown.nodes].map((id) => nodes[id]);
  if (!all.length) return;
  const { clientWidth: width, clientHeight: height } = $("graph");
  labels = [];
  for (let round = 0; round < 4; round++) { // first the nodes alone; then the names need room too, and how much depends on the scale
    if (round) placeLabels($("graph").querySelector("canvas").getContext("2d"));
    const marks = all.map((node) => [canvasPoint(node), (round ? grown(node) : node.size) * 1.3]).map(([{ x, y }, size]) => [x - size, y - size, x + size, y + size]);
    const [left, top, right, bottom] = hull([...marks, ...labels.map((label) => label.box)]);
    const scale = Math.max(0.02, Math.min((width - 36) / (right - left), (height - 84) / (bottom - top), 1.5));
    network.moveTo({ scale, position: { x: (left + right) / 2, y: (top + bottom) / 2 + 24 / scale } });
  }
  repaint();
}
const zoom = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)) });
function pan(x, y) {
  const at = network.getViewPosition();
  network.moveTo({ position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() } });
}
const MOVES = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
const ZOOMS = { in: () => zoom(1.25), out: () => zoom(0.8), fit: fitAll };
for (const made of document.querySelectorAll("[data-zoom]")) made.addEventListener("click", ZOOMS[made.dataset.zoom]);
function escape() {
  if (!$("found").hidden) return open(false);
  if ($("search").value) { $("search").value = ""; return suggest(); }
  $("search").blur();
  return choose({});
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input");
  if (event.key === "Escape") escape();
  else if (typing) return;
  else if (event.key === "/") { $("search").focus(); event.preventDefault(); }
  else if (!$("table").hidden) return;
  else if (event.key === "+" || event.key === "=") ZOOMS.in();
  else if (event.key === "-") ZOOMS.out();
  else if (event.key === "0") fitAll();
  else if (MOVES[event.key] && (event.target === document.body || $("stage").contains(event.target))) { pan(...MOVES[event.key]); event.preventDefault(); }
});

// ------------------------------------------------------------ the start
dark.addEventListener("change", () => { readColours(); visEdges.update(edges.map((edge) => ({ id: edge.id, color: edgeColour(edge) }))); repaint(); });
narrow.addEventListener("change", () => { document.querySelector("#legend details").open = !narrow.matches; });
network.on("resize", () => { labels = null; });
fitAll();
describe();
})();
