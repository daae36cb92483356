// All findings: filtered, searched, grouped, ordered; chosen ones beside the list.

const GROUPS = ["rule", "text", "document", "family", "none"];
const ORDERS = ["worst", "cost", "place"];
const MANY = 10_000; // rows of a list whose drawing is a task of its own
const FRAMES = 3; // findings of a group that are shown with it

const haystacks = [];
const haystack = (i) => (haystacks[i] ??= `${message(i)}\n${found.text[i]}\n${placeOf(i)}\n${ruleOf(i).name} ${ruleOf(i).code}`.toLowerCase());

const filtered = (wanted) => {
  const rule = data.rules.findIndex(({ name }) => name === wanted.rule);
  const level = SEVERITIES.indexOf(wanted.severity);
  const words = (wanted.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const doc = wanted.document ? Number(wanted.document) : -1;
  const out = [];
  for (let i = 0; i < COUNT; i += 1) {
    if (wanted.rule && found.rule[i] !== rule) continue;
    if (wanted.family && ruleOf(i).family !== wanted.family) continue;
    if (level >= 0 && found.severity[i] !== level) continue;
    if (doc >= 0 && found.document[i] !== doc) continue;
    if (wanted.mark && (markOf(i) ?? "open") !== wanted.mark) continue;
    if (wanted.known && String(Boolean(found.known?.[i])) !== wanted.known) continue;
    if (words.some((word) => !haystack(i).includes(word))) continue;
    out.push(i);
  }
  return out;
};

const ordered = (many, order) => {
  if (order === "place") return many;
  const key = order === "cost" ? (a, b) => found.cost[b] - found.cost[a] || a - b
    : (a, b) => found.severity[a] - found.severity[b] || found.cost[b] - found.cost[a] || a - b;
  return many.sort(key);
};

const textKeys = [];
const numbersOf = new Map(); // a number for every rule and text, which is quicker to look up than they are
const numberOf = (key) => {
  if (!numbersOf.has(key)) numbersOf.set(key, numbersOf.size);
  return numbersOf.get(key);
};
const groupKey = {
  rule: (i) => found.rule[i],
  family: (i) => ruleOf(i).family,
  document: (i) => found.document[i],
  text: (i) => (textKeys[i] ??= numberOf(`${found.rule[i]} ${rawTexts(i).join("\n")}`)),
};
const groupName = {
  rule: (i) => ruleOf(i).name,
  family: (i) => t(`family.${ruleOf(i).family}`),
  document: (i) => docs[found.document[i]].short,
  text: (i) => found.text[i].trim() || message(i),
};

const grouped = (many, by, order) => {
  const groups = new Map();
  for (const i of many) {
    const key = groupKey[by](i);
    const group = groups.get(key) ?? { key: `${by}:${key}`, many: [], level: 2, cost: 0 };
    groups.set(key, group);
    group.many.push(i);
    group.level = Math.min(group.level, found.severity[i]);
    group.cost += found.cost[i];
  }
  const list = [...groups.values()];
  if (order === "worst") list.sort((a, b) => a.level - b.level || b.cost - a.cost || b.many.length - a.many.length);
  if (order === "cost") list.sort((a, b) => b.cost - a.cost || b.many.length - a.many.length);
  return list;
};

const markSign = (mark) => mark && el("span", { class: `sign ${mark}` }, t(`page.${mark}`));

// `at` is its place among `count` on its level.
const findingItem = (i, level, at, count) => ({
  key: `finding:${i}`, i, level, of: [at, count],
  draw: () => {
    const severity = SEVERITIES[found.severity[i]];
    return [el("span", { class: `gutter ${severity}` }, t(`gutter.${severity}`)),
      el("span", { class: "body" }, el("span", { class: "first" }, message(i)),
        el("span", { class: "second" }, markSign(markOf(i)), shortPlace(i), el("span", { class: "snippet" }, found.text[i])))];
  },
});

const groupItem = (group, by, open, at, count) => ({
  key: group.key, group, level: 1, open, of: [at, count],
  draw: () => {
    const severity = SEVERITIES[group.level];
    const done = group.many.reduce((sum, i) => sum + (markOf(i) ? 1 : 0), 0);
    const first = group.many[0];
    const second = [t(`severity.${severity}`), by === "rule" && ruleOf(first).code, by === "rule" && t(`family.${ruleOf(first).family}`), by === "text" && ruleOf(first).name,
      t("page.characters", group.cost, { n: amount(group.cost) }), done && t("page.decided", done)];
    return [el("span", { class: `gutter ${severity}` }, number(group.many.length)),
      el("span", { class: "body" }, el("span", { class: "first" }, el("span", { class: "twist", "aria-hidden": "true" }, open ? "▾" : "▸"), el("b", {}, groupName[by](first))),
        el("span", { class: "second" }, second.filter(Boolean).join(" · ")))];
  },
});

const groupDetail = async (group, by) => {
  const rule = ruleOf(group.many[0]);
  const words = by === "rule" || by === "text" ? ruleWords(rule) : null;
  const severity = SEVERITIES[group.level];
  const top = [el("div", { class: `row headline ${severity}` }, el("dt", {}, number(group.many.length)), el("dd", {}, heading(groupName[by](group.many[0]))))];
  if (words) top.push(row(t("gutter.what"), words.what), row(t("gutter.why"), words.why), row(t("gutter.do"), words.remedy));
  top.push(row(t("page.cost"), t("page.characters", group.cost, { n: amount(group.cost) }), by === "rule" && rule.characters > 0 && el("span", { class: "dim" }, `  ${t("page.would_leave", rule.characters, { n: amount(rule.characters) })}`)));
  top.push(decisionRow(group.many));
  const frames = await Promise.all(group.many.slice(0, FRAMES).map((i) => findingFrame(i, { brief: true })));
  const rest = group.many.length - frames.length;
  return el("div", {}, frame(...top), ...frames, rest > 0 && el("p", { class: "dim note" }, t("page.more_in_group", rest)));
};

const filterBar = (wanted, change) => {
  const any = ["", t("page.any")];
  const rules = data.rules.map((rule) => [rule.name, `${rule.name} (${number(rule.findings)})`]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const families = [...new Set(data.rules.map((rule) => rule.family))].map((name) => [name, t(`family.${name}`)]);
  const set = (name) => (value) => change({ [name]: value });
  const doc = wanted.document && docs[Number(wanted.document)];
  return el("div", { class: "filters", role: "search" }, searchBox(wanted.q ?? "", set("q")),
    choice("severity", t("page.severity"), [any, ...SEVERITIES.map((name) => [name, t(`severity.${name}`)])], wanted.severity ?? "", set("severity")),
    choice("family", t("summary.family"), [any, ...families], wanted.family ?? "", set("family")),
    choice("rule", t("page.rule"), [any, ...rules], wanted.rule ?? "", set("rule")),
    choice("mark", t("page.mark"), [any, ["open", t("page.open")], ...MARKS.map((name) => [name, t(`page.${name}`)])], wanted.mark ?? "", set("mark")),
    found.known && choice("known", t("page.baseline"), [any, ["false", t("page.new")], ["true", t("page.known")]], wanted.known ?? "", set("known")),
    choice("group", t("page.group"), GROUPS.map((name) => [name, t(`page.by_${name}`)]), wanted.group ?? "rule", set("group")),
    choice("order", t("page.order"), ORDERS.map((name) => [name, t(`page.order_${name}`)]), wanted.order ?? "worst", set("order")),
    doc && el("button", { class: "chip", onclick: (event) => { event.target.remove(); change({ document: "" }); } }, `${doc.place} ✕`));
};

const findingsView = (wanted, remember) => {
  const detail = el("div");
  const count = el("p", { class: "count dim", role: "status" });
  const opened = new Set();
  let groups = [];
  let by = "rule";
  let shown = 0;
  const choose = async (entry) => {
    const turn = (shown += 1);
    const content = !entry ? el("p", { class: "dim note" }, t("page.nothing")) : entry.group ? await groupDetail(entry.group, by) : await findingFrame(entry.i);
    if (turn === shown) detail.replaceChildren(content);
  };
  const rows = () => {
    if (by === "none") return groups;
    const out = [];
    groups.forEach((group, n) => {
      const open = opened.has(group.key);
      out.push(groupItem(group, by, open, n, groups.length));
      if (open) group.many.forEach((i, at) => out.push(findingItem(i, 2, at, group.many.length)));
    });
    return out;
  };
  const press = (key, entry) => {
    const mark = MARKS["123".indexOf(key)] ?? (key === "0" ? null : undefined);
    if (mark === undefined) return false;
    setMarks(entry.group ? entry.group.many : [entry.i], mark);
    if (list.active < list.rows.length - 1) list.move(list.active + 1);
    else { list.draw(); choose(entry); }
    return true;
  };
  const toggle = (entry) => {
    if (!opened.delete(entry.key)) opened.add(entry.key);
    list.set(rows(), entry.key);
  };
  const list = new LongList(t("page.findings"), { select: choose, toggle, press, enter: (entry, focus) => shell.read(focus) });
  const update = () => {
    by = GROUPS.includes(wanted.group) ? wanted.group : "rule";
    const order = ORDERS.includes(wanted.order) ? wanted.order : "worst";
    const many = ordered(filtered(wanted), order);
    groups = by === "none" ? many.map((i, at) => findingItem(i, 1, at, many.length)) : grouped(many, by, order);
    if (groups.length === 1 && by !== "none") opened.add(groups[0].key);
    count.textContent = t("page.shown", many.length, { all: number(COUNT) });
    const draw = () => {
      list.set(rows(), wanted.at && `finding:${wanted.at}`);
      choose(list.rows[list.active]);
    };
    if (groups.length > MANY) setTimeout(draw); // so that the page answers in between
    else draw();
  };
  const change = (some) => { Object.assign(wanted, some); remember(wanted); update(); };
  const shell = beside(list, detail, filterBar(wanted, change), count);
  // After the marks of what is shown have changed, so has its row.
  const redraw = () => (list.box.isConnected ? list.draw() : document.removeEventListener("marks", redraw));
  document.addEventListener("marks", redraw);
  requestAnimationFrame(update);
  return shell.pair;
};
