// ------------------------------------------------------------ a page that is served asks its server for what it does not hold
const served = data.served || null; // what narrows all that is asked for; a page that was saved has none, and asks nobody
const left = new Map(); // IRI → how many of its neighbours the server has not told yet

async function ask(path, pairs) { // the answer; null, with the reason in plain words, if there is none
  let answer;
  try {
    answer = await fetch(`${path}?${new URLSearchParams({ ...served, ...pairs })}`);
  } catch {
    say("The server cannot be reached; what is in the page can still be used. Start kg serve again, and try once more.");
    return null;
  }
  if (answer.ok) return answer.json();
  say(`The server has no answer: ${(await answer.text()).trim()}`);
  return null;
}

// ------------------------------------------------------------ what comes is joined to what is there
function mergeNode(node) { // its number, and whether it was not there before
  const there = nodeByIri.get(String(node.id));
  if (!there) {
    const made = { ...madeNode(node, nodes.length), fetched: true };
    nodes.push(made);
    nodeByIri.set(made.iri, made);
    return made.id;
  }
  for (const name of ["statements", "mentions"]) there[name] = Math.max(there[name], node[name] || 0);
  for (const name of ["aliases", "links"]) if (!there[name].length) there[name] = node[name] || [];
  there.contested ||= node.contested;
  return there.id;
}
function mergeEvidence(found, at) { // the number of the first claim that came
  const articles = new Map(documents.map((document, i) => [document.id, i]));
  for (const document of found.documents) if (!articles.has(document.id)) articles.set(document.id, documents.push(document) - 1);
  const [first, words, meanings] = [evidence.length, sentences.length, terms.length];
  for (const sentence of found.sentences) sentences.push(sentence);
  for (const term of found.terms) terms.push(term);
  for (const claim of found.evidence) {
    const document = articles.get(found.documents[claim.document || 0].id);
    const own = { document, sentence: (claim.sentence || 0) + words, voices: (claim.voices || []).map((i) => at[i]), record: (claim.record || []).map((i) => i + meanings) };
    evidence.push({ ...claim, ...own });
  }
  return first;
}
function merge(found) { // the numbers of its nodes, in their order
  for (const group of found.groups) if (!groups.has(group.key)) { data.groups.push(group); groups.set(group.key, { ...group, path: SHAPES[group.shape] || SHAPES.dot }); }
  for (const status of found.statuses) if (!dashes.has(status.key)) { data.statuses.push(status); dashes.set(status.key, status.dashes || null); }
  const at = found.nodes.map(mergeNode);
  const first = mergeEvidence(found, at);
  const key = (edge) => [edge.from, edge.to, edge.relation, edge.status, Boolean(edge.role)].join(" ");
  const known = new Map(plainGraph.edges.map((edge) => [key(edge), edge]));
  for (const edge of found.edges) {
    const made = { ...EDGE, ...edge, from: at[edge.from || 0], to: at[edge.to || 0], evidence: (edge.evidence || []).map((i) => i + first) };
    const there = known.get(key(made));
    if (!there) plainGraph.edges.push({ ...made, id: `s${plainGraph.edges.length}` });
    else if (!there.evidence.length) Object.assign(there, made, { id: there.id, voices: undefined, days: undefined });
  }
  plainGraph = linked(plainGraph.edges);
  for (const edge of plainGraph.edges) edgeById.set(edge.id, edge);
  foldedGraph = null;
  useFolded(state.folded);
  reread();
  return at;
}
function beside(ids, { x, y }) { // a spiral from the node outwards: the same answer stands in the same places
  ids.forEach((id, i) => {
    const [turn, far] = [i * 2.399963, 60 + 46 * Math.sqrt(i)];
    placeNode(nodes[id], { x: x + far * Math.cos(turn), y: y + far * Math.sin(turn) });
  });
}
function settle(ids) { // once they are drawn: they make room for each other, and for those nearby
  const fresh = new Set(ids);
  const close = (id) => ids.some((other) => Math.hypot(nodes[id].x - nodes[other].x, nodes[id].y - nodes[other].y) < 300);
  const others = [...drawn.nodes].filter((id) => !fresh.has(id) && close(id));
  relax([...ids, ...others], { fixed: new Set(others) });
  for (const id of ids) [nodes[id].homeX, nodes[id].homeY] = [nodes[id].x, nodes[id].y];
  moved();
  repaint();
}
function bring(found, iri, limit) { // brings in what was asked for; how many nodes came into the picture
  const before = nodes.length;
  const ids = merge(found);
  const come = ids.filter((id) => !drawn.nodes.has(id));
  const fresh = ids.filter((id) => id >= before);
  const root = nodeByIri.get(iri);
  left.set(iri, Math.max(0, found.all - found.nodes.length));
  if (root && root.id >= before) placeNode(root, { x: rightmost() + 160, y: 0 });
  if (root) beside(fresh.filter((id) => id !== root.id), root);
  state.asked.set(iri, limit);
  for (const id of come) state.grown.add(id);
  return { come, fresh };
}
const rightmost = () => [...drawn.nodes].reduce((most, id) => Math.max(most, nodes[id].x), 0);

