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
const shownEdges = (id) => graph.touching[id].filter(passes);
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
  else wanted = [...[...state.open].flatMap((crowd) => members(crowd).filter((node) => shown.nodes.has(node.id)).slice(0, OPENED).map((node) => node.id)), ...state.grown];
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
function relax(ids, { rounds = 90, within = null, gap = 26, length = 70, fixed = new Set() } = {}) { // nodes pull their neighbours and push the rest, step by step
  const at = new Map(ids.map((id, i) => [id, i]));
  const points = ids.map((id) => ({ x: nodes[id].x, y: nodes[id].y, size: nodes[id].size, still: state.pinned.has(id) || fixed.has(id) }));
  const links = drawn.edges.filter((edge) => at.has(edge.from) && at.has(edge.to) && edge.from !== edge.to).map((edge) => [at.get(edge.from), at.get(edge.to)]);
  const degree = points.map(() => 1);
  for (const [a, b] of links) { degree[a]++; degree[b]++; }
  for (let round = 0; round < rounds; round++) {
    const cool = 1 - round / rounds;
    const move = points.map(() => [0, 0]);
    for (let i = 0; i < points.length; i++) {
      for (let j = 0; j < i; j++) {
        const [dx, dy] = [points[i].x - points[j].x || 0.1 * (i - j), points[i].y - points[j].y || 0.1];
        const apart = Math.hypot(dx, dy), room = points[i].size + points[j].size + gap;
        const push = (within && apart > 2 * length ? 0 : (length * length * 0.5) / (apart * apart)) + (apart < room ? (room - apart) / apart / 2 : 0);
        const [px, py] = [Math.max(-60, Math.min(60, dx * push)), Math.max(-60, Math.min(60, dy * push))];
        move[i][0] += px; move[i][1] += py; move[j][0] -= px; move[j][1] -= py;
      }
    }
    for (const [a, b] of links) {
      const [dx, dy] = [points[b].x - points[a].x, points[b].y - points[a].y];
      const pull = (Math.hypot(dx, dy) - length) / Math.max(1, Math.hypot(dx, dy)) * 0.5;
      move[a][0] += (dx * pull) / Math.sqrt(degree[a]); move[a][1] += (dy * pull) / Math.sqrt(degree[a]);
      move[b][0] -= (dx * pull) / Math.sqrt(degree[b]); move[b][1] -= (dy * pull) / Math.sqrt(degree[b]);
    }
    points.forEach((point, i) => {
      if (point.still) return;
      const far = Math.hypot(...move[i]), most = 4 + 40 * cool;
      point.x += (move[i][0] * Math.min(far, most)) / (far || 1);
      point.y += (move[i][1] * Math.min(far, most)) / (far || 1);
      if (!within) return;
      const out = Math.hypot(point.x - within.x, point.y - within.y), inside = within.r - point.size;
      if (out > inside) { point.x = within.x + ((point.x - within.x) * inside) / out; point.y = within.y + ((point.y - within.y) * inside) / out; }
    });
  }
  ids.forEach((id, i) => { if (!points[i].still) placeNode(nodes[id], { x: Math.round(points[i].x), y: Math.round(points[i].y) }); });
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
  for (const crowd of crowds) {
    const ids = [...drawn.nodes].filter((id) => nodes[id].crowd === crowd.id).sort((a, b) => rank(nodes[a], nodes[b]));
    if (!ids.length || crowd.placed === ids.join()) { for (const id of ids) placeNode(nodes[id], home(nodes[id])); continue; }
    spiral(ids, crowd, (crowd.r * 0.9) / Math.sqrt(Math.max(ids.length, 4)));
    if (ids.length > 3) relax(ids, { rounds: 40, within: { ...crowd, r: crowd.r * 0.94 }, gap: 8, length: (crowd.r * 1.2) / Math.sqrt(ids.length) });
    for (const id of ids) [nodes[id].homeX, nodes[id].homeY] = [nodes[id].x, nodes[id].y];
    crowd.placed = ids.join();
  }
}
