// ------------------------------------------------------------ search: names first, then statements, then sentences
const SEARCHES = { graph: "Search names, statements, words", table: "Filter statements", timeline: "Filter statements", said: "Filter statements" };
const SMALL_WORDS = new Set("a an and are as at be been by did do does for from had has have he her his how in is it its of on or say says said she that the their they this to was were what when where which who whom whose why will with".split(" "));
let names = null, told = []; // read when first searched for: folding all words takes a moment
let active = 0, offered = [];
function indexStatements() {
  if (told.length || !complete) return;
  for (const edge of plainGraph.edges) {
    if (edge.role || (many && !edge.evidence.length)) continue;
    const name = ` ${fold(`${phrase(edge)} ${edge.cls || ""} ${edge.sources.join(" ")}`)}`;
    told.push({ edge, name, words: ` ${fold(claimsOf(edge).map((claim) => sentences[claim.sentence]).join(" "))}` });
  }
}
const stems = (query) => fold(query).split(/[^\p{L}\p{N}]+/u).filter((word) => word && !SMALL_WORDS.has(word)).map((word) => ` ${word.length > 5 ? word.slice(0, Math.max(5, word.length - 3)) : word}`);
function matches(query) {
  const wanted = fold(query.trim());
  const grade = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(` ${wanted}`) ? 2 : name.includes(wanted) ? 3 : 9);
  if (!wanted) return [];
  names ||= nodes.map((node) => ({ node, names: [node.label || "", ...node.aliases].map(fold) }));
  const found = [];
  for (const entry of names) {
    const best = entry.names.reduce((least, name) => Math.min(least, grade(name)), 9);
    if (best < 9) found.push([best, entry.node]);
  }
  return found.sort((a, b) => a[0] - b[0] || rank(a[1], b[1])).map(([, node]) => node);
}
function statements(query) { // with the words of a question, the best first
  const wanted = stems(query);
  if (!wanted.length || query.trim().length < 3) return [];
  indexStatements();
  const score = ({ name, words }) => wanted.reduce((sum, stem) => sum + (name.includes(stem) ? 2 : words.includes(stem) ? 1 : 0), 0);
  const least = wanted.length < 3 ? wanted.length : Math.ceil(wanted.length * 0.6);
  const hits = (entry) => wanted.filter((stem) => entry.name.includes(stem) || entry.words.includes(stem)).length;
  return told.map((entry) => [score(entry), entry]).filter(([points, entry]) => points && hits(entry) >= least).sort((a, b) => b[0] - a[0] || b[1].edge.evidence.length - a[1].edge.evidence.length).map(([, { edge }]) => edge);
}
function suggest() {
  const query = $("search").value;
  if (state.tab !== "graph" && !asking) return drawTab();
  const nodesFound = matches(query).slice(0, 8);
  const edgesFound = asking ? [] : statements(query).slice(0, nodesFound.length ? 6 : 12);
  const farFound = farNames(query);
  offered = [...nodesFound.map((node) => ({ node })), ...edgesFound.map((edge) => ({ edge })), ...farFound.map((far) => ({ far }))];
  active = Math.max(0, Math.min(active, offered.length - 1));
  const options = offered.map(({ node, edge, far }, i) => element("li", { role: "option", id: `found-${i}`, "aria-selected": String(i === active), on: { pointerdown: (event) => { event.preventDefault(); pick(offered[i]); } } },
    far ? icon(CROWD) : node ? icon(node.style) : stroke(edge.status), text("label", far ? far.label : node ? node.label : phrase(edge)), text("count", far ? "on the server" : node ? upper(node.kind) : edge.sources[0] || "")));
  $("found").replaceChildren(...(options.length ? options : [element("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, complete ? "Nothing has that in its name or its sentences" : "The rest of the graph is being read …")]));
  openList(Boolean(query.trim()));
  if (options[active]) options[active].scrollIntoView({ block: "nearest" });
  return undefined;
}
function openList(is) {
  $("found").hidden = !is;
  $("search").setAttribute("aria-expanded", String(is));
  is && offered.length ? $("search").setAttribute("aria-activedescendant", `found-${active}`) : $("search").removeAttribute("aria-activedescendant");
}
function pick({ node, edge, far }) {
  openList(false);
  $("search").value = "";
  if (far) return fetchNamed(far);
  if (edge) return chooseEdge(edge, { move: true, read: true });
  if (asking && state.chosen.node !== undefined && state.chosen.node !== node.id) return endWay(node);
  askWay(false);
  return chooseNode(node, { move: true, read: true });
}
$("search").addEventListener("input", () => { active = 0; suggest(); });
$("search").addEventListener("focus", () => { if ($("search").value) suggest(); });
$("search").addEventListener("blur", () => openList(false));
$("search").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { active += step; suggest(); event.preventDefault(); }
  if (event.key === "Enter" && (state.tab === "graph" || asking)) { suggest(); if (offered.length) pick(offered[active]); }
});
