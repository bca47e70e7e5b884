// ------------------------------------------------------------ other views of the same statements: table, timeline, who said what
const TABS = ["graph", "table", "timeline", "said"];
const PAGE = 300; // rows at a time
let rowsShown = PAGE;
let order = { column: -1, down: false }; // at first as in the data, relations before parts in events
function filtered() {
  const wanted = fold($("search").value.trim());
  return shown.list.filter((edge) => !state.hidden.has(edge.from) && !state.hidden.has(edge.to)).filter((edge) => !wanted || COLUMNS.some(([, value]) => fold(value(edge)).includes(wanted)));
}
const COLUMNS = [
  ["Subject", (edge) => nodes[edge.from].label], ["Relation", (edge) => edge.label], ["Object", (edge) => nodes[edge.to].label],
  ["Status", (edge) => statusName(edge.status) + (contradicted(edge) ? ", disputed" : "")],
  ["Said by", (edge) => edge.sources.join(", ")], ["When", (edge) => edge.times.join(", "), (edge) => edge.times.map(formatTime).join(", ")],
  ["Article", (edge) => [...new Set(claimsOf(edge).map(publisherOf))].join(", ")],
];
function moreButton(rest, grow) {
  return rest > 0 ? button("more", grow, `Show ${number(Math.min(rest, PAGE))} more of ${number(rest)}`) : null;
}
function grow() {
  const there = $("sheet").querySelectorAll(".open").length;
  rowsShown += PAGE;
  drawTab();
  const next = $("sheet").querySelectorAll(".open")[there];
  if (next) next.focus();
}
const withWords = () => ($("search").value.trim() ? " with these words" : "");
function table() {
  const rows = filtered();
  const value = order.column < 0 ? (edge) => (edge.role ? "b" : "a") : COLUMNS[order.column][1];
  const keyed = rows.map((edge, i) => [fold(value(edge)), i, edge]).sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (order.down ? -1 : 1) || a[1] - b[1]);
  const head = COLUMNS.map(([name], i) => element("th", { scope: "col", "aria-sort": i === order.column ? (order.down ? "descending" : "ascending") : null },
    button("", () => { order = { column: i, down: i === order.column && !order.down }; table(); $("sheet").querySelectorAll("thead button")[i].focus(); }, `${name}${i === order.column ? (order.down ? " ↓" : " ↑") : ""}`)));
  const body = keyed.slice(0, rowsShown).map(([, , edge]) => element("tr", { "data-edge": edge.id }, ...COLUMNS.map(([, plain, nice], i) => cell(edge, i, (nice || plain)(edge)))));
  $("sheet").replaceChildren(element("table", {}, element("caption", {}, `${plural(rows.length, "statement")}${withWords()}. Choose a relation to read its sentences.`), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)), ...[moreButton(rows.length - body.length, grow)].filter(Boolean));
}
function cell(edge, column, words) {
  if (column === 0) return element("th", { scope: "row" }, words);
  if (column === 1) return element("td", {}, button("open", () => chooseEdge(edge, { read: true }), words));
  return element("td", column === 3 || column === 5 ? { class: "short" } : {}, column === 3 ? stroke(edge.status, edge.role) : null, words);
}

