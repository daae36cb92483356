// The first screen, in the order of the terminal's: verdict, what stays, families, documents, rules, then the pictures.

const WORST = 8;
const POSITIONS = 48;

const verdictRow = () => {
  const { summary } = data;
  const failed = summary.verdict === "fail" || summary.exit_code === 2;
  const counts = SEVERITIES.filter((name) => summary.findings[name]).map((name) => t(`counted.${name}`, summary.findings[name]));
  const hit = checked.filter((doc) => doc.counts.some(Boolean)).length;
  const all = t("counted.documents", summary.documents);
  const sentence = !summary.documents ? t("summary.no_documents") : !counts.length ? t("summary.nothing", summary.documents)
    : t("summary.found", undefined, { findings: listed(counts), documents: number(hit), all });
  return el("div", { class: "row verdict" }, el("dt", {}, el("span", { class: `badge ${failed ? "fail" : "pass"}` }, t(failed ? "summary.fail" : "summary.pass").trim())),
    el("dd", {}, el("h1", {}, data.errors.length ? clauses([sentence, t("summary.unread", data.errors.length)]) : sentence),
      el("span", { class: "dim" }, t("summary.status", undefined, { code: summary.exit_code }))));
};

const figureRow = (gutter, name, part, whole, show, ink) => row(gutter, el("div", { class: "figure" },
  el("span", { class: "name" }, name), el("span", { class: "n" }, t("summary.of", undefined, { part: show(part), all: show(whole) })),
  el("span", { class: "n" }, percent(part, whole)), shareBar(part, whole, ink)));

const yieldRows = () => {
  const { summary } = data;
  const repeated = data.rules.filter((rule) => rule.family === "duplicate").reduce((sum, rule) => sum + rule.characters, 0);
  return frame(
    figureRow(t("gutter.stay"), t("summary.documents"), summary.kept.documents, summary.documents, number, "good"),
    figureRow("", t("summary.characters"), summary.kept.characters, summary.characters, amount, "good"),
    figureRow(t("page.repeats"), t("page.duplicate_share"), repeated, summary.characters, amount, "warning"));
};

// What a gate adds: how much is new, which budgets are used, what the configuration excepts.
const gateRows = () => {
  const { baseline: change, budgets = [], suppressed } = data.summary;
  const rows = [];
  if (change) {
    const figures = Object.fromEntries(["new", "known", "resolved"].map((name) => [name, number(change[name])]));
    rows.push(row(t("gutter.change"), link("findings", { known: "false" }, t("summary.change", undefined, figures))));
  }
  for (const budget of budgets) {
    const share = budget.of === null ? null : `${Number(((100 * budget.used) / (budget.of || 1)).toPrecision(3))} %`;
    const used = share === null ? t("counted.findings", budget.used) : t("summary.share", undefined, { part: number(budget.used), all: number(budget.of), share });
    const limit = (value) => (share === null ? number(value) : `${Number((100 * value).toPrecision(6))} %`);
    const limits = ["warn", "fail"].filter((name) => budget[name] !== null).map((name) => t(`summary.${name}s`, undefined, { limit: limit(budget[name]) }));
    const ink = { fail: "error", warn: "warning" }[budget.status] ?? "";
    rows.push(inkRow(ink, ink && t(`gutter.${ink}`), t("summary.budget", undefined, { name: budget.name, used, limits: listed(limits) })));
  }
  if (suppressed?.findings) rows.push(row(t("gutter.except"), t("summary.suppressed", suppressed.findings)));
  return rows.length ? frame(...rows) : "";
};

const familyRows = () => {
  const rows = data.families.map((name) => ({ name, counts: [0, 0, 0], docs: new Set(), leaves: 0 }));
  const by = Object.fromEntries(rows.map((entry) => [entry.name, entry]));
  for (let i = 0; i < COUNT; i += 1) {
    const entry = by[ruleOf(i).family];
    entry.counts[found.severity[i]] += 1;
    entry.docs.add(found.document[i]);
  }
  for (const rule of data.rules) by[rule.family].leaves += rule.characters;
  const shown = rows.filter(({ counts }) => counts.some(Boolean)).sort((a, b) => {
    const level = [0, 1, 2].find((n) => a.counts[n] !== b.counts[n]);
    return level === undefined ? 0 : b.counts[level] - a.counts[level];
  });
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  const most = Math.max(1, ...shown.map(({ counts }) => sum(counts)));
  return el("table", { class: "figures" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("summary.docs")), el("th", { scope: "col" }, t("summary.family")),
    el("th", { scope: "col" }, t("summary.findings")), el("th", { scope: "col" }, t("summary.would_leave")),
    el("th", { scope: "col", class: "chart" }, legend(SEVERITIES, SEVERITIES.map((name) => t(`severity.${name}`)))))),
  el("tbody", {}, shown.map((entry) => el("tr", {}, el("td", {}, number(entry.docs.size)),
    el("th", { scope: "row" }, link("findings", { family: entry.name }, t(`family.${entry.name}`))),
    el("td", {}, number(sum(entry.counts))), el("td", {}, amount(entry.leaves)),
    el("td", { class: "chart" }, severityBar(entry.counts, most), hidden(clauses(SEVERITIES.map((name, n) => `${t(`severity.${name}`)} ${entry.counts[n]}`))))))));
};

const byBadness = (a, b) => {
  const verdict = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  if (verdict) return verdict;
  const level = [0, 1, 2].find((n) => a.counts[n] !== b.counts[n]);
  return level === undefined ? a.id - b.id : b.counts[level] - a.counts[level];
};