// ------------------------------------------------------------ what is asked for
let waiting = false; // for an answer
async function fetchNeighbours(id) { // whether the server was asked, and has said all that is to be said
  const iri = nodes[id].iri;
  if (waiting || (state.asked.has(iri) && !left.get(iri))) return waiting;
  const limit = (state.asked.get(iri) || 0) + NEAR;
  waiting = true;
  say("The server is asked …");
  const found = await ask("neighbours", { node: iri, limit });
  waiting = false;
  if (!found) return true;
  let grown;
  change(() => { grown = bring(found, iri, limit); });
  if (!many) settle(grown.fresh);
  if (lit) reveal();
  say([grown.come.length ? `${plural(grown.come.length, "neighbour")} added` : "All its neighbours are there", left.get(iri) ? `${number(left.get(iri))} more: Expand again` : ""].filter(Boolean).join("; "));
  return true;
}
async function fetchNamed({ id: iri, label }) { // somebody who is not in the page
  const found = await ask("neighbours", { node: iri, limit: NEAR });
  if (!found) return;
  if (!found.nodes.length) { say(`Nothing is stated of ${label}`); return; }
  let grown;
  change(() => { grown = bring(found, iri, NEAR); });
  if (!many) settle(grown.fresh);
  const node = nodeByIri.get(iri) || nodes[grown.come[0]];
  if (asking && state.chosen.node !== undefined && node) endWay(node);
  else if (node) chooseNode(node, { move: true, read: true });
}
async function fetchAgain(address) { // what an address tells that was fetched when it was written
  for (const [iri, limit] of askedIn(address)) {
    const found = await ask("neighbours", { node: iri, limit });
    if (!found) return;
    const { fresh } = bring(found, iri, limit);
    refresh({});
    if (!many) settle(fresh);
  }
  if (state.asked.size) { state = readState(address); refresh({}); fitAll(); }
}
const askedIn = (address) => new Map(new URLSearchParams(address).getAll("asked").map((pair) => /^(\d{1,4}),(.+)$/s.exec(pair)).filter((found) => served && found).map(([, limit, name]) => [longIri(name), Number(limit)]));

const wanting = new Set(); // the lines whose sentences are on their way
const fetching = (edge) => wanting.has(edge.whole || edge.id);
function fetchSentences(edge) {
  if (!served || edge.unknown || fetching(edge)) return;
  wanting.add(edge.whole || edge.id);
  const [from, to] = [edgeById.get(edge.whole || edge.id)].flatMap((whole) => [nodes[whole.from].iri, nodes[whole.to].iri]);
  ask("neighbours", { node: from, to }).then((found) => {
    wanting.delete(edge.whole || edge.id);
    if (found) merge(found);
    if (!claimsOf(edgeById.get(edge.id) || edge).length) edge.unknown = true;
    refresh({});
  });
}

// ------------------------------------------------------------ names that are not in the page
let farther = { query: "", names: [] }, pause;
function farNames(query) { // what is known by now; what comes later is offered when it comes
  const wanted = query.trim();
  if (!served || wanted.length < 2) return [];
  if (farther.query !== wanted) {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const found = await ask("names", { like: wanted, limit: 8 });
      if (!found || $("search").value.trim() !== wanted) return;
      farther = { query: wanted, names: found.names };
      suggest();
    }, 200);
  }
  return farther.query === wanted ? farther.names.filter(({ id }) => !nodeByIri.has(id)) : [];
}
