// A finding as the terminal draws it: the message, where, the lines with their marks, what else, why and what to do.

const LINES = 8; // lines of one finding that are shown at first
const PLACES = 40; // other places that are named at first

const cut = () => el("span", { class: "cut" }, "…");

// Plain and marked stretches in turn.
const marked = (parts, severity) => parts.map((part, n) => (n % 2 ? el("mark", { class: severity }, part) : part));

const evidenceRow = ([line, column, length, parts], severity) => {
  const shown = parts.reduce((sum, part) => sum + part.length, 0);
  return row(number(line), el("code", { class: "text" },
    column > 1 && cut(), ...marked(parts, severity), column - 1 + shown < length && cut()));
};

// The first of many rows, and a button for the rest.
const someRows = (rows, most, more) => {
  if (rows.length <= most + 1) return rows;
  const box = el("div", { class: "rest" });
  const button = el("button", { class: "plain", onclick: () => box.replaceWith(...rows.slice(most)) }, t(more, rows.length - most));
  box.append(row(t("gutter.more"), button));
  return [...rows.slice(0, most), box];
};

const placeLink = (place) => {
  const span = place.last > place.line ? `${place.line}–${place.last}` : String(place.line);
  const text = `${place.doc.place}:${span}`;
  return place.doc.verdict ? link("documents", { document: place.doc.id }, text) : text;
};

const relatedRows = (places) => places.map((raw) => {
  const place = asPlace(raw);
  const label = place.role === "kept" ? "keep" : place.role === "copy" ? "drop" : "where";
  const ink = place.role === "kept" ? "good" : place.role === "copy" ? "warning" : "";
  return inkRow(ink, t(`gutter.${label}`), placeLink(place), " ", el("span", { class: "dim" }, measured(place)));
});

const manyRows = (detail) => {
  const rows = [];
  if (detail.kinds?.length > 1) {
    rows.push(row(t("gutter.which"), ...detail.kinds.flatMap(([text, count]) => [
      el("code", { class: "kind" }, text), el("span", { class: "dim" }, ` ${number(count)}  `)])));
  }
  if (detail.places) {
    rows.push(row(t("gutter.where"), el("span", { class: "dim" },
      listed(detail.places.slice(0, PLACES).map(([line, column]) => `${line}:${column}`)),
      detail.places.length > PLACES && ` … ${t("page.places", detail.places.length)}`)));
  }
  return rows;
};

const lineRows = (detail, severity, dropped, kept) =>
  detail.diff ? [aligned(detail.diff, dropped, kept)] : someRows(detail.lines.map((line) => evidenceRow(line, severity)), LINES, "frames.lines_more");

const fixRow = ([replacement, safe]) => inkRow("good", t("gutter.fix"),
  el("code", { class: "text" }, replacement === "" ? "∅" : replacement.replaceAll("\n", "↵\n")), " ",
  el("span", { class: "dim" }, t(safe ? "frames.safe" : "frames.unsafe")));

const adviceRows = (rule) => {
  const words = ruleWords(rule);
  return words ? [row(t("gutter.why"), words.why), row(t("gutter.do"), words.remedy)] : [];
};

const headRow = (i) => {
  const severity = SEVERITIES[found.severity[i]];
  const rule = ruleOf(i);
  return el("div", { class: `row headline ${severity}` }, el("dt", {}, t(`gutter.${severity}`)), el("dd", {},
    heading(message(i)), " ", el("span", { class: "rule" }, link("rules", { rule: rule.name }, rule.name), ` ${rule.code}`),
    found.known?.[i] && el("span", { class: "tag" }, t("page.known"))));
};

// The frame of one finding; `brief` leaves out what the rule says.
const findingFrame = async (i, { brief = false, actions = true } = {}) => {
  const detail = await evidenceOf(i);
  const doc = docs[found.document[i]];
  const severity = SEVERITIES[found.severity[i]];
  const at = el("span", { class: "place" }, doc.verdict ? link("documents", { document: doc.id, at: i }, placeOf(i)) : placeOf(i),
    doc.name && el("span", { class: "dim" }, ` ${doc.name}`));
  const rows = [headRow(i), row(t("gutter.at"), at)];
  if (detail.bytes) rows.push(row("", el("span", { class: "dim" }, t("frames.bytes", undefined, { first: number(detail.bytes[0]), upto: "–", last: number(detail.bytes[1] - 1) }))));
  rows.push(...lineRows(detail, severity));
  if (detail.fix) rows.push(fixRow(detail.fix));
  rows.push(...manyRows(detail));
  if (detail.related) rows.push(...someRows(relatedRows(detail.related), 6, "page.more_places"));
  if (!brief) rows.push(...adviceRows(ruleOf(i)));
  if (actions) rows.push(decisionRow([i], i));
  return frame(...rows);
};

// What the reader thinks of it, and the reason for which it may be ignored.
const decisionRow = (many, only) => {
  const note = only === undefined ? null : el("input", {
    type: "text", class: "note", value: noteOf(only), placeholder: t("page.reason"), "aria-label": t("page.reason"),
    onchange: (event) => { setNote(only, event.target.value); },
  });
  return el("div", { class: "row decide" }, el("dt", {}, t("page.mark")), el("dd", {}, markButtons(many), note));
};
