// ------------------------------------------------------------ the panel: who it is, who says so, in which words
let scrolled = false; // whether the panel ever was: to ask where it stands is to have the whole page laid out
$("details").addEventListener("scroll", () => { scrolled = true; }, { once: true });
function describe(keepPlace = false) {
  const panel = $("details");
  const { node, edge, crowd } = state.chosen;
  const content = node !== undefined ? (state.other === null ? aboutNode(nodes[node]) : aboutWays(nodes[node], nodes[state.other])) : edge !== undefined && edgeById.has(edge) ? aboutEdge(edgeById.get(edge)) : crowd !== undefined ? aboutCrowd(crowds[crowd]) : overview();
  panel.replaceChildren(...content.flat().filter(Boolean));
  if (scrolled && !keepPlace) panel.scrollTop = 0;
}
const back = () => button("back", chooseNothing, "← Overview");
const ROWS = 12; // of a section before the rest waits behind a button
function section(title, entries, row, className = "") { // a row is made when it is shown
  if (!entries.length) return [];
  const made = (some) => some.map((entry) => element("li", {}, row(entry)));
  const list = element("ul", { class: className || null }, made(entries.slice(0, ROWS)));
  const more = entries.length > ROWS ? button("more", () => { list.append(...made(entries.slice(ROWS))); more.remove(); }, `${number(entries.length - ROWS)} more`) : null;
  return [element("h3", {}, title, text("count", ` ${number(entries.length)}`)), list, more];
}
function first(count, all, order) { // the first few in this order, without sorting all
  const found = [];
  for (const one of all) {
    if (found.length === count && order(one, found[count - 1]) >= 0) continue;
    found.push(one);
    for (let at = found.length - 1; at && order(found[at], found[at - 1]) < 0; at--) [found[at - 1], found[at]] = [found[at], found[at - 1]];
    if (found.length > count) found.pop();
  }
  return found;
}
function overview() {
  const central = first(8, nodes.filter((node) => node.statements && groupOf(node) !== "Event" && shown.nodes.has(node.id)), rank);
  const told = first(8, shown.list.filter((edge) => !edge.role && (contradicted(edge) || (edge.evidence.length > 1 && documentsOf(edge).length > 1))), (a, b) => contradicted(b) - contradicted(a));
  const empty = !nodes.length && !many;
  return [
    element("h2", {}, empty ? "Nothing to show" : "Who says what about whom"),
    element("p", { class: "muted" }, empty ? "The graph holds no statements, or none that were asked for." : many ? "Each disc is a community of the graph. Open one, or search for a name; choose a node or a line to read the sentences behind it." : "Choose a node or a line to read the sentences behind it."),
    many ? section("Communities", [...crowds].sort((a, b) => b.count - a.count), crowdRow) : null,
    section("Most connected", central, connectedRow),
    section("Told by several articles, or disputed", told, (edge) => statementRow(edge)),
    section("Articles", documents, (document) => element("div", { class: "article" }, ...citation(document))),
    keyHelp(),
  ];
}
const KEYS = [["/", "search"], ["Esc", "back"], ["N", "next neighbour"], ["F", "focus"], ["E", "expand"], ["H", "hide"], ["P", "pin"], ["W", "way to"], ["U", "undo"], ["T", "tidy"], ["0", "fit"], ["A", "all again"], ["← ↑ → ↓", "move"], ["Shift + ←", "move node"], ["+ −", "zoom"], ["1 – 4", "views"]];
const keyHelp = () => element("p", { class: "hint" }, ...KEYS.map(([key, means]) => element("span", {}, element("kbd", {}, key), means)));
function nodeRow(node, count) {
  return button("row", () => chooseNode(node, { move: true, read: true }), icon(node.style), text("label", node.label), count ? text("count", count) : null);
}
const connectedRow = (node) => nodeRow(node, plural(node.statements, "statement"));
function crowdRow(crowd) {
  return button("row", () => openCrowd(crowd.id), icon(CROWD), text("label", crowd.label), text("count", plural(crowd.count, "node")));
}
function statementRow(edge, from = null) {
  const [subject, object] = [nodes[edge.from], nodes[edge.to]];
  const words = from === subject.id ? [text("relation", `${edge.label} `), object.label] : from === object.id ? [subject.label, text("relation", ` ${edge.role ? "as " : ""}${edge.label}`)] : [subject.label, text("relation", ` ${edge.label} `), object.label];
  const label = element("span", { class: "label" }, ...words, contradicted(edge) ? text("warn", " · disputed") : null);
  const time = edge.times.length ? element("time", {}, formatTime(edge.times[0])) : null;
  const row = button("row", () => chooseEdge(edge, { move: true, read: true }), stroke(edge.status, edge.role), label, time);
  row.title = statusName(edge.status);
  return row;
}
function actions(node) {
  return element("div", { class: "acts", role: "group", "aria-label": "What to do with it" }, ...Object.entries(ACTS).map(([act, { key, name, hint, on }]) => {
    const made = button("act", () => on(node.id), act === "pin" && state.pinned.has(node.id) ? "Unpin" : name, element("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
    made.title = hint;
    made.dataset.act = act;
    return made;
  }));
}
function factsOf(node) {
  const facts = [];
  if (node.aliases.length) facts.push(["Also called", node.aliases.join(", ")]);
  const links = node.links.map((address) => link(address, linkName(address))).filter(Boolean);
  if (links.length) facts.push(["See also", links.flatMap((one, i) => (i ? [", ", one] : [one]))]);
  if (/^https?:|^urn:/.test(node.iri)) facts.push(["Name in data", shortIri(node.iri)]);
  return facts.length ? element("dl", {}, facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])) : null;
}
function aboutNode(node) {
  const near = shownEdges(node.id);
  const count = [plural(near.filter((edge) => !edge.role).length, "statement"), node.mentions ? plural(node.mentions, "mention") : null].filter(Boolean).join(", ");
  const [roles, plain] = [near.filter((edge) => edge.role), near.filter((edge) => !edge.role)];
  const speech = (edge) => edge.speech && edge.from === node.id;
  const dated = plain.filter((edge) => edge.times.length).sort((a, b) => (a.times[0] < b.times[0] ? -1 : 1));
  const apart = neighbours(node.id).filter((id) => !drawn.nodes.has(id)).length;
  const spoken = shown.list.filter((edge) => !edge.role && !speech(edge) && claimsOf(edge).some((claim) => (claim.voices || []).includes(node.id)));
  const against = plain.filter((edge) => !speech(edge) && claimsOf(edge).some((claim) => (claim.sources || []).length && !(claim.voices || []).includes(node.id)));
  const own = (edge) => statementRow(edge, node.id);
  return [
    back(),
    element("div", { class: "head" }, icon(node.style, 22), element("div", {}, element("h2", {}, node.label || node.iri), element("p", { class: "muted" }, [upper(node.kind), count].filter(Boolean).join(" · ")))),
    actions(node),
    apart ? element("p", { class: "muted" }, `${plural(apart, "neighbour")} not in the picture; Expand brings in the ${apart > NEAR ? `${NEAR} most connected` : "rest"}.`) : null,
    served && !apart && !state.asked.has(node.iri) ? element("p", { class: "muted" }, "There may be more of it in the graph; Expand asks the server.") : null,
    factsOf(node),
    section("Who took part", roles.filter((edge) => edge.from === node.id), own),
    section("What it did", plain.filter((edge) => edge.from === node.id && !speech(edge)), own),
    section("What was done to it, or to do with it", plain.filter((edge) => edge.to === node.id && edge.from !== node.id), own),
    section("What it said", [...plain.filter(speech), ...spoken], (edge) => statementRow(edge, speech(edge) ? node.id : null)),
    section("What others say of it", against, own),
    section("Timeline", dated, own, "dated"),
    section("Part in events", roles.filter((edge) => edge.to === node.id && edge.from !== node.id), own),
  ];
}
function aboutWays(from, to) {
  const found = ways(from.id, to.id);
  const rows = found.map((line, i) => {
    let at = from.id;
    const steps = line.map((edge) => { at = otherEnd(edge, at); return element("li", {}, statementRow(edge)); });
    return [element("h3", {}, `Way ${i + 1}, ${plural(line.length, "step")}`), element("ol", { class: "way" }, ...steps)];
  });
  return [
    button("back", () => change(() => { state.other = null; }), `← ${from.label}`),
    element("h2", { class: "statement" }, end(from), text("relation", "↔ how they hang together"), end(to)),
    element("p", { class: "muted" }, found.length ? `The ${found.length === 1 ? "shortest way" : `${found.length} shortest ways`} over what the filters leave.` : `No way of ${LONGEST_WAY} steps or fewer leads from one to the other over what the filters leave.`),
    ...rows.flat(),
  ];
}
function aboutCrowd(crowd) {
  const open = state.open.has(crowd.id);
  const inside = shownMembers(crowd.id);
  const beside = data.bonds.filter(([a, b]) => a === crowd.id || b === crowd.id).sort((a, b) => b[2] - a[2]);
  return [
    back(),
    element("h2", {}, crowd.label),
    element("p", { class: "muted" }, `Community of ${plural(crowd.count, "node")}${open && inside.length > OPENED ? `; the ${OPENED} most connected are drawn, search finds the rest` : ""}`),
    element("div", { class: "acts" }, button("act", () => openCrowd(crowd.id), open ? "Fold" : "Open", element("kbd", { "aria-hidden": "true" }, "Enter"))),
    section("Most connected", inside.slice(0, 60), connectedRow),
    section("Linked communities", beside, ([a, b, count]) => button("row", () => openCrowd(a === crowd.id ? b : a), icon(CROWD), text("label", crowds[a === crowd.id ? b : a].label), text("count", plural(count, "statement")))),
  ];
}
function end(node) {
  return button("end", () => chooseNode(node, { move: true, read: true }), icon(node.style, 18), text("label", node.label));
}
function aboutEdge(edge) {
  const [name, means] = [statusName(edge.status), (STATUS[edge.status] || [])[1] || ""];
  const chips = [element("span", { class: "chip", title: means }, stroke(edge.status), name)];
  if (contradicted(edge)) chips.push(element("span", { class: "chip warn" }, "Disputed"));
  if (voices(edge).size > 1) chips.push(element("span", { class: "chip" }, plural(voices(edge).size, "source")));
  for (const time of edge.times.slice(0, 4)) chips.push(element("span", { class: "chip" }, formatTime(time)));
  const claims = claimsOf(edge);
  if (!claims.length && complete) fetchSentences(edge);
  return [
    back(),
    element("h2", { class: "statement" }, end(nodes[edge.from]), text("relation", edge.mutual ? `↔ ${edge.label}` : `→ ${edge.label}`), end(nodes[edge.to])),
    element("div", { class: "chips" }, ...chips),
    claims.length ? element("h3", {}, claims.length === 1 ? "The sentence behind it" : `The ${claims.length} sentences behind it`) : null,
    ...claims.map((claim) => element("figure", { class: "claim" }, witness(claim), sentence(claim), element("figcaption", {}, ...citation(documents[claim.document])), record(claim))),
    claims.length ? null : element("p", { class: "muted" }, fetching(edge) ? "Its sentences are being fetched …" : complete ? "Its sentences are not in this file. A page about one name has them (kg view GRAPH --about NAME), and so has:" : "Its sentences are being read …"),
    !claims.length && complete && !fetching(edge) ? element("pre", {}, `kg explain GRAPH ${[nodes[edge.from].iri, edge.relation || "", nodes[edge.to].iri].filter(Boolean).map((part) => `'${part.replaceAll("'", "")}'`).join(" ")}`) : null,
  ];
}
function witness(claim) {
  const said = { reported: "On the word of ", hypothetical: "Hypothetical, according to ", denied: "Denied by " }[claim.status] || "Stated by ";
  const known = new Map((claim.voices || []).map((id) => [nodes[id] && nodes[id].label, nodes[id]]));
  const names = (claim.sources || []).flatMap((source, i) => [i ? ", " : null, known.get(source) ? button("voice", () => chooseNode(known.get(source), { move: true, read: true }), source) : element("strong", {}, source)]);
  const words = [claim.status === "denied" ? element("span", { class: "warn" }, said) : said, ...(names.length ? names : [element("strong", {}, (documents[claim.document] || {}).publisher || "the article itself")])];
  if (claim.outcome) words.push(` · ${claim.outcome}`);
  if (claim.time) words.push(` · ${formatTime(claim.time)}`);
  return element("p", { class: "who" }, ...words);
}
function sentence(claim) {
  const [words, marks, parts] = [sentences[claim.sentence] || "", claim.marks || [], []];
  let at = 0;
  for (let i = 0; i < marks.length; i += 3) {
    const [begin, end, part] = marks.slice(i, i + 3);
    parts.push(words.slice(at, begin), element("mark", part === "trigger" ? {} : { class: "part" }, words.slice(begin, end)));
    at = end;
  }
  return element("blockquote", {}, ...parts, words.slice(at));
}
function record(claim) { // all that the graph says of the claim
  const pairs = [];
  for (let i = 0; i < (claim.record || []).length; i += 2) pairs.push([terms[claim.record[i]], terms[claim.record[i + 1]]]);
  if (claim.place) pairs.push(["sentence", claim.place]);
  if (claim.claim) pairs.push(["claim", claim.claim]);
  pairs.push(["document", shortIri((documents[claim.document] || {}).id || "")]);
  return element("details", { class: "record" }, element("summary", {}, "The whole record"), element("dl", {}, pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])));
}
function citation(document) {
  if (!document) return [];
  const title = document.title || document.id || "";
  const cite = element("cite", {}, (document.url && link(document.url, title)) || title);
  const rest = [document.publisher, document.issued && formatDay(document.issued)].filter(Boolean).join(", ");
  return rest ? [cite, element("br"), text("muted", rest)] : [cite];
}
