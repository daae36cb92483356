// Clusters of texts that repeat one another: what is kept, its copies, and any copy beside what is kept.

const COPIES = 30; // copies that are named at first

// The finding that stands on a copy, by its place.
const findingAt = (() => {
  const at = new Map();
  for (let i = 0; i < COUNT; i += 1) {
    if (ruleOf(i).family === "duplicate") at.set(`${found.document[i]}:${found.offset[i]}:${found.end[i]}`, i);
  }
  return ({ doc, offset, end }) => at.get(`${doc.id}:${offset}:${end}`);
})();

const clusterItem = (cluster) => ({
  key: `cluster:${cluster.id}`, cluster, level: 1,
  draw: () => {
    const { kept, copies, kind, weakest, text } = cluster;
    const same = weakest === null || weakest === 1 ? "" : t("page.at_least", undefined, { share: percent(weakest, 1) });
    return [el("span", { class: "gutter warning" }, `${number(copies.length + 1)}×`),
      el("span", { class: "body" }, el("span", { class: "first snip" }, text || `${kept.doc.short}:${kept.line}`),
        el("span", { class: "second" }, clauses([t(`page.kind_${kind}`), t("page.repeated", repeated(cluster), { n: amount(repeated(cluster)) }), same, text && `${kept.doc.short}:${kept.line}`].filter(Boolean))))];
  },
});

const beforeAfter = async (place, cluster) => {
  const i = findingAt(place);
  if (i === undefined) return frame(row("", el("span", { class: "dim" }, t("page.no_difference"))));
  const detail = await evidenceOf(i);
  const kept = detail.related ? asPlace(detail.related[0]) : cluster.kept;
  return frame(headRow(i), ...lineRows(detail, SEVERITIES[found.severity[i]], placeLink(place), placeLink(kept)), decisionRow([i], i));
};

const clusterDetail = async (cluster) => {
  const copies = await copiesOf(cluster);
  const shown = el("div", { "aria-live": "polite" });
  const buttons = copies.map((copy) => el("button", {
    class: "copy", onclick: () => choose(copy),
  }, `${copy.doc.short}:${copy.line}:${copy.column}`, el("span", { class: "dim" }, ` ${measured(copy)}`)));
  const choose = async (copy) => {
    buttons.forEach((button, n) => button.setAttribute("aria-pressed", String(copies[n] === copy)));
    shown.replaceChildren(await beforeAfter(copy, cluster));
  };
  const top = frame(el("div", { class: "row headline warning" }, el("dt", {}, `${number(copies.length + 1)}×`), el("dd", {}, heading(t(`page.kind_${cluster.kind}`)))),
    inkRow("good", t("gutter.keep"), placeLink(cluster.kept)),
    ...someRows(buttons.map((button) => inkRow("warning", t("gutter.drop"), button)), COPIES, "frames.and_more"));
  if (copies.length) await choose(copies[0]);
  return el("div", {}, top, shown);
};

const duplicatesView = (wanted, remember) => {
  const detail = el("div");
  const count = el("p", { class: "count dim", role: "status" });
  let shown = 0;
  const choose = async (entry) => {
    const turn = (shown += 1);
    const content = entry ? await clusterDetail(entry.cluster) : el("p", { class: "dim note" }, t("page.no_clusters"));
    if (turn === shown) detail.replaceChildren(content);
  };
  const list = new LongList(t("page.clusters"), {
    select: (entry) => { wanted.cluster = String(entry.cluster.id); remember(wanted); choose(entry); },
    toggle: () => {}, enter: (entry, focus) => shell.read(focus) });
  const names = ({ kept, copies, text }) => [text.toLowerCase(), ...[kept.doc, ...copies.map((doc) => docs[doc])].map((doc) => doc.place.toLowerCase())];
  const update = () => {
    const words = (wanted.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const many = clusters.filter((cluster) => (!wanted.kind || cluster.kind === wanted.kind)
      && (!words.length || names(cluster).some((name) => words.every((word) => name.includes(word)))));
    many.sort(wanted.order === "size" ? (a, b) => b.copies.length - a.copies.length || a.id - b.id : (a, b) => repeated(b) - repeated(a) || a.id - b.id);
    list.set(many.map(clusterItem), wanted.cluster && `cluster:${wanted.cluster}`);
    count.textContent = t("page.shown", many.length, { all: number(clusters.length) });
    choose(list.rows[list.active]);
  };
  const change = (some) => { Object.assign(wanted, some); remember(wanted); update(); };
  const kinds = [...new Set(clusters.map(({ kind }) => kind))];
  const bar = el("div", { class: "filters", role: "search" }, searchBox(wanted.q ?? "", (q) => change({ q })),
    choice("kind", t("page.kind"), [["", t("page.any")], ...kinds.map((kind) => [kind, t(`page.kind_${kind}`)])], wanted.kind ?? "", (kind) => change({ kind })),
    choice("order", t("page.order"), ["cost", "size"].map((name) => [name, t(`page.order_${name}`)]), wanted.order ?? "cost", (order) => change({ order })));
  const shell = beside(list, detail, bar, count);
  requestAnimationFrame(() => { update(); if (wanted.cluster) shell.read(false); });
  return shell.pair;
};
