// Documents with their verdicts; the chosen one with its findings, in its whole text where the report has it.

const FRAMES_OF_DOCUMENT = 20;
const LINE_BLOCK = 200; // lines of a whole text that are drawn at a time

const documentItem = (doc) => ({
  key: `document:${doc.id}`, doc, level: 1,
  draw: () => [
    el("span", { class: `gutter ${{ reject: "error", review: "warning", accept: "good" }[doc.verdict]}` }, t(`gutter.${doc.verdict}`)),
    el("span", { class: "body" }, el("span", { class: "first path" }, el("bdi", {}, doc.short)),
      el("span", { class: "second" }, doc.map ? documentMap(doc.map) : "", ...doc.counts.map((count, n) => count > 0 && el("span", { class: SEVERITIES[n] }, t(`counted.${SEVERITIES[n]}`, count))),
        el("span", {}, t("page.characters", doc.characters, { n: amount(doc.characters) })), el("span", {}, doc.name))),
  ],
});

const wholeText = async (doc, at) => {
  const lines = await textOf(doc);
  const box = el("div", { class: "whole", tabindex: "0", role: "region", "aria-label": t("page.whole_text") });
  let drawn = 0;
  const target = at === undefined ? -1 : found.line[at];
  const more = el("button", { class: "plain", onclick: () => draw(drawn + LINE_BLOCK) });
  const draw = (to) => {
    const rows = [];
    for (; drawn < Math.min(to, lines.length); drawn += 1) rows.push(wholeLine(lines[drawn], drawn + 1));
    more.before(...rows);
    more.hidden = drawn >= lines.length;
    more.textContent = t("frames.lines_more", lines.length - drawn);
  };
  box.append(more);
  draw(Math.max(LINE_BLOCK, target + 20));
  if (target > 0) requestAnimationFrame(() => box.querySelector(`[data-line="${target}"]`)?.scrollIntoView({ block: "center" }));
  return box;
};

const wholeLine = (parts, line) => {
  const body = [];
  for (let n = 0; n < parts.length; n += 2) {
    const i = parts[n + 1];
    body.push(i < 0 ? parts[n] : el("a", { class: "spot", href: `#findings?at=${i}&document=${found.document[i]}&group=none`, title: `${message(i)}  ${ruleOf(i).name}` },
      el("mark", { class: SEVERITIES[found.severity[i]] }, parts[n])));
  }
  const row = el("div", { class: "row", "data-line": String(line) }, el("span", { class: "dt" }, number(line)), el("code", { class: "dd text" }, ...body));
  return row;
};

const documentDetail = async (doc, at) => {
  const ink = { reject: "error", review: "warning", accept: "good" }[doc.verdict];
  const facts = [t("page.characters", doc.characters, { n: number(doc.characters) }), t("page.paragraphs", doc.paragraphs), ...doc.languages.map(languageName), doc.encoding];
  const top = frame(
    el("div", { class: `row headline ${ink}` }, el("dt", {}, t(`gutter.${doc.verdict}`)), el("dd", {}, heading(doc.place), doc.name && el("span", { class: "dim" }, ` ${doc.name}`))),
    row("", el("span", { class: "dim" }, clauses(facts))),
    row(t("gutter.where"), documentMap(doc.map), " ", el("span", { class: "dim" }, listed(doc.counts.map((count, n) => count && t(`counted.${SEVERITIES[n]}`, count)).filter(Boolean)))),
    doc.own.length && row("", link("findings", { document: doc.id }, t("page.these_findings"))));
  const body = el("div");
  const order = [...doc.own];
  if (at !== undefined) order.sort((a, b) => (b === at) - (a === at));
  const draw = async (from) => {
    const some = order.slice(from, from + FRAMES_OF_DOCUMENT);
    body.append(...await Promise.all(some.map((i) => findingFrame(i, { brief: true }))));
    const rest = order.length - from - some.length;
    if (rest > 0) {
      const button = el("button", { class: "plain", onclick: () => { button.remove(); draw(from + FRAMES_OF_DOCUMENT); } }, t("frames.and_more", rest));
      body.append(button);
    }
  };
  if (hasText(doc)) body.append(await wholeText(doc, at));
  else if (order.length) await draw(0);
  else body.append(el("p", { class: "dim note" }, t("summary.nothing", 1)));
  return el("div", {}, top, body);
};

const documentsView = (wanted, remember) => {
  const detail = el("div");
  const count = el("p", { class: "count dim", role: "status" });
  let shown = 0;
  const choose = async (entry) => {
    const turn = (shown += 1);
    const at = wanted.at === undefined || docs[found.document[wanted.at]] !== entry?.doc ? undefined : Number(wanted.at);
    const content = entry ? await documentDetail(entry.doc, at) : el("p", { class: "dim note" }, t("page.nothing"));
    if (turn === shown) detail.replaceChildren(content);
  };
  const list = new LongList(t("page.documents"), {
    select: (entry) => { wanted.document = String(entry.doc.id); remember(wanted); choose(entry); },
    toggle: () => {}, enter: (entry, focus) => shell.read(focus) });
  const update = () => {
    const words = (wanted.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const many = checked.filter((doc) => (!wanted.verdict || doc.verdict === wanted.verdict) && words.every((word) => `${doc.place} ${doc.name}`.toLowerCase().includes(word)));
    many.sort(wanted.order === "place" ? (a, b) => a.id - b.id : byBadness);
    list.set(many.map(documentItem), wanted.document && `document:${wanted.document}`);
    count.textContent = t("page.shown", many.length, { all: number(checked.length) });
    choose(list.rows[list.active]);
  };
  const change = (some) => { Object.assign(wanted, some); remember(wanted); update(); };
  const bar = el("div", { class: "filters", role: "search" }, searchBox(wanted.q ?? "", (q) => change({ q })),
    choice("verdict", t("page.verdict"), [["", t("page.any")], ...VERDICTS.map((name) => [name, t(`gutter.${name}`)])], wanted.verdict ?? "", (verdict) => change({ verdict })),
    choice("order", t("page.order"), ["worst", "place"].map((name) => [name, t(`page.order_${name}`)]), wanted.order ?? "worst", (order) => change({ order })));
  const shell = beside(list, detail, bar, count);
  requestAnimationFrame(() => { update(); if (wanted.document) shell.read(false); });
  return shell.pair;
};