function timeline() {
  const dated = filtered().filter((edge) => !edge.role && days(edge).length).map((edge) => [edge.times[0] || days(edge)[0][0], edge]);
  dated.sort((a, b) => (firstDay(a[0].split("/")[0]) < firstDay(b[0].split("/")[0]) ? -1 : firstDay(a[0].split("/")[0]) > firstDay(b[0].split("/")[0]) ? 1 : 0));
  const byDay = new Map();
  for (const [time, edge] of dated.slice(0, rowsShown)) { const key = edge.times.length ? formatTime(time) : `Told on ${formatTime(time)}, no day given`; byDay.set(key, [...(byDay.get(key) || []), edge]); }
  const without = filtered().filter((edge) => !edge.role).length - dated.length;
  const entry = (edge) => element("li", { "data-edge": edge.id, class: edge.status }, stroke(edge.status), element("div", {},
    button("open", () => chooseEdge(edge, { read: true }), text("label", nodes[edge.from].label), text("relation", ` ${edge.label} `), text("label", nodes[edge.to].label)),
    element("p", { class: "muted" }, [statusName(edge.status), contradicted(edge) ? "disputed" : null, [...voices(edge)].slice(0, 4).join(", ")].filter(Boolean).join(" · "))));
  $("sheet").replaceChildren(element("p", { class: "caption" }, `${plural(dated.length, "statement")}${withWords()} by day${without ? `; ${number(without)} without any day are left out` : ""}.`),
    element("ol", { class: "days" }, ...[...byDay].map(([day, edges]) => element("li", {}, element("h2", {}, day), element("ul", {}, ...edges.map(entry))))), ...[moreButton(dated.length - rowsShown, grow)].filter(Boolean));
}

