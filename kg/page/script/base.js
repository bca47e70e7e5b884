// ------------------------------------------------------------ elements, words and days
// Texts of the data only ever become text nodes: nothing in this script parses HTML.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const narrow = matchMedia("(max-width: 820px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "on") for (const [event, action] of Object.entries(value)) made.addEventListener(event, action);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}
function svgElement(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
function drawing(width, height, className, path, attributes = {}) {
  return svgElement("svg", { width, height, class: className, "aria-hidden": "true" }, svgElement("path", { d: path, ...attributes }));
}
function button(className, action, ...children) {
  return element("button", { type: "button", class: className, on: { click: action } }, ...children);
}
const text = (className, ...words) => element("span", { class: className }, ...words);
const NUMBERS = new Intl.NumberFormat("en");
const number = (count) => NUMBERS.format(count);
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
const upper = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const icon = (style, size = 16) => drawing(size, size, "shape", style.path, { fill: style.colour, transform: `translate(${size / 2} ${size / 2}) scale(${size * 0.38})`, "stroke-width": 0.14 });
function stroke(status, thin) {
  const dash = dashes.get(status);
  return drawing(28, 10, "stroke", "M1 5H27", { "stroke-width": thin ? 1 : 2, "stroke-dasharray": dash ? dash.map((part) => part * 0.8).join(" ") : null });
}
function webAddress(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch { return null; }
}
function link(address, label) {
  const url = webAddress(address);
  return url && element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, label || address);
}
function linkName(address) {
  const url = webAddress(address);
  if (!url) return address;
  const last = url.pathname.split("/").filter(Boolean).pop() || "";
  try { return `${url.hostname.replace(/^www\./, "")} ${decodeURIComponent(last)}`.trim(); } catch { return address; }
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
const firstDay = (value) => (value === ".." ? "0000-01-01" : (value + "-01-01".slice(value.length - 4)).slice(0, 10));
const lastDay = (value) => (value === ".." ? "9999-12-31" : value.length >= 10 ? value.slice(0, 10) : (value + "-12-31".slice(value.length - 4)).slice(0, 10));
function span(value) { // a time as its first and last day
  if (!/^(\.\.|\d{4})/.test(value)) return null;
  const [begin, end = begin] = value.split("/");
  return [firstDay(begin), lastDay(end)];
}