// The rule with the worst severity and the most places in a document.
const mostly = (doc) => {
  const counts = new Map();
  for (const i of doc.own) counts.set(found.rule[i], (counts.get(found.rule[i]) ?? 0) + found.spans[i]);
  const level = (id) => Math.min(...doc.own.filter((i) => found.rule[i] === id).map((i) => found.severity[i]));
  const [first] = [...counts].sort((a, b) => level(a[0]) - level(b[0]) || b[1] - a[1]);
  return first ? t(first[1] > 1 ? "summary.times" : "page.once", first[1], { times: "×", name: data.rules[first[0]].name }) : "";
};

const worstRows = () => el("table", { class: "figures" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, ""), el("th", { scope: "col" }, t("summary.worst")),
  el("th", { scope: "col", class: "ends" }, el("span", {}, t("summary.head")), el("span", {}, t("summary.tail"))),
  ...SEVERITIES.map((name) => el("th", { scope: "col", class: "wide" }, t(`gutter.${name}`))), el("th", { scope: "col", class: "last wide" }, t("summary.mostly")))),
el("tbody", {}, checked.filter((doc) => doc.verdict !== "accept").sort(byBadness).slice(0, WORST).map((doc) => el("tr", {},
  el("td", { class: doc.verdict === "reject" ? "error" : "warning" }, t(`gutter.${doc.verdict}`)), el("th", { scope: "row", class: "path" }, link("documents", { document: doc.id }, doc.short), doc.name && el("span", { class: "dim" }, ` ${doc.name.slice(doc.name.lastIndexOf("/") + 1)}`)),
  el("td", { class: "ends" }, documentMap(doc.map)), ...doc.counts.map((count) => el("td", { class: "wide" }, count ? number(count) : el("span", { class: "dim" }, "-"))), el("td", { class: "last wide" }, mostly(doc))))));

const ruleLevel = (() => {
  const level = new Array(data.rules.length).fill(2);
  for (let i = 0; i < COUNT; i += 1) level[found.rule[i]] = Math.min(level[found.rule[i]], found.severity[i]);
  return level;
})();

const firstOf = data.rules.map((_, id) => found.rule.indexOf(id));

const dearRows = () => el("table", { class: "figures" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, ""), el("th", { scope: "col" }, t("summary.expensive")),
  el("th", { scope: "col" }, t("summary.findings")), el("th", { scope: "col", class: "wide" }, t("summary.docs")), el("th", { scope: "col" }, t("summary.would_leave")), el("th", { scope: "col", class: "last wide" }, t("summary.example")))),
el("tbody", {}, data.rules.map((rule, id) => ({ ...rule, id })).sort((a, b) => b.characters - a.characters || b.findings - a.findings).slice(0, WORST).map((rule) => {
  const severity = SEVERITIES[ruleLevel[rule.id]];
  return el("tr", {}, el("td", { class: severity }, t(`gutter.${severity}`)), el("th", { scope: "row" }, link("findings", { rule: rule.name }, rule.name), el("span", { class: "dim wide" }, ` ${rule.code}`)),
    el("td", {}, number(rule.findings)), el("td", { class: "wide" }, number(rule.documents)), el("td", {}, amount(rule.characters)), el("td", { class: "last wide" }, el("span", { class: "clip" }, found.text[firstOf[rule.id]])));
})));

const lengthChart = () => checked.length && columnsChart(t("page.lengths"), doubling(checked.map((doc) => [doc.characters, VERDICTS.indexOf(doc.verdict), 3])),
  ["error", "warning", "neutral"], VERDICTS.map((name) => t(`gutter.${name}`)));

const positionChart = () => {
  const columns = Array.from({ length: POSITIONS }, (_, n) => ({ label: n % 12 ? "" : `${Math.round((100 * n) / POSITIONS)} %`, name: `${Math.round((100 * n) / POSITIONS)} %`, parts: [0, 0, 0] }));
  for (let i = 0; i < COUNT; i += 1) {
    const size = docs[found.document[i]].characters;
    if (size) columns[Math.min(POSITIONS - 1, Math.floor((POSITIONS * found.offset[i]) / size))].parts[found.severity[i]] += 1;
  }
  return COUNT && columnsChart(t("page.positions"), columns, SEVERITIES, SEVERITIES.map((name) => t(`severity.${name}`)), [1, 0.6, 0.3]);
};

const clusterChart = () => clusters.length && columnsChart(t("page.cluster_sizes"), doubling(clusters.map(({ copies }) => [copies.length + 1, 0, 1])), ["neutral"], [t("page.clusters")]);

const notRead = () => {
  const rows = [row(t("gutter.ran"), t("summary.ran", undefined, {
    rules: t("counted.rules", data.summary.rules_run), documents: t("counted.documents", data.summary.documents), characters: amount(data.summary.characters) }))];
  rows.push(...someRows(data.errors.map(([path, why]) => inkRow("error", t("gutter.unread"), `${path}: ${why}`)), 6, "frames.and_more"));
  rows.push(...someRows(data.skipped.map(([path, why]) => row(t("gutter.skip"), path, el("span", { class: "dim" }, ` ${why}`))), 6, "frames.and_more"));
  return frame(...rows);
};

const overview = () => el("div", { class: "sheet" }, frame(verdictRow()), yieldRows(), gateRows(),
  COUNT ? familyRows() : "", checked.some((doc) => doc.verdict !== "accept") ? worstRows() : "", COUNT ? dearRows() : "",
  el("div", { class: "charts" }, positionChart() || "", lengthChart() || "", clusterChart() || ""), notRead());
