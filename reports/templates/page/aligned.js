// Two texts beside each other: rows in which equal text stands on the same height, differences bright on both sides.

const NARROW = 24; // characters after which a row may end at a mark; at a line's end it always may
const WIDE = 90; // and at which it ends at any place
const STOPS = "。！？；，、.!?;,:：\n";

// Rows of [drop pieces, keep pieces]; a piece is [text, whether it differs].  A skip is {skip: [characters, lines]}.
const alignedRows = (diff) => {
  const rows = [];
  let drop = [];
  let keep = [];
  let size = 0;
  const end = () => {
    if (drop.length || keep.length) rows.push([drop, keep]);
    [drop, keep, size] = [[], [], 0];
  };
  for (const [op, one, other] of diff) {
    if (op === "…") { end(); rows.push({ skip: [one, other] }); continue; }
    if (op !== "=") {
      // A line break alone is layout, not a difference.
      const differs = one.replaceAll("\n", "") !== other.replaceAll("\n", "");
      if (one) drop.push([one, differs]);
      if (other) keep.push([other, differs]);
      size += Math.max(one.length, other.length);
      continue;
    }
    let from = 0;
    for (let i = 0; i < one.length; i += 1) {
      size += 1;
      const least = one[i] === "\n" ? 1 : NARROW;
      if (size < least || (size < WIDE && !STOPS.includes(one[i])) || STOPS.includes(one[i + 1])) continue;
      if (/[\uDC00-\uDFFF\p{M}]/u.test(one[i + 1] ?? "")) continue;
      drop.push([one.slice(from, i + 1), false]);
      keep.push([other.slice(from, i + 1), false]);
      from = i + 1;
      end();
    }
    if (from < one.length) {
      drop.push([one.slice(from), false]);
      keep.push([other.slice(from), false]);
    }
  }
  end();
  return rows;
};

// Line breaks are drawn, so that re-wrapped text shows where it was broken.
const broken = (text) => text.split("\n").flatMap((part, n) => (n ? [el("span", { class: "break" }, "↵"), part] : [part]));
const side = (pieces, name) => el("td", { class: name }, pieces.length
  ? pieces.map(([text, differs]) => (differs ? el(name === "drop" ? "del" : "ins", {}, ...broken(text)) : el("span", {}, ...broken(text))))
  : el("span", { class: "gap" }, "·"));

const aligned = (diff, dropped = "", kept = "") => {
  const body = el("tbody");
  for (const entry of alignedRows(diff)) {
    if (Array.isArray(entry)) {
      body.append(el("tr", {}, side(entry[0], "drop"), side(entry[1], "keep")));
    } else {
      const [characters, [first, last]] = entry.skip;
      const lines = t("frames.lines", last - first + 1, { first, upto: "–", last });
      body.append(el("tr", { class: "skip" }, el("td", { colspan: "2" }, `… ${t("frames.skipped", characters, { lines })}`)));
    }
  }
  return el("div", { class: "row" }, el("dt", {}, ""), el("dd", {}, el("table", { class: "aligned" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "drop" }, t("gutter.drop"), " ", dropped), el("th", { scope: "col", class: "keep" }, t("gutter.keep"), " ", kept))), body)));
};
