// ------------------------------------------------------------ taking away: pictures, triples, the query
function save(ending, type, content) {
  const name = `${fold(data.title).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "graph"}.${ending}`;
  const address = URL.createObjectURL(new Blob([content], { type }));
  const made = element("a", { href: address, download: name });
  document.body.append(made);
  made.click();
  made.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  say(`Saved as ${name}`);
}
function frame() { // the part of the canvas that is seen, in its own coordinates
  const { clientWidth: width, clientHeight: height } = $("graph");
  const [low, high] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: width, y: height })];
  return { width, height, left: low.x, top: low.y, right: high.x, bottom: high.y, scale: network.getScale() };
}
function takePng() {
  const { width, height, left, top, scale } = frame();
  const canvas = element("canvas", { width: 2 * width, height: 2 * height });
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = colours.canvas;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.setTransform(2 * scale, 0, 0, 2 * scale, -left * 2 * scale, -top * 2 * scale);
  paintAll(ctx);
  canvas.toBlob((blob) => save("png", "image/png", blob), "image/png");
}
const coordinate = (value) => Math.round(value * 10) / 10;
function svgLine(line) {
  const look = lookOf(line);
  const [a, c, b] = [line.a, line, line.b].map(({ x, y }) => `${coordinate(x)} ${coordinate(y)}`);
  const half = line.loop / 2;
  const d = line.loop ? `M${a}a${half} ${half} 0 1 1 .1 0` : line.straight ? `M${a}L${b}` : `M${a}Q${c} ${b}`;
  return svgElement("path", { d, fill: "none", stroke: colours[look.colour], "stroke-width": coordinate(look.width), "stroke-opacity": look.alpha, "stroke-dasharray": look.dash ? look.dash.join(" ") : null, "marker-end": line.bond ? null : "url(#to)" });
}
function svgNode(node) {
  const made = svgElement("path", { d: node.style.path, fill: node.style.colour, stroke: colours.ink, "stroke-width": coordinate(1.2 / node.size * 10) / 10, transform: `translate(${coordinate(node.x)} ${coordinate(node.y)}) scale(${coordinate(grownSize(node))})`, opacity: !lit || lit.nodes.has(node.id) ? null : 0.32 });
  made.append(svgElement("title", {}, node.label));
  return made;
}
function svgLabel({ lines, words, edge, box, x, y, unit, event }) {
  const [at, top] = edge ? [(box[0] + box[2]) / 2, box[1] + 1.5 * unit] : [x, y];
  const made = svgElement("text", { "text-anchor": "middle", "font-size": coordinate(13 * unit), "font-style": event ? "italic" : null, fill: edge ? colours.accent : colours.ink, stroke: colours.canvas, "stroke-width": coordinate(3.5 * unit), "paint-order": "stroke", "stroke-linejoin": "round" });
  (lines || [words]).forEach((line, row) => made.append(svgElement("tspan", { x: coordinate(at), y: coordinate(top + (row * 15 + 11.5) * unit) }, line)));
  return made;
}
function takeSvg() {
  const { width, height, left, top, right, bottom } = frame();
  if (!labels) placeLabels();
  const marker = svgElement("marker", { id: "to", viewBox: "0 0 10 10", refX: 16, refY: 5, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" }, svgElement("path", { d: "M0 1L10 5L0 9Z", fill: colours.line }));
  const svg = svgElement("svg", { viewBox: [left, top, right - left, bottom - top].map(coordinate).join(" "), width, height, "font-family": "system-ui, sans-serif" },
    svgElement("title", {}, data.title), svgElement("defs", {}, marker), svgElement("rect", { x: left, y: top, width: right - left, height: bottom - top, fill: colours.canvas }),
    ...geometry.map(svgLine),
    ...drawn.crowds.map((crowd) => svgElement("circle", { cx: crowd.x, cy: crowd.y, r: crowd.r, fill: colours.page, stroke: colours.line })),
    ...[...drawn.nodes].map((id) => svgNode(nodes[id])), ...labels.map(svgLabel));
  save("svg", "image/svg+xml", `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`);
}

// ------------------------------------------------------------ triples
const taken = () => (state.tab === "graph" ? drawn.edges : filtered()).map((edge) => (edge.whole ? edgeById.get(edge.whole) : edge));
const iriTerm = (iri) => `<${iri.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (found) => `%${found.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`)}>`;
const literal = (words) => `"${words.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")}"`;
const predicate = (edge) => iriTerm(/^[a-z][a-z0-9+.-]*:/i.test(edge.relation || "") ? edge.relation : data.vocabulary + (edge.relation || edge.label.replace(/\s+/g, "-")));
const nodeTerm = (id) => iriTerm(/^[a-z][a-z0-9+.-]*:/i.test(nodes[id].iri) ? nodes[id].iri : `urn:node:${nodes[id].iri}`);
const claimTerm = (claim) => { const id = (documents[claim.document] || {}).id || ""; return claim.claim ? iriTerm(claim.claim.startsWith("#") ? id + claim.claim : claim.claim) : claim.place ? iriTerm(id + claim.place) : null; };
function turtle() {
  const edges = taken();
  const ends = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const lines = [`@prefix kg: ${iriTerm(data.vocabulary)} .`, "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .", "@prefix prov: <http://www.w3.org/ns/prov#> .", "",
    `# ${plural(edges.length, "statement")}. Each stands as an rdf:Statement with its status; only what is asserted stands as a plain triple too.`, ""];
  for (const id of ends) lines.push(`${nodeTerm(id)} ${nodes[id].type ? `a ${iriTerm(data.vocabulary + nodes[id].type)} ; ` : ""}rdfs:label ${literal(nodes[id].label)} .`);
  for (const edge of edges) {
    const [subject, relation, object] = [nodeTerm(edge.from), predicate(edge), nodeTerm(edge.to)];
    const proofs = [...new Set(claimsOf(edge).map(claimTerm).filter(Boolean))];
    lines.push(`${iriTerm(`urn:claimgraph:view:${edge.id}`)} a rdf:Statement ; rdf:subject ${subject} ; rdf:predicate ${relation} ; rdf:object ${object} ; kg:status ${iriTerm(data.vocabulary + edge.status)}${proofs.length ? ` ; prov:wasDerivedFrom ${proofs.join(", ")}` : ""} .`);
    if (edge.status === "asserted") lines.push(`${subject} ${relation} ${object} .`);
  }
  return `${lines.join("\n")}\n`;
}
const CSV = [["subject", (edge) => nodes[edge.from].label], ["subject_iri", (edge) => nodes[edge.from].iri], ["relation", (edge) => edge.label], ["object", (edge) => nodes[edge.to].label], ["object_iri", (edge) => nodes[edge.to].iri], ["status", (edge) => edge.status], ["disputed", (edge) => (contradicted(edge) ? "yes" : "")],
  ["sources", (edge) => edge.sources.join("; ")], ["times", (edge) => edge.times.join("; ")], ["articles", (edge) => documentsOf(edge).map((at) => documents[at].url || documents[at].id).join("; ")], ["sentences", (edge) => claimsOf(edge).map((claim) => sentences[claim.sentence]).join(" | ")]];
function csv() {
  const field = (words) => { // what begins like a formula is no formula
    const safe = /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${[CSV.map(([name]) => name), ...taken().map((edge) => CSV.map(([, value]) => field(value(edge))))].map((row) => row.join(",")).join("\r\n")}\r\n`;
}
function query() { // what the store answers with the statements that are seen
  const edges = taken().filter((edge) => !edge.role);
  const statuses = data.statuses.map(({ key }) => key).filter((key) => !state.off.status.has(key));
  const simple = state.tab !== "graph" || (!state.focus.length && !many && !drawn.cut);
  const others = Object.entries(state.off).some(([facet, off]) => off.size && facet !== "status") || state.two || state.contra || state.since || state.until || state.hidden.size || $("search").value;
  const lines = [`PREFIX kg: ${iriTerm(data.vocabulary)}`, "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>", "PREFIX prov: <http://www.w3.org/ns/prov#>", "",
    "SELECT DISTINCT ?subject ?relation ?object ?status WHERE {", "  ?statement a rdf:Statement ; rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ; prov:wasDerivedFrom ?proof .",
    "  OPTIONAL { ?proof kg:status ?told }", "  BIND(COALESCE(?told, kg:asserted) AS ?status)", "  FILTER(isIRI(?subject) && isIRI(?object) && !STRSTARTS(STR(?object), STR(kg:)))"];
  if (simple && !others) lines.push(`  FILTER(?status IN (${statuses.map((status) => iriTerm(data.vocabulary + status)).join(", ")}))`);
  else lines.push("  VALUES (?subject ?relation ?object ?status) {", ...edges.map((edge) => `    (${nodeTerm(edge.from)} ${predicate(edge)} ${nodeTerm(edge.to)} ${iriTerm(data.vocabulary + edge.status)})`), "  }");
  return `${lines.join("\n")}\n}\nORDER BY ?subject ?relation ?object ?status\n`;
}
const TAKES = { png: takePng, svg: takeSvg, ttl: () => save("ttl", "text/turtle", turtle()), csv: () => save("csv", "text/csv", `\ufeff${csv()}`), rq: () => save("rq", "application/sparql-query", query()) };
for (const made of document.querySelectorAll("[data-take]")) made.addEventListener("click", () => { $("take").open = false; TAKES[made.dataset.take](); });
