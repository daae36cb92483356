// The first screen, in the order of the terminal's: verdict, what stays, families, documents, rules, then the pictures.

const WORST = 8;
const POSITIONS = 48;
const REPEATS = 6;
const LANGUAGES = 8;
const FEW = 4; // columns below which rows say more
const VERDICT_INKS = ["error", "warning", "neutral"];

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
    rows.push(row(t("gutter.change"), link("findings", { known: "false" }, t(change.part ? "summary.change_part" : "summary.change", undefined, figures))));
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
  return rows.length ? [frame(...rows), changedRows(change)] : "";
};

// The rules that found something new or no longer find what they found.
const changedRows = (change) => {
  const rows = (change?.rules ?? []).filter((row) => row.new || row.resolved);
  return rows.length ? el("table", { class: "figures changed" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, ""), el("th", { scope: "col" }, t("summary.changed")),
    ...["new", "known", "resolved"].map((name) => el("th", { scope: "col" }, t(`summary.${name}`))), el("th", { scope: "col", class: "last" }, ""))),
  el("tbody", {}, rows.slice(0, WORST).map((row) => el("tr", {}, el("td", {}, ""), el("th", { scope: "row" }, row.new ? link("findings", { rule: row.rule, known: "false" }, row.rule) : row.rule, el("span", { class: "dim wide" }, ` ${row.code}`)),
    ...["new", "known", "resolved"].map((name) => el("td", {}, row[name] ? number(row[name]) : el("span", { class: "dim" }, "-"))), el("td", { class: "last" }, ""))))) : "";
};

// A bar counts documents, each at its worst, as the terminal's does.
const familyRows = () => {
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  const most = Math.max(1, ...data.families.map(([, counts]) => sum(counts)));
  return el("table", { class: "figures" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("summary.docs")), el("th", { scope: "col" }, t("summary.family")),
    el("th", { scope: "col" }, t("summary.findings")), el("th", { scope: "col" }, t("summary.would_leave")),
    el("th", { scope: "col", class: "chart" }, legend(SEVERITIES, SEVERITIES.map((name) => t(`severity.${name}`)))))),
  el("tbody", {}, data.families.map(([name, counts, findings, leaves]) => el("tr", {}, el("td", {}, number(sum(counts))),
    el("th", { scope: "row" }, link("findings", { family: name }, t(`family.${name}`))),
    el("td", {}, number(findings)), el("td", {}, amount(leaves)),
    el("td", { class: "chart" }, severityBar(counts, most), hidden(clauses(SEVERITIES.map((level, n) => `${t(`severity.${level}`)} ${counts[n]}`))))))));
};

// Parts of documents that stand again and again: what a rule against boilerplate would be written for.
const OFTEN = 3; // texts of a cluster that make it more than a pair of copies
const repeatRows = () => {
  const often = clusters.filter(({ kind, copies }) => kind !== "document" && copies.length + 1 >= OFTEN)
    .sort((a, b) => repeated(b) - repeated(a) || a.id - b.id).slice(0, REPEATS);
  if (!often.length) return "";
  return el("table", { class: "figures repeats" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("page.times")), el("th", { scope: "col" }, t("page.most_repeated")),
    el("th", { scope: "col", class: "wide" }, t("page.kind")), el("th", { scope: "col" }, t("page.again")))),
  el("tbody", {}, often.map((cluster) => el("tr", {}, el("td", {}, `${number(cluster.copies.length + 1)}×`),
    el("th", { scope: "row", class: "snip" }, link("duplicates", { cluster: cluster.id }, cluster.text || `${cluster.kept.doc.short}:${cluster.kept.line}`)),
    el("td", { class: "wide" }, t(`page.kind_${cluster.kind}`)), el("td", {}, amount(repeated(cluster)))))));
};

const byBadness = (a, b) => {
  const verdict = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  if (verdict) return verdict;
  const level = [0, 1, 2].find((n) => a.counts[n] !== b.counts[n]);
  return level === undefined ? a.id - b.id : b.counts[level] - a.counts[level];
};

// The rule with the worst severity in a document: one that speaks of all of it before those with the most places.
const mostly = (doc) => {
  const counts = new Map();
  for (const i of doc.own.filter(isNew)) {
    const entry = counts.get(found.rule[i]) ?? { level: 2, parts: 1, places: 0, name: ruleOf(i).name };
    entry.level = Math.min(entry.level, found.severity[i]);
    if (found.whole[i]) entry.parts = 0;
    entry.places += found.spans[i];
    counts.set(found.rule[i], entry);
  }
  const [first] = [...counts.values()].sort((a, b) => a.level - b.level || a.parts - b.parts || b.places - a.places);
  return first ? t(first.places > 1 ? "summary.times" : "page.once", first.places, { times: "×", name: first.name }) : "";
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

const firstOf = data.rules.map((_, id) => found.rule.findIndex((rule, i) => rule === id && isNew(i)));

const dearRows = () => el("table", { class: "figures" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, ""), el("th", { scope: "col" }, t("summary.expensive")),
  el("th", { scope: "col" }, t("summary.findings")), el("th", { scope: "col", class: "wide" }, t("summary.docs")), el("th", { scope: "col" }, t("summary.would_leave")), el("th", { scope: "col", class: "last wide" }, t("summary.example")))),
