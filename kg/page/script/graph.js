// ------------------------------------------------------------ the graph as look-ups
const STATUS = {
  asserted: ["Asserted", "The article itself says so"],
  reported: ["Reported", "It happened, on somebody’s word"],
  hypothetical: ["Hypothetical", "Planned, feared, asked for or possible"],
  denied: ["Denied", "Said not to be so"],
};
const SHAPES = { // in a circle of radius 1; one path for the canvas, the legend and SVG
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
const CROWD = { colour: "#999999", path: SHAPES.dot };
const styleOf = (node) => (node.group || !node.color ? groups.get(node.group || "Entity") || CROWD : { colour: String(node.color), path: SHAPES[node.shape] || SHAPES.dot });
const groupOf = (node) => node.group || "Entity";
const statusName = (status) => (STATUS[status] || [upper(status)])[0];

let nodes = []; // all of the graph, also what is not drawn
let plainGraph = { edges: [], starts: new Uint32Array(1), list: [] }; // events as nodes
let foldedGraph = null; // events folded into edges; made when first asked for
let graph = plainGraph; // the one that is shown
let edgeById, nodeByIri;
let evidence = [], sentences = [], documents = [], terms = [];
let complete = false; // whether all that the file holds has been read

class ByName { // a look-up that is made when somebody first asks: of a large graph it takes a moment
  constructor(key, all) { Object.assign(this, { key, all, made: null }); }
  map() { return (this.made ||= new Map(this.all.map((one) => [one[this.key], one]))); }
  get(name) { return this.map().get(name); }
  has(name) { return this.map().has(name); }
  set(name, one) { this.map().set(name, one); }
}
function linked(edges) { // the edges of node n are those of the numbers list[starts[n]] up to list[starts[n + 1]]
  const starts = new Uint32Array(nodes.length + 1);
  for (const { from, to } of edges) { starts[from]++; if (to !== from) starts[to]++; }
  for (let id = 0, sum = 0; id <= nodes.length; id++) { sum += starts[id]; starts[id] = sum; }
  const list = new Uint32Array(starts[nodes.length]);
  for (let i = edges.length - 1; i >= 0; i--) { // from the last to the first: each place is counted down to where it begins
    const { from, to } = edges[i];
    list[--starts[from]] = i;
    if (to !== from) list[--starts[to]] = i;
  }
  return { edges, starts, list };
}
const isAlone = (id) => plainGraph.starts[id] === plainGraph.starts[id + 1];
function touching(id, { edges, starts, list } = graph) {
  const found = [];
  for (let at = starts[id]; at < starts[id + 1]; at++) found.push(edges[list[at]]);
  return found;
}
const EMPTY = []; // nobody adds to it
const EDGE = { label: "", status: "asserted", sources: EMPTY, times: EMPTY, evidence: EMPTY };
const madeNode = (node, id) => ({ aliases: EMPTY, links: EMPTY, statements: 0, mentions: 0, x: 0, y: 0, size: 10, kind: "", label: "", ...node, iri: String(node.id), id, style: styleOf(node) });
const madeEdge = (edge) => ({ ...EDGE, ...edge });
function useGraph(theNodes, theEdges) {
  nodes = theNodes;
  nodeByIri = new ByName("iri", nodes);
  plainGraph = linked(theEdges);
  [graph, foldedGraph] = [plainGraph, null];
  edgeById = new ByName("id", plainGraph.edges);
}
const shortIri = (iri) => (data.base && iri.startsWith(data.base) ? iri.slice(data.base.length) : iri);
const longIri = (name) => (nodeByIri.has(name) ? name : (data.base || "") + name);

// ------------------------------------------------------------ events folded into edges
const PARTS = ["agent", "theme", "addressee", "place", "destination", "origin", "instrument", "cause"];
function participants(node) { // who takes part in an event, the most telling first
  const rank = (edge) => (PARTS.includes(edge.relation) ? PARTS.indexOf(edge.relation) : PARTS.length);
  return touching(node, plainGraph).filter((edge) => edge.role && edge.from === node && edge.to !== node).sort((a, b) => rank(a) - rank(b) || a.to - b.to).map((edge) => edge.to);
}
function foldEdges() {
  const parts = new Map(nodes.filter((node) => groupOf(node) === "Event").map((node) => [node.id, participants(node.id)]));
  const stays = (id) => !(parts.has(id) && parts.get(id).some((part) => !parts.has(part)));
  const made = [];
  for (const edge of plainGraph.edges) {
    if (edge.role && !stays(edge.from)) continue;
    if (stays(edge.from) && stays(edge.to)) { made.push(edge); continue; }
    const instead = (id, other) => (stays(id) ? id : parts.get(id).find((part) => !parts.has(part) && part !== other) ?? parts.get(id).find((part) => !parts.has(part)));
    const from = instead(edge.from, edge.to), to = instead(edge.to, from);
    const told = stays(edge.to) ? "" : `: ${nodes[edge.to].kind || "event"}`;
    made.push({ ...edge, id: `${edge.id}~`, from, to, label: `${edge.label}${told}`, whole: edge.id });
  }
  return linked(made);
}
function useFolded(folded) {
  if (folded && !foldedGraph) {
    foldedGraph = foldEdges();
    for (const edge of foldedGraph.edges) edgeById.set(edge.id, edge);
  }
  graph = folded ? foldedGraph : plainGraph;
}

// ------------------------------------------------------------ what is known of an edge
const claimsOf = (edge) => edge.evidence.map((at) => evidence[at]).filter(Boolean);
const documentsOf = (edge) => [...new Set(claimsOf(edge).map((claim) => claim.document))];
const publisherOf = (claim) => (documents[claim.document] || {}).publisher || (documents[claim.document] || {}).title || "the article itself";
const voicesOf = (claim) => (claim.sources && claim.sources.length ? claim.sources : [publisherOf(claim)]);
const NOBODY = new Set();
function voices(edge) { // on whose word it stands; denials do not count
  if (!edge.evidence.length) return NOBODY;
  edge.voices ||= new Set(claimsOf(edge).filter((claim) => claim.status !== "denied").flatMap(voicesOf));
  return edge.voices;
}
const contradicted = (edge) => Boolean(edge.disputed); // somebody denies it, or it is told to have ended differently
const inDispute = (edge) => contradicted(edge) || edge.status === "denied" || Boolean(nodes[edge.from].contested || nodes[edge.to].contested); // or speaks of what is
const spans = new Map(); // many were told on the same day
function spanOf(day) {
  if (!spans.has(day)) spans.set(day, [span(day)].filter(Boolean));
  return spans.get(day);
}
function days(edge) { // the days it is about; those of its articles, if it names none
  if (!edge.days) {
    edge.days = edge.times.length ? edge.times.map(span).filter(Boolean) : EMPTY;
    if (!edge.days.length) edge.days = edge.issued ? spanOf(edge.issued) : documentsOf(edge).map((at) => (documents[at] || {}).issued).filter(Boolean).map(span).filter(Boolean);
  }
  return edge.days;
}
const phrase = (edge) => `${nodes[edge.from].label} ${edge.label} ${nodes[edge.to].label}`;
