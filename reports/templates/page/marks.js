// What a reader thinks of findings.  A mark belongs to the content: the same finding in a later report has it still.

const marks = new Map(Object.entries(store.read("marks") ?? {}));
let keeps = true; // whether the browser keeps marks

// Findings of equal content share a fingerprint and are told apart by their order.
const keys = (() => {
  const seen = new Map();
  return found.fingerprint.map((print) => {
    const before = seen.get(print) ?? 0;
    seen.set(print, before + 1);
    return before ? `${print}.${before}` : print;
  });
})();

const markOf = (i) => marks.get(keys[i])?.[0];
const noteOf = (i) => marks.get(keys[i])?.[1] ?? "";

const setMarks = (many, mark) => {
  for (const i of many) {
    if (mark === null) marks.delete(keys[i]);
    else marks.set(keys[i], [mark, noteOf(i)]);
  }
  keepMarks();
  say(t(mark ? "page.marked" : "page.unmarked", many.length, { mark: mark ? t(`page.${mark}`) : "" }));
};

const setNote = (i, note) => {
  marks.set(keys[i], [markOf(i) ?? "wrong", note]);
  keepMarks();
};

const keepMarks = () => {
  keeps = store.write("marks", Object.fromEntries(marks));
  document.dispatchEvent(new Event("marks"));
};

const markedFindings = (...wanted) => {
  const out = [];
  for (let i = 0; i < COUNT; i += 1) if (wanted.includes(markOf(i))) out.push(i);
  return out;
};

// A TOML string in which nothing hides.
const toml = (text) => {
  const quoted = JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => {
    const code = char.codePointAt(0).toString(16).toUpperCase();
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
  return quoted;
};

// A pattern of .gitignore that a file fits wherever the configuration stands above it.
const pattern = (path) => {
  const inside = path.startsWith("/") || path.startsWith("../") ? path.slice(path.lastIndexOf("/") + 1) : path.replace(/^(\.\/)+/, "");
  return `**/${inside.replace(/[\\*?[\]!# ]/g, "\\$&")}`;
};

const field = (name, values) => (values.length ? [`${name} = [${values.map(toml).join(", ")}]`] : []);

// One entry for each rule and reason and the texts of a document; documents with the same texts share it.
const ignoreEntries = (reason) => {
  const own = new Map();
  for (const i of markedFindings("wrong")) {
    const doc = docs[found.document[i]];
    const key = JSON.stringify([ruleOf(i).name, noteOf(i) || reason, doc.id]);
    if (!own.has(key)) own.set(key, { rule: ruleOf(i).name, why: noteOf(i) || reason, doc, texts: new Set() });
    rawTexts(i).forEach((text) => own.get(key).texts.add(text));
  }
  const shared = new Map();
  for (const { rule, why, doc, texts } of own.values()) {
    const sorted = [...texts].sort();
    const key = JSON.stringify([rule, why, sorted]);
    if (!shared.has(key)) shared.set(key, { rule, why, texts: sorted, of: [] });
    shared.get(key).of.push(doc);
  }
  return [...shared.values()].map(({ rule, why, texts, of }) => {
    const ids = of.every((doc) => doc.record !== null) ? of.map((doc) => doc.rawName) : [];
    return ["[[ignore]]", ...field("rules", [rule]), ...field("paths", [...new Set(of.map((doc) => pattern(doc.raw)))].sort()),
      ...field("ids", [...new Set(ids)].sort()), ...field("texts", texts), `reason = ${toml(why)}`, ""].join("\n");
  }).join("\n");
};

// Code and fingerprint of every chosen finding, sorted, as often as they occur; then the other texts they speak of.
const baseline = (wanted) => {
  const chosen = [];
  for (let i = 0; i < COUNT; i += 1) if (wanted.includes(markOf(i) ?? "open")) chosen.push(i);
  const places = new Map();
  const taken = (doc, print, start, end) => {
    const key = `${doc} ${print}`;
    const known = places.get(key) ?? [];
    if (known.some(([from, to]) => start < to && from < end)) return true;
    places.set(key, [...known, [start, end]]);
    return false;
  };
  const rows = chosen.map((i) => {
    taken(found.document[i], found.fingerprint[i], found.offset[i], found.end[i]);
    return `${ruleOf(i).code} ${found.fingerprint[i]}\n`;
  });
  for (const i of chosen) {
    for (const [doc, start, end, print] of data.also[i] ?? []) {
      if (!taken(doc, print, start, end)) rows.push(`${ruleOf(i).code} ${print} also\n`);
    }
  }
  return { count: chosen.length, text: data.baseline + rows.sort().join("") };
};

const loadMarks = async (file) => {
  const read = JSON.parse(await file.text());
  let count = 0;
  for (const [key, entry] of Object.entries(read.marks ?? {})) {
    const [mark, note] = Array.isArray(entry) ? entry : [];
    if (!/^[0-9a-f]{16}(\.\d+)?$/.test(key) || !MARKS.includes(mark)) continue;
    marks.set(key, [mark, typeof note === "string" ? note : ""]);
    count += 1;
  }
  keepMarks();
  return count;
};

const marksFile = () => `${JSON.stringify({ kind: "corpus-checker marks", marks: Object.fromEntries([...marks].sort()) }, null, 1)}\n`;

// The three marks as buttons; `after` is called when one was given.
const markButtons = (many, after) => {
  const buttons = MARKS.map((mark, n) => el("button", {
    class: `mark-${mark}`, "data-mark": mark, "aria-keyshortcuts": String(n + 1),
    onclick: () => { setMarks(many, many.every((i) => markOf(i) === mark) ? null : mark); refresh(); after?.(); },
  }, t(`page.${mark}`), el("kbd", { "aria-hidden": "true" }, String(n + 1))));
  const refresh = () => buttons.forEach((button) => {
    button.setAttribute("aria-pressed", String(many.every((i) => markOf(i) === button.dataset.mark)));
  });
  refresh();
  return el("span", { class: "marks", role: "group", "aria-label": t("page.mark") }, ...buttons);
};
