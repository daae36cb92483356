// Pictures of numbers, drawn by hand in SVG.  Severity is height as well as hue; every picture has its figures as a table.

const HEIGHTS = [10, 6, 3]; // of error, warning, info in a bar
const WIDEST = 22; // of a column, out of 480

// A horizontal bar of three parts on a common ground line.
const severityBar = (counts, most, width = 240) => {
  let x = 0;
  const parts = counts.map((count, level) => {
    if (!count) return null;
    const size = Math.max(2, (count / most) * width);
    const rect = svg("rect", { class: SEVERITIES[level], x, y: 11 - HEIGHTS[level], width: size, height: HEIGHTS[level] });
    x += size + 1;
    return rect;
  });
  return svg("svg", { class: "bar", viewBox: `0 0 ${width + 4} 12`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...parts);
};

// A share of a whole: the part in its colour, the rest as a track.
const shareBar = (part, whole, ink) => svg("svg", { class: "bar share", viewBox: "0 0 240 12", preserveAspectRatio: "none", "aria-hidden": "true" },
  svg("rect", { class: "track", x: 0, y: 7, width: 240, height: 1.5 }),
  svg("rect", { class: ink, x: 0, y: 5, width: whole ? (240 * part) / whole : 240, height: 5 }));

// Where in a document the damage is: 24 pieces, the height says how much.
const documentMap = (heights) => {
  const bars = [...heights].map((digit, n) => (digit === "0" ? null
    : svg("rect", { x: n * 4, y: 14 - Number(digit) * 1.8, width: 3, height: Number(digit) * 1.8 })));
  return svg("svg", { class: "map", viewBox: "0 0 96 15", preserveAspectRatio: "none", role: "img", "aria-label": heights ? t("page.map", undefined, { where: mapWords(heights) }) : t("page.map_none") },
    svg("rect", { class: "ground", x: 0, y: 14, width: 95, height: 1 }), ...bars);
};

const mapWords = (heights) => {
  const at = [...heights].map((digit, n) => (digit === "0" ? -1 : n)).filter((n) => n >= 0);
  return `${percent(at[0], heights.length)} – ${percent(at.at(-1) + 1, heights.length)}`;
};

// Columns of stacked parts.  `columns` is [{label, parts, name}], `inks` the class of each part; widths differ with severity.
const columnsChart = (title, columns, inks, names, widths = inks.map(() => 1)) => {
  const most = Math.max(1, ...columns.map(({ parts }) => parts.reduce((a, b) => a + b, 0)));
  const step = 480 / Math.max(1, columns.length);
  const drawn = [svg("line", { class: "ground", x1: 0, y1: 100.5, x2: 480, y2: 100.5 })];
  columns.forEach(({ parts, label }, n) => {
    let y = 100;
    parts.forEach((count, level) => {
      if (!count) return;
      const height = Math.max(1, (count / most) * 92);
      const width = Math.max(1, Math.min(WIDEST, step - Math.min(3, step / 4)) * widths[level]);
      y -= height;
      drawn.push(svg("rect", { class: inks[level], x: n * step + (step - width) / 2, y, width, height }));
    });
    if (label) drawn.push(svg("text", { x: Math.max(12, n * step + step / 2), y: 116, "text-anchor": "middle" }, label));
  });
  const picture = svg("svg", { class: "columns", viewBox: "0 0 480 120", role: "img", "aria-label": title }, ...drawn);
  return el("figure", {}, el("figcaption", {}, el("span", {}, title), legend(inks, names, widths), el("span", { class: "dim most" }, t("page.highest", undefined, { n: number(most) }))), picture, figures(title, columns, names));
};

const legend = (inks, names, widths = []) => el("span", { class: widths.some((width) => width < 1) ? "legend narrowing" : widths.length ? "legend" : "legend lowering" }, names.length > 1 && names.map((name, n) => el("span", { class: inks[n] }, el("i", { "aria-hidden": "true" }), name)));

// The same lying down, each with its number: for names, and for what is few.
const rowsChart = (title, rows, inks, names) => {
  const sum = (parts) => parts.reduce((a, b) => a + b, 0);
  const most = Math.max(1, ...rows.map(({ parts }) => sum(parts)));
  const bar = (parts) => {
    let x = 0;
    return svg("svg", { class: "bar", viewBox: "0 0 240 12", preserveAspectRatio: "none" }, ...parts.map((count, n) => {
      if (!count) return null;
      const width = Math.max(1.5, (count / most) * 240);
      x += width;
      return svg("rect", { class: inks[n], x: x - width, y: 2, width, height: 8 });
    }));
  };
  return el("figure", {}, el("figcaption", {}, el("span", {}, title), legend(inks, names, inks.map(() => 1))),
    el("div", { class: "lying", "aria-hidden": "true" }, rows.flatMap(({ label, span, parts }) => [
      el("span", { class: "label" }, span ?? label), bar(parts), el("span", { class: "n" }, number(sum(parts)))])),
    figures(title, rows, names));
};

// The same numbers for those who do not see the picture.
const figures = (title, columns, names) => el("table", { class: "sr" }, el("caption", {}, title),
  el("tbody", {}, columns.filter(({ parts }) => parts.some(Boolean)).map(({ name, label, parts }) => el("tr", {}, el("th", { scope: "row" }, name ?? label),
    parts.map((count, n) => el("td", {}, `${names[n] ?? ""} ${number(count)}`))))));

// Counts of values by powers of two, each value in the bin that begins at or below it.
const doubling = (values) => {
  const bins = new Map();
  for (const [value, kind, kinds] of values) {
    const bin = value < 1 ? 0 : Math.floor(Math.log2(value));
    if (!bins.has(bin)) bins.set(bin, new Array(kinds).fill(0));
    bins.get(bin)[kind] += 1;
  }
  const present = [...bins.keys()];
  const out = [];
  for (let bin = Math.min(...present); bin <= Math.max(...present); bin += 1) {
    const last = 2 ** (bin + 1) - 1;
    const span = last > 2 ** bin ? `${amount(2 ** bin)} – ${amount(last)}` : amount(last);
    out.push({ label: amount(2 ** bin), span, name: `${number(2 ** bin)} – ${number(last)}`, parts: bins.get(bin) ?? [] });
  }
  return out;
};