const STANDS = { asserted: ["●", "says so"], reported: ["●", "says so"], hypothetical: ["○", "says it may be so"], denied: ["✕", "denies it"] };
function standsOf(claims) { // source → status → how it ended
  const stands = new Map();
  for (const claim of claims) for (const voice of voicesOf(claim)) stands.set(voice, new Map(stands.get(voice)).set(claim.status, claim.outcome || ""));
  return stands;
}
function claimRows() { // events with all that is claimed of them, then what no event stands for; that somebody speaks is no claim about the world
  const list = filtered(), told = new Map(), claimed = new Set();
  for (const edge of list.filter(({ role, from }) => role && groupOf(nodes[from]) === "Event")) told.set(edge.from, [...(told.get(edge.from) || []), edge]);
  const rows = [...told].map(([event, edges]) => {
    const claims = [...new Set(edges.flatMap((edge) => edge.evidence))].map((at) => evidence[at]).filter(Boolean);
    for (const claim of claims) claimed.add(`${claim.document}${claim.claim}`);
    return { name: nodes[event].label, time: claims.map((claim) => claim.time).find(Boolean), act: () => chooseNode(nodes[event], { read: true }), id: edges[0].id, claims, split: Boolean(nodes[event].contested) };
  });
  for (const edge of list) {
    const claims = claimsOf(edge);
    if (edge.role || edge.speech || !claims.some((claim) => !claimed.has(`${claim.document}${claim.claim}`))) continue;
    rows.push({ name: phrase(edge), time: edge.times[0], act: () => chooseEdge(edge, { read: true }), id: edge.id, claims, split: contradicted(edge) });
  }
  return rows.map((row) => ({ ...row, stands: standsOf(row.claims), agree: new Set(row.claims.filter((claim) => claim.status !== "denied").flatMap(voicesOf)).size }));
}
const SIDES = 4; // of those who disagree, named beside the claim: their columns may be out of sight
function sides({ stands }) {
  const signs = (statuses) => [...statuses].map(([status, outcome]) => (STANDS[status] || STANDS.asserted)[0] + (outcome ? ` ${outcome}:` : "")).join(" ");
  const telling = ([, statuses]) => (statuses.has("denied") ? 0 : [...statuses.values()].some(Boolean) ? 1 : 2); // who denies, then who tells an outcome
  const named = [...stands].sort((a, b) => telling(a) - telling(b)).slice(0, SIDES).map(([voice, statuses]) => {
    const made = text("side", `${signs(statuses)} ${voice}`);
    made.title = voice;
    return made;
  });
  return stands.size > SIDES ? [...named, text("side", `and ${number(stands.size - SIDES)} more`)] : named;
}
const VOICES = 9; // columns; the rest stands in one
function whoSaidWhat() {
  const rows = claimRows();
  const loud = new Map();
  for (const { stands, split } of rows) for (const voice of stands.keys()) loud.set(voice, (loud.get(voice) || 0) + (split ? 5 : 1)); // who disagrees comes first
  const sources = [...loud].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([voice]) => voice);
  const columns = sources.slice(0, VOICES), rest = new Set(sources.slice(VOICES));
  rows.sort((a, b) => b.split - a.split || b.agree - a.agree);
  const mark = (row, voice, stands) => {
    if (!stands.size) return element("td", { class: "stand" });
    const made = button("stand", row.act, [...stands.keys()].map((status) => (STANDS[status] || STANDS.asserted)[0]).join(""));
    const words = [...stands].map(([status, outcome]) => (STANDS[status] || STANDS.asserted)[1] + (outcome ? ` (${outcome})` : "")).join(", ");
    made.setAttribute("aria-label", `${voice}: ${words}`);
    made.title = words;
    if (stands.has("denied")) made.classList.add("warn");
    return element("td", { class: "stand" }, made);
  };
  const others = (stands) => new Map([...stands].filter(([voice]) => rest.has(voice)).flatMap(([, statuses]) => [...statuses]));
  const body = rows.slice(0, rowsShown).map((row) => element("tr", { "data-edge": row.id, class: row.split ? "split" : null },
    element("th", { scope: "row" }, button("open", row.act, row.name), row.time ? text("muted", ` ${formatTime(row.time)}`) : null),
    element("td", { class: "short" }, row.split ? [text("warn", "disagree"), ...sides(row)] : row.agree > 1 ? `${row.agree} agree` : "one source"),
    ...columns.map((voice) => mark(row, voice, row.stands.get(voice) || new Map())), rest.size ? mark(row, "Others", others(row.stands)) : null));
  $("sheet").replaceChildren(element("table", { class: "matrix" }, element("caption", {}, text("pinned", `${plural(rows.length, "event or tie", "events and ties")}${withWords()} by source: disagreements first, then what most agree on. ● says so · ○ says it may be so · ✕ denies it.`)),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "What"), element("th", { scope: "col" }, "Together"), ...columns.map((voice) => element("th", { scope: "col" }, text("label", voice.length > 40 ? `${voice.slice(0, 38)} …` : voice))), rest.size ? element("th", { scope: "col" }, `${number(rest.size)} others`) : null)),
    element("tbody", {}, ...body)), ...[moreButton(rows.length - body.length, grow)].filter(Boolean));
}
const SHEETS = { table, timeline, said: whoSaidWhat };
let sheetOf = ""; // what the sheet shows, so that choosing a row does not draw it anew
function drawTab() {
  const asGraph = state.tab === "graph";
  for (const made of document.querySelectorAll("[role=tab]")) {
    made.setAttribute("aria-selected", String(made.dataset.tab === state.tab));
    made.tabIndex = made.dataset.tab === state.tab ? 0 : -1;
  }
  $("sheet").hidden = asGraph;
  $("stage").setAttribute("aria-labelledby", `tab-${state.tab}`);
  $("stage").classList.toggle("tabular", !asGraph);
  if (!asking) $("search").placeholder = SEARCHES[state.tab];
  if (asGraph) return;
  const now = JSON.stringify([state.tab, filterKey, $("search").value, rowsShown, [...state.hidden], complete]);
  if (now !== sheetOf) SHEETS[state.tab]();
  sheetOf = now;
  for (const row of $("sheet").querySelectorAll("[data-edge]")) row.classList.toggle("chosen", row.dataset.edge === state.chosen.edge);
}
function showTab(tab) {
  openList(false);
  rowsShown = PAGE;
  change(() => { state.tab = tab; });
}
for (const made of document.querySelectorAll("[role=tab]")) {
  made.addEventListener("click", () => showTab(made.dataset.tab));
  made.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.stopPropagation();
    const next = TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length];
    showTab(next);
    $(`tab-${next}`).focus();
  });
}
