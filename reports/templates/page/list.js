// A long list of which only the rows in sight exist.  Rows are {key, level, open, of, draw()}; `open` says that it is a group,
// `of` which of how many on its level.

const ROW = 46; // pixels; page.css knows it too
const TALLEST = 12_000_000; // browsers lose count of pixels above this
const BEYOND = 8; // rows kept ready outside the window

class LongList {
  constructor(label, { select, toggle, enter, press }) {
    Object.assign(this, { select, toggle, enter, press, rows: [], active: -1, first: -1, asked: 0 });
    this.id = `list-${(LongList.count = (LongList.count ?? 0) + 1)}`;
    this.space = el("div", { class: "space", role: "presentation" });
    this.box = el("div", {
      class: "list", role: "tree", tabindex: "0", "aria-label": label,
      onscroll: () => this.later(), onkeydown: (event) => this.key(event), onclick: (event) => this.click(event),
    }, this.space);
    LongList.current = this;
    new ResizeObserver(() => this.later()).observe(this.box);
  }

  set(rows, key) {
    this.rows = rows;
    const wanted = key === undefined ? -1 : rows.findIndex((entry) => entry.key === key);
    this.active = wanted >= 0 ? wanted : rows.length ? 0 : -1;
    const height = rows.length * ROW;
    this.squeeze = Math.max(1, height / TALLEST);
    this.space.style.height = `${height / this.squeeze}px`;
    this.first = -1;
    if (this.active >= 0) this.show();
    this.draw();
  }

  get top() { return this.box.scrollTop * this.squeeze; }

  later() {
    if (!this.asked) this.asked = requestAnimationFrame(() => { this.asked = 0; this.draw(); });
  }

  draw() {
    const first = Math.max(0, Math.floor(this.top / ROW) - BEYOND);
    const last = Math.min(this.rows.length, first + Math.ceil((this.box.clientHeight || 800) / ROW) + 2 * BEYOND);
    const shift = this.box.scrollTop - this.top;
    const drawn = [];
    for (let i = first; i < last; i += 1) drawn.push(this.one(i, i * ROW + shift));
    this.space.replaceChildren(...drawn);
    const shown = this.active >= first && this.active < last;
    if (shown) this.box.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  one(i, top) {
    const entry = this.rows[i];
    const element = el("div", {
      class: `item level-${entry.level ?? 1}`, role: "treeitem", id: `${this.id}-${i}`, "data-row": String(i), "aria-level": String(entry.level ?? 1),
      "aria-setsize": String(entry.of?.[1] ?? this.rows.length), "aria-posinset": String((entry.of?.[0] ?? i) + 1), "aria-selected": String(i === this.active),
      "aria-expanded": entry.open === undefined ? null : String(entry.open),
    }, ...entry.draw());
    element.style.transform = `translateY(${top}px)`;
    return element;
  }

  show() {
    const top = (this.active * ROW) / this.squeeze;
    const height = this.box.clientHeight || 800;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + ROW > this.box.scrollTop + height) this.box.scrollTop = top + ROW - height;
  }

  move(to) {
    if (!this.rows.length) return;
    this.active = Math.max(0, Math.min(this.rows.length - 1, to));
    this.show();
    this.draw();
    this.select(this.rows[this.active]);
  }

  click(event) {
    const item = event.target.closest("[data-row]");
    if (!item) return;
    this.move(Number(item.dataset.row));
    const entry = this.rows[this.active];
    if (entry.open === undefined) this.enter?.(entry, false);
    else this.toggle(entry);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const entry = this.rows[this.active];
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
    const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) this.move(this.active + steps[event.key]);
    else if (event.key === "ArrowRight" && entry?.open === false) this.toggle(entry);
    else if (event.key === "ArrowLeft" && entry?.open) this.toggle(entry);
    else if (event.key === "ArrowLeft" && entry?.level === 2) this.move(this.rows.findLastIndex((one, i) => i < this.active && one.level === 1));
    else if (event.key === "Enter" && entry) this.enter?.(entry, true);
    else if (event.key === " " && entry?.open !== undefined) this.toggle(entry);
    else if (!entry || !this.press?.(event.key, entry)) return;
    event.preventDefault();
  }
}

// A list and, beside it, what is chosen in it; on a narrow screen one of the two.
const beside = (list, detail, ...above) => {
  const back = el("button", { class: "back", onclick: () => { pair.classList.remove("reading"); list.box.focus(); } }, `← ${t("page.back")}`);
  const pane = el("div", { class: "detail", role: "region", "aria-label": t("page.detail"), tabindex: "-1" }, back, detail);
  const pair = el("div", { class: "pair" }, el("div", { class: "side" }, el("h1", { class: "sr" }, list.box.getAttribute("aria-label")), ...above, list.box), pane);
  const read = (focus) => {
    pair.classList.add("reading");
    pane.scrollTop = 0;
    if (focus || getComputedStyle(back).display !== "none") pane.focus();
  };
  return { pair, pane, read };
};
