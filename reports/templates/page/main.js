// The frame round the views: navigation, language, paper, keys.

const VIEWS = {
  overview: () => overview(), findings: findingsView, documents: documentsView,
  duplicates: duplicatesView, rules: rulesView, review: reviewView,
};
const THEMES = ["auto", "light", "dark"];
let theme = store.read("theme") ?? "auto";
const main = el("main", { id: "main", tabindex: "-1" });

const wish = () => {
  const [name, query = ""] = location.hash.slice(1).split("?");
  return [Object.hasOwn(VIEWS, name) ? name : "overview", Object.fromEntries(new URLSearchParams(query))];
};

const remember = (wanted) => {
  const [name] = wish();
  const kept = Object.fromEntries(Object.entries(wanted).filter(([key, value]) => value !== "" && value !== undefined && key !== "at"));
  const query = new URLSearchParams(kept).toString();
  history.replaceState(null, "", `#${name}${query ? `?${query}` : ""}`);
};

const numbers = { findings: COUNT, documents: checked.length, duplicates: clusters.length, rules: data.rules.length };

const header = (current) => {
  const failed = data.summary.verdict === "fail" || data.summary.exit_code === 2;
  const tabs = Object.keys(VIEWS).map((name) => {
    const tab = link(name, {}, t(`page.${name}`), name in numbers && el("span", { class: "n" }, amount(numbers[name])));
    if (name === "review") {
      const marked = el("span", { class: "n", id: "marked" }, marks.size ? number(MARKS.reduce((sum, mark) => sum + markedFindings(mark).length, 0)) : "");
      tab.append(marked);
    }
    if (name === current) tab.setAttribute("aria-current", "page");
    return tab;
  });
  return el("header", {}, el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, t("page.skip_to")),
    el("span", { class: "brand" }, "corpus-checker ", current !== "overview" && el("span", { class: `badge ${failed ? "fail" : "pass"}` }, t(failed ? "summary.fail" : "summary.pass").trim())),
    el("nav", { "aria-label": t("page.views") }, ...tabs),
    el("span", { class: "settings" },
      el("button", { class: "plain", id: "lang", lang: lang === "zh" ? "en" : "zh-Hans", onclick: () => { lang = lang === "zh" ? "en" : "zh"; store.write("lang", lang); haystacks.length = 0; show(); } }, lang === "zh" ? "English" : "中文"),
      el("button", { class: "plain", id: "theme", onclick: () => { theme = THEMES[(THEMES.indexOf(theme) + 1) % 3]; store.write("theme", theme); paper(); show(); } }, t(`page.theme_${theme}`))));
};

const paper = () => {
  if (theme === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = theme;
};

const footer = () => el("footer", { class: "dim" }, `corpus-checker ${data.tool.version} · ${t("page.keys")}`);

// Where the reader was, so that drawing the page anew takes no keyboard and no screen reader elsewhere.
const focused = () => {
  const was = document.activeElement;
  if (was?.id && was !== main) return `#${was.id}`;
  return was?.closest("nav") ? "nav [aria-current]" : "#main";
};

const show = () => {
  const where = focused();
  const [name, wanted] = wish();
  document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
  document.title = `${t(`page.${name}`)} · corpus-checker`;
  main.className = name;
  main.replaceChildren(VIEWS[name](wanted, remember));
  document.getElementById("page").replaceChildren(header(name), main, footer(), speaker);
  document.querySelector(where)?.focus({ preventScroll: true });
};

document.addEventListener("marks", () => {
  const marked = document.getElementById("marked");
  if (marked) marked.textContent = number(MARKS.reduce((sum, mark) => sum + markedFindings(mark).length, 0));
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "Escape") {
    const open = document.querySelector(".pair.reading");
    if (open) open.classList.remove("reading");
    document.querySelector(".list")?.focus();
  } else if ("0123jk".includes(event.key) && !typing && !event.target.closest(".list") && LongList.current?.box.isConnected) {
    LongList.current.key(event); // deciding goes on while reading
  } else if (event.key === "/" && !typing) {
    document.querySelector("input[type=search]")?.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.type === "search") {
    document.querySelector(".list")?.focus();
  }
});
window.addEventListener("hashchange", () => { show(); window.scrollTo(0, 0); });

await breathe();
paper();
show();
