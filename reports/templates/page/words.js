// The report's words in the language chosen, and numbers as it writes them.

let lang = store.read("lang") ?? data.lang;
if (!Object.hasOwn(data.words, lang)) lang = "en";

// A sentence by key; `n` chooses between the form for one and the form for several, and fills {n}.
const t = (key, n, values = {}) => {
  const [table, name] = key.split(".");
  let text = data.words[lang][table][name];
  if (Array.isArray(text)) text = text[n === 1 ? 0 : 1];
  const all = { n: n === undefined ? "" : number(n), ...values };
  const said = text.replace(/\{(\w+)\}/g, (whole, word) => (Object.hasOwn(all, word) ? all[word] : whole));
  return lang === "zh" ? said.replace(/(?<=[万亿]) (?=\p{Script=Han})/gu, "") : said; // 4.94 万字符
};

const number = (value) => value.toLocaleString("en");

// Three digits that matter: 402 k, 9.42 M; 40.2 万 in Chinese.
const amount = (value) => {
  if (value < 10_000) return number(value);
  const scale = lang === "zh" ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "G"], [1e6, "M"], [1e3, "k"]];
  const [unit, name] = scale.find(([size]) => value >= size);
  const size = value / unit;
  const digits = name === "k" ? 0 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return `${size.toFixed(digits)} ${name}`;
};

// A share; 100 % and 0 % are said only where they are exact.
const percent = (part, whole) => {
  let share = whole ? (100 * part) / whole : 100;
  if (part > 0 && part < whole) share = Math.min(99.9, Math.max(0.1, share));
  return `${share.toFixed(1)} %`;
};

const languageName = (code) => (Object.hasOwn(data.words[lang].page, `language_${code}`) ? t(`page.language_${code}`) : code);
const listed = (items) => items.join(lang === "zh" ? "、" : ", ");
const clauses = (items) => items.join(lang === "zh" ? "，" : ", ");
const message = (i) => (lang === "zh" ? found.zh[i] ?? found.en[i] : found.en[i]);
const ruleWords = (rule) => rule.words?.[lang] ?? rule.words?.en;
const measured = ({ similarity, measure }) => {
  if (similarity === null) return "";
  return t(`measure.${Object.hasOwn(data.words[lang].measure, measure) ? measure : "other"}`, undefined, { share: similarity === 1 ? "100 %" : percent(similarity, 1) });
};
