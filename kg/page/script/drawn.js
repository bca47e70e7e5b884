// ------------------------------------------------------------ which nodes and lines are drawn: never more than fit a picture
const crowds = (data.crowds || []).map((crowd, id) => ({ ...crowd, id, members: [] })); // communities of a large graph, each folded into one disc
const many = crowds.length > 0;
const OPENED = 200; // members of a community that open at once
const NEAR = 50; // neighbours that come with one step
let drawn = { nodes: new Set(), edges: [], crowds: [], cut: 0 };

const rank = (a, b) => b.statements - a.statements || a.id - b.id;
function members(crowd) { // the most central first; read once
  const all = crowds[crowd].members;
  if (!all.length) for (const node of nodes) if (node.crowd === crowd) all.push(node);
  if (!crowds[crowd].ranked) crowds[crowd].ranked = Boolean(all.sort(rank));
  return all;
}
function shownMembers(crowd) { // those that are drawn when it opens, and one more if there are more
  const found = [];
  for (const node of members(crowd)) {
    if (found.length > OPENED) break;
    if (shown.nodes.has(node.id)) found.push(node);
  }
  return found;
}
const shownEdges = (id) => touching(id).filter(passes);
const otherEnd = (edge, id) => (edge.from === id ? edge.to : edge.from);
function neighbours(id) { // that pass the filters, the most central first
  const found = new Set(shownEdges(id).map((edge) => otherEnd(edge, id)));
  found.delete(id);
  return [...found].filter((other) => !state.hidden.has(other)).map((other) => nodes[other]).sort(rank).map((node) => node.id);
}
function around(roots, hops) {
  const found = new Set(roots);
  let edge = [...roots];
  for (let hop = 0; hop < hops; hop++) {
    edge = edge.flatMap((id) => (many ? neighbours(id).slice(0, NEAR) : neighbours(id))).filter((id) => !found.has(id) && found.add(id));
  }
  return found;
}
function chooseDrawn() {
  let wanted;
  if (state.focus.length) wanted = [...around(state.focus, state.hops), ...state.grown];
  else if (!many) wanted = [...shown.nodes].filter((id) => !nodes[id].fetched || state.grown.has(id));
  else wanted = [...[...state.open].flatMap((crowd) => shownMembers(crowd).slice(0, OPENED).map((node) => node.id)), ...state.grown];
  const all = [...new Set(wanted)].filter((id) => !state.hidden.has(id) && (shown.nodes.has(id) || state.focus.includes(id)));
  const kept = all.length > data.limits.nodes ? all.sort((a, b) => rank(nodes[a], nodes[b])).slice(0, data.limits.nodes) : all;
  const ids = new Set(kept);
  let edges = shown.list.length < 3 * data.limits.edges ? shown.list : [...new Set(kept.flatMap((id) => shownEdges(id)))];
  edges = edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));
  const cut = all.length - kept.length;
  if (edges.length > data.limits.edges) edges = edges.sort((a, b) => Boolean(a.role) - Boolean(b.role) || b.evidence.length - a.evidence.length).slice(0, data.limits.edges);
  drawn = { nodes: ids, edges, crowds: many && !state.focus.length ? crowds : [], cut };
}