el("tbody", {}, data.rules.map((rule, id) => ({ ...rule, id })).filter((rule) => rule.findings).sort((a, b) => b.characters - a.characters || b.findings - a.findings).slice(0, WORST).map((rule) => {
  const severity = SEVERITIES[ruleLevel[rule.id]];
  return el("tr", {}, el("td", { class: severity }, t(`gutter.${severity}`)), el("th", { scope: "row" }, link("findings", { rule: rule.name }, rule.name), el("span", { class: "dim wide" }, ` ${rule.code}`)),
    el("td", {}, number(rule.findings)), el("td", { class: "wide" }, number(rule.documents)), el("td", {}, amount(rule.characters)), el("td", { class: "last wide" }, el("span", { class: "clip" }, found.text[firstOf[rule.id]])));
})));

const lengthChart = () => {
  if (!checked.length) return "";
  const bins = doubling(checked.map((doc) => [doc.characters, VERDICTS.indexOf(doc.verdict), 3]));
  const draw = bins.length < FEW ? rowsChart : columnsChart;
  return draw(t("page.lengths"), bins, VERDICT_INKS, VERDICTS.map((name) => t(`gutter.${name}`)));
};

const positionChart = () => {
  const columns = Array.from({ length: POSITIONS }, (_, n) => ({ label: n % 12 ? "" : `${Math.round((100 * n) / POSITIONS)} %`, name: `${Math.round((100 * n) / POSITIONS)} %`, parts: [0, 0, 0] }));
  for (let i = 0; i < COUNT; i += 1) {
    if (!isNew(i)) continue;
    const size = docs[found.document[i]].characters;
    if (size) columns[Math.min(POSITIONS - 1, Math.floor((POSITIONS * found.offset[i]) / size))].parts[found.severity[i]] += 1;
  }
  return COUNT && columnsChart(t("page.positions"), columns, SEVERITIES, SEVERITIES.map((name) => t(`severity.${name}`)), [1, 0.6, 0.3]);
};

const clusterChart = () => clusters.length && rowsChart(t("page.cluster_sizes"), doubling(clusters.map(({ copies }) => [copies.length + 1, 0, 1])), ["neutral"], [t("page.clusters")]);

// Documents by what they are written in; a mixed text is counted as such.
const languageChart = () => {
  const counts = new Map();
  for (const { languages, verdict } of checked) {
    const name = languages.map(languageName).join(" + ") || t("page.language_none");
    if (!counts.has(name)) counts.set(name, [0, 0, 0]);
    counts.get(name)[VERDICTS.indexOf(verdict)] += 1;
  }
  const sum = (parts) => parts.reduce((a, b) => a + b, 0);
  const rows = [...counts].map(([name, parts]) => ({ name, label: name, parts })).sort((a, b) => sum(b.parts) - sum(a.parts)).slice(0, LANGUAGES);
  return checked.some(({ languages }) => languages.length) && rowsChart(t("page.languages"), rows, VERDICT_INKS, VERDICTS.map((name) => t(`gutter.${name}`)));
};

const notRead = () => {
  const rows = [row(t("gutter.ran"), t("summary.ran", undefined, {
    rules: t("counted.rules", data.summary.rules_run), documents: t("counted.documents", data.summary.documents), 
    characters: t("counted.characters", data.summary.characters, { amount: amount(data.summary.characters) }) }))];
  rows.push(...someRows(data.errors.map(([path, why]) => inkRow("error", t("gutter.unread"), `${path}: ${why}`)), 6, "frames.and_more"));
  rows.push(...someRows(data.skipped.map(([path, why]) => row(t("gutter.skip"), path, el("span", { class: "dim" }, ` ${why}`))), 6, "frames.and_more"));
  return frame(...rows);
};

const overview = () => el("div", { class: "sheet" }, frame(verdictRow()), yieldRows(), ...[gateRows()].flat(),
  COUNT ? familyRows() : "", checked.some((doc) => doc.verdict !== "accept") ? worstRows() : "", COUNT ? dearRows() : "", repeatRows(),
  el("div", { class: "charts" }, positionChart() || "", lengthChart() || "", languageChart() || "", clusterChart() || ""), notRead());
