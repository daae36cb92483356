// Elements, made one by one: a string becomes a text node and never anything else.

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
};

const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const SVG = "http://www.w3.org/2000/svg";
const svg = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

// One row of the rail: a word or a number in the gutter, everything else beside it.
const row = (gutter, ...body) => el("div", { class: "row" }, el("dt", {}, gutter), el("dd", {}, ...body));
const inkRow = (ink, gutter, ...body) => el("div", { class: `row ${ink}` }, el("dt", {}, gutter), el("dd", {}, ...body));
const frame = (...rows) => el("dl", { class: "frame" }, ...rows);
// What a frame is about, as a heading for those who go from one to the next by ear.
const heading = (...text) => el("strong", { role: "heading", "aria-level": "2" }, ...text);
const hidden = (...text) => el("span", { class: "sr" }, ...text);

const link = (view, parameters, ...children) => {
  const query = new URLSearchParams(parameters).toString();
  return el("a", { href: `#${view}${query ? `?${query}` : ""}` }, ...children);
};

const choice = (name, label, options, chosen, change) => {
  const select = el("select", { name, onchange: (event) => change(event.target.value) });
  for (const [value, text] of options) select.append(el("option", { value, selected: value === chosen }, text));
  return el("label", { class: "choice" }, el("span", {}, label), select);
};

const searchBox = (value, change) => {
  let waiting = 0;
  const input = el("input", {
    type: "search", name: "q", value, placeholder: t("page.search"), "aria-label": t("page.search"), autocomplete: "off", spellcheck: "false",
    oninput: () => { clearTimeout(waiting); waiting = setTimeout(() => change(input.value), 120); },
  });
  return input;
};

// A file for the reader to keep; it is made here and sent nowhere.
const download = (name, text) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

const speaker = el("div", { class: "sr", role: "status", "aria-live": "polite" });
const say = (text) => { speaker.textContent = text; };
