// What the reader decided, and how it leaves the page: as entries of the configuration, as a baseline, as a file of marks.

const IN_BASELINE = ["right", "later"]; // what is true and known; what is wrong is ignored instead
const preview = (text) => el("pre", { class: "preview", tabindex: "0" }, text || "–");

const reviewView = () => {
  const body = el("div", { class: "sheet" });
  const chosen = new Set(IN_BASELINE);
  let reason = t("page.default_reason");
  const draw = () => {
    const counts = Object.fromEntries(MARKS.map((mark) => [mark, markedFindings(mark).length]));
    const open = COUNT - MARKS.reduce((sum, mark) => sum + counts[mark], 0);
    const entries = ignoreEntries(reason);
    const known = baseline([...chosen]);
    const boxes = [...MARKS, "open"].map((mark) => el("label", { class: "choice" }, el("input", {
      type: "checkbox", name: mark, checked: chosen.has(mark), onchange: () => { if (!chosen.delete(mark)) chosen.add(mark); draw(); },
    }), el("span", {}, t(`page.${mark}`))));
    body.replaceChildren(
      frame(el("div", { class: "row headline" }, el("dt", {}, t("page.mark")), el("dd", {}, el("h1", {}, t("page.review")))),
        row("", t("page.how")),
        ...[...MARKS, "open"].map((mark) => row(number(counts[mark] ?? open), link("findings", { mark, group: "none" }, t(`page.${mark}`)), el("span", { class: "dim" }, ` ${t(`page.${mark}_is`)}`))),
        keeps ? "" : row("", el("span", { class: "warning" }, t("page.not_kept")))),
      frame(row(t("page.wrong"), heading(t("page.ignores"))), row("", t("page.ignores_how")),
        row("", el("label", { class: "choice" }, el("span", {}, t("page.reason")), el("input", { type: "text", name: "reason", class: "long", value: reason, onchange: (event) => { reason = event.target.value || t("page.default_reason"); draw(); } }))),
        row("", el("button", { id: "export-ignores", disabled: !entries, onclick: () => download("checker-ignore.toml", entries) }, t("page.download", undefined, { name: "checker-ignore.toml" }))),
        row("", preview(entries))),
      frame(row(t("page.baseline"), heading(t("page.baseline_of"))), row("", t("page.baseline_how")), row("", ...boxes),
        row("", el("button", { id: "export-baseline", disabled: !known.count, onclick: () => download("checker-baseline.txt", known.text) }, t("page.download", undefined, { name: "checker-baseline.txt" })),
          el("span", { class: "dim" }, ` ${t("page.fingerprints", known.count)}`))),
      frame(row(t("page.marks"), heading(t("page.marks_file"))), row("", t("page.marks_how")),
        row("", el("button", { id: "export-marks", disabled: !marks.size, onclick: () => download("checker-marks.json", marksFile()) }, t("page.download", undefined, { name: "checker-marks.json" })), " ",
          el("label", { class: "choice" }, el("span", {}, t("page.load")), el("input", { type: "file", name: "marks", accept: ".json", onchange: load })))));
  };
  const load = async (event) => {
    let count = 0;
    try { count = await loadMarks(event.target.files[0]); } catch { /* said below: nothing was read */ }
    say(t("page.loaded", count));
    draw();
  };
  draw();
  return body;
};
