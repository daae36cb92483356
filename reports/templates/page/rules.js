// The rules that found something, with all they say; the others by name.

const ruleItem = (rule, id) => ({
  key: `rule:${rule.name}`, rule, id, level: 1,
  draw: () => {
    const severity = SEVERITIES[ruleLevel[id]];
    return [el("span", { class: `gutter ${severity}` }, t(`gutter.${severity}`)),
      el("span", { class: "body" }, el("span", { class: "first" }, el("b", {}, rule.name)),
        el("span", { class: "second" }, clauses([rule.code, t(`family.${rule.family}`), t("page.found_in", rule.findings, { documents: t("counted.documents", rule.documents) })])))];
  },
});

const exampleRows = (label, ink, examples) => examples.map((documents, n) => inkRow(ink, n ? "" : label,
  ...documents.map((text) => el("code", { class: "text example" }, text))));

const ruleDetail = ({ rule, id }) => {
  const words = ruleWords(rule);
  const severity = SEVERITIES[ruleLevel[id]];
  const rows = [el("div", { class: `row headline ${severity}` }, el("dt", {}, t(`gutter.${severity}`)), el("dd", {}, heading(rule.name), " ", el("span", { class: "dim" }, clauses([rule.code, t(`family.${rule.family}`)]))))];
  if (words) rows.push(row(t("gutter.what"), words.what), row(t("gutter.why"), words.why), row(t("gutter.do"), words.remedy));
  if (rule.examples) rows.push(...exampleRows(t("gutter.bad"), "error", rule.examples.bad), ...exampleRows(t("gutter.good"), "good", rule.examples.good));
  rows.push(...(rule.references ?? []).map((text, n) => row(n ? "" : t("gutter.see"), el("span", { class: "dim" }, text))));
  rows.push(row(t("page.found"), link("findings", { rule: rule.name }, t("page.found_in", rule.findings, { documents: t("counted.documents", rule.documents) })),
    el("span", { class: "dim" }, ` ${t("page.would_leave", rule.characters, { n: amount(rule.characters) })}`)));
  return frame(...rows);
};

const rulesView = (wanted, remember) => {
  const detail = el("div");
  const choose = (entry) => detail.replaceChildren(entry ? ruleDetail(entry) : el("p", { class: "dim note" }, t("page.nothing")),
    data.clean.length ? el("details", { class: "clean" }, el("summary", {}, t("page.clean", data.clean.length)),
      el("p", {}, data.clean.map(([code, name]) => el("span", { class: "kind", title: code }, `${name} `)))) : "");
  const list = new LongList(t("page.rules"), { select: (entry) => { wanted.rule = entry.rule.name; remember(wanted); choose(entry); }, toggle: () => {}, enter: (entry, focus) => shell.read(focus) });
  const update = () => {
    const words = (wanted.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const text = (rule) => `${rule.name} ${rule.code} ${rule.family} ${t(`family.${rule.family}`)} ${ruleWords(rule)?.what ?? ""}`.toLowerCase();
    const rows = data.rules.map(ruleItem).filter(({ rule }) => words.every((word) => text(rule).includes(word)));
    list.set(rows, wanted.rule && `rule:${wanted.rule}`);
    choose(list.rows[list.active]);
  };
  const bar = el("div", { class: "filters", role: "search" }, searchBox(wanted.q ?? "", (q) => { wanted.q = q; remember(wanted); update(); }));
  const shell = beside(list, detail, bar);
  requestAnimationFrame(() => { update(); if (wanted.rule) shell.read(false); });
  return shell.pair;
};
