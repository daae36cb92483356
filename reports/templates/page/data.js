// The blocks of data in the page.  A small block is JSON; a large one is JSON packed by zlib, in base64.

const bytesOf = (text) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text); // browsers of 2025 and later
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
};

const unpack = async (id) => {
  const element = document.getElementById(id);
  const text = element.textContent;
  if (element.type === "application/json") return JSON.parse(text);
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
};

// The blocks looked at last, so that reading on never holds the whole report unpacked.
const KEPT_BLOCKS = 16;
const blocks = new Map();

const block = (id) => {
  const known = blocks.get(id) ?? unpack(id);
  blocks.delete(id);
  blocks.set(id, known);
  if (blocks.size > KEPT_BLOCKS) blocks.delete(blocks.keys().next().value);
  return known;
};

// Lets the browser answer before more is done: reading, counting and drawing are tasks of their own.
const breathe = () => new Promise((done) => { setTimeout(done); });

const data = await unpack("head");
await breathe();
const found = data.findings;
const COUNT = found.rule.length;
const SEVERITIES = ["error", "warning", "info"];
const VERDICTS = ["reject", "review", "accept"];
const MARKS = ["right", "wrong", "later"];

const docs = data.documents.map(([path, name, record, verdict, characters, paragraphs, encoding, counts, map, languages, raw], id) => ({
  id, path, name, record, verdict, characters, paragraphs, encoding, counts, map, languages, raw: raw?.[0] ?? path, rawName: raw?.[1] ?? (name || path),
  place: record === null ? path : `${path}:${record}`, own: [],
}));
for (let i = 0; i < COUNT; i += 1) docs[found.document[i]].own.push(i);
const checked = docs.filter((doc) => doc.verdict);
// What all paths begin with says nothing in a list.
const common = (() => {
  let prefix = checked.length ? checked[0].path.slice(0, checked[0].path.lastIndexOf("/") + 1) : "";
  for (const { path } of checked) while (!path.startsWith(prefix)) prefix = prefix.slice(0, prefix.lastIndexOf("/", prefix.length - 2) + 1);
  return prefix;
})();
// Rows of one file are told apart by their numbers alone.
const single = checked.length > 0 && checked.every(({ path, record }) => record !== null && path === checked[0].path) ? checked[0].path : null;
for (const doc of docs) doc.short = doc.path === single ? `:${doc.record}` : doc.place.startsWith(common) ? doc.place.slice(common.length) : doc.place;

const evidenceOf = async (i) => (await block(`evidence-${Math.floor(i / data.batch)}`))[i % data.batch];
const textOf = async (doc) => (await block(`text-${data.texts[doc.id]}`))[doc.id];
const hasText = (doc) => doc.id in data.texts;
// With a baseline the figures are about what it does not know.
const isNew = (i) => !found.known?.[i];
const ruleOf = (i) => data.rules[found.rule[i]];
const shortPlace = (i) => `${docs[found.document[i]].short}:${found.line[i]}:${found.column[i]}`;
const placeOf = (i) => `${docs[found.document[i]].place}:${found.line[i]}:${found.column[i]}`;
// The texts a finding marks, exactly.
const rawTexts = (i) => found.raw[i] ?? [found.text[i]];

// Another place, as [document, line, column, last line, offset, end, role, similarity, measure].
const asPlace = ([doc, line, column, last, offset, end, role, similarity, measure]) => ({
  doc: docs[doc], line, column, last, offset, end, role, similarity, measure,
});
await breathe();
const clusters = data.clusters.map(([kind, kept, copies, weakest, text], id) => ({ id, kind, kept: asPlace(kept), copies, weakest, text }));
const copiesOf = async ({ id }) => (await block(`copies-${Math.floor(id / data.cluster_batch)}`))[id % data.cluster_batch].map(asPlace);
// The characters that a cluster holds more than once.
const repeated = ({ kept, copies }) => copies.length * (kept.end - kept.offset);

// A reader's settings and marks outlive the page where the browser lets a page keep anything.
const store = {
  read(name) {
    try { return JSON.parse(localStorage.getItem(`corpus-checker.${name}`)); } catch { return null; }
  },
  write(name, value) {
    try { localStorage.setItem(`corpus-checker.${name}`, JSON.stringify(value)); return true; } catch { return false; }
  },
};