// ------------------------------------------------------------ where they stand
const home = (node) => ({ x: node.homeX, y: node.homeY });
function placeNode(node, { x, y }) {
  [node.x, node.y] = [x, y];
  const there = network && network.body.nodes[node.id]; // vis-network's own moveNode draws the whole picture anew, each time
  if (there) [there.x, there.y] = [x, y];
}
function spiral(ids, centre, step) { // the first in the middle, the rest around it
  ids.forEach((id, i) => {
    const [turn, far] = [i * 2.399963, step * Math.sqrt(i)];
    placeNode(nodes[id], { x: centre.x + far * Math.cos(turn), y: centre.y + far * Math.sin(turn) });
  });
}
function push({ x, y, size, moveX, moveY }, { within, gap, length }) { // every two nodes apart
  const strength = length * length * 0.5, reach = within ? 4 * length * length : Infinity;
  for (let i = 1; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const dx = x[i] - x[j] || 0.1 * (i - j), dy = y[i] - y[j] || 0.1;
      const square = dx * dx + dy * dy, room = size[i] + size[j] + gap;
      const close = square < room * room;
      if (square > reach && !close) continue;
      const apart = Math.sqrt(square), by = (square > reach ? 0 : strength / square) + (close ? (room - apart) / apart / 2 : 0);
      const px = Math.max(-60, Math.min(60, dx * by)), py = Math.max(-60, Math.min(60, dy * by));
      moveX[i] += px; moveY[i] += py; moveX[j] -= px; moveY[j] -= py;
    }
  }
}
function pull({ x, y, moveX, moveY, degree }, links, { length }) { // neighbours together
  for (const [a, b] of links) {
    const dx = x[b] - x[a], dy = y[b] - y[a], far = Math.sqrt(dx * dx + dy * dy);
    const by = ((far - length) / Math.max(1, far)) * 0.5, [ownA, ownB] = [by / Math.sqrt(degree[a]), by / Math.sqrt(degree[b])];
    moveX[a] += dx * ownA; moveY[a] += dy * ownA;
    moveX[b] -= dx * ownB; moveY[b] -= dy * ownB;
  }
}
function step({ x, y, size, moveX, moveY, still }, most, within) {
  for (let i = 0; i < x.length; i++) {
    if (still[i]) continue;
    const far = Math.sqrt(moveX[i] * moveX[i] + moveY[i] * moveY[i]) || 1, by = Math.min(far, most) / far;
    x[i] += moveX[i] * by; y[i] += moveY[i] * by;
    if (!within) continue;
    const [dx, dy] = [x[i] - within.x, y[i] - within.y], out = Math.sqrt(dx * dx + dy * dy), inside = within.r - size[i];
    if (out > inside) { x[i] = within.x + (dx * inside) / out; y[i] = within.y + (dy * inside) / out; }
  }
}
function relax(ids, { rounds = 90, within = null, gap = 26, length = 70, fixed = new Set() } = {}) { // nodes pull their neighbours and push the rest, step by step
  const at = new Map(ids.map((id, i) => [id, i]));
  const numbers = (of) => Float64Array.from(ids, of);
  const points = { x: numbers((id) => nodes[id].x), y: numbers((id) => nodes[id].y), size: numbers((id) => nodes[id].size), degree: numbers(() => 1), moveX: numbers(() => 0), moveY: numbers(() => 0), still: ids.map((id) => state.pinned.has(id) || fixed.has(id)) };
  const links = drawn.edges.filter((edge) => at.has(edge.from) && at.has(edge.to) && edge.from !== edge.to).map((edge) => [at.get(edge.from), at.get(edge.to)]);
  for (const end of links.flat()) points.degree[end]++;
  for (let round = 0; round < rounds; round++) {
    points.moveX.fill(0);
    points.moveY.fill(0);
    push(points, { within, gap, length });
    pull(points, links, { length });
    step(points, 4 + 40 * (1 - round / rounds), within);
  }
  ids.forEach((id, i) => { if (!points.still[i]) placeNode(nodes[id], { x: Math.round(points.x[i]), y: Math.round(points.y[i]) }); });
}
let arranged = ""; // what the last arrangement of a large graph was for
function arrange() {
  for (const [id, place] of state.pinned) if (drawn.nodes.has(id)) placeNode(nodes[id], place);
  if (!many) return;
  const key = JSON.stringify([state.focus, state.hops, [...state.grown], [...state.open]]);
  if (key === arranged) return;
  arranged = key;
  if (state.focus.length) {
    const ids = [...state.focus, ...[...drawn.nodes].filter((id) => !state.focus.includes(id))].filter((id) => drawn.nodes.has(id));
    spiral(ids, { x: 0, y: 0 }, 46);
    return relax(ids, { rounds: ids.length < 160 ? 120 : 50 });
  }
  const inside = new Map();
  for (const id of drawn.nodes) inside.has(nodes[id].crowd) ? inside.get(nodes[id].crowd).push(id) : inside.set(nodes[id].crowd, [id]);
  for (const [number, ids] of inside) {
    const crowd = crowds[number];
    if (!crowd) continue; // a server told of it: it has its place beside whom it is linked to
    ids.sort((a, b) => rank(nodes[a], nodes[b]));
    if (crowd.placed === ids.join()) { for (const id of ids) placeNode(nodes[id], home(nodes[id])); continue; }
    spiral(ids, crowd, (crowd.r * 0.9) / Math.sqrt(Math.max(ids.length, 4)));
    if (ids.length > 3) relax(ids, { rounds: 40, within: { ...crowd, r: crowd.r * 0.94 }, gap: 8, length: (crowd.r * 1.2) / Math.sqrt(ids.length) });
    for (const id of ids) [nodes[id].homeX, nodes[id].homeY] = [nodes[id].x, nodes[id].y];
    crowd.placed = ids.join();
  }
}
