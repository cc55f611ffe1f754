"use strict";
(() => {
  const find = (one) => document.getElementById(one);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const [search, module, count, clear, open, nothing, theme] =
    ["search", "module", "count", "clear", "open", "nothing", "theme"].map(find);
  const rows = all("#table > tbody > tr").map((row) => ({ row, text: row.textContent.toLowerCase(), ...row.dataset }));
  const buttons = all("[data-filter]");
  const total = rows.length;

  // Within a group any of the chosen values will do; every group that has one must agree.
  function chosen() {
    const groups = {};
    for (const one of buttons) {
      if (one.getAttribute("aria-pressed") === "true") (groups[one.dataset.filter] ??= []).push(one.dataset.value);
    }
    return Object.entries(groups);
  }

  function fits(one, groups, words, below) {
    return groups.every(([group, values]) => values.some((value) => one[group].split(" ").includes(value)))
      && words.every((word) => one.text.includes(word))
      && (!below || one.module === below || one.module.startsWith(below + "/"));
  }

  function filter() {
    const groups = chosen();
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let seen = 0;
    for (const one of rows) {
      const shown = fits(one, groups, words, module.value);
      if (one.row.hidden === shown) one.row.hidden = !shown;
      seen += shown;
    }
    count.textContent = seen === total ? `${total} changes` : `${seen} of ${total} changes`;
    nothing.hidden = seen > 0 || total === 0;
    clear.disabled = !(groups.length || words.length || module.value);
  }

  function press(button, on) {
    button.setAttribute("aria-pressed", String(on));
  }

  function reset() {
    buttons.forEach((one) => press(one, false));
    search.value = module.value = "";
    filter();
  }

  function unfold(on) {
    press(open, on);
    open.textContent = on ? "Collapse all" : "Expand all";
    for (const one of all("#table details")) one.open = on;
  }

  // A link to a change shows it, whatever is filtered.
  function visit() {
    const row = /^#c\d+$/.test(location.hash) && find(location.hash.slice(1));
    if (!row) return;
    if (row.hidden) reset();
    const details = row.querySelector("details");
    if (details) details.open = true;
    (details?.firstElementChild ?? row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  // Arrow keys go from change to change; Escape empties the search.
  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && event.target === search) { search.value = ""; filter(); }
    if (!step || !event.target.closest("#table summary, #search")) return;
    const stops = [search, ...all("#table > tbody > tr:not([hidden]) summary")];
    const next = stops[stops.indexOf(event.target) + step];
    if (next) { event.preventDefault(); next.focus(); }
  }

  const THEMES = { auto: ["◐", "as the system"], light: ["☀", "light"], dark: ["☾", "dark"] };
  function dress(name) {
    const root = document.documentElement;
    if (name === "auto") delete root.dataset.theme; else root.dataset.theme = name;
    theme.textContent = `${THEMES[name][0]} ${name}`;
    theme.setAttribute("aria-label", `Colours: ${THEMES[name][1]}`);
    theme.dataset.now = name;
  }

  function toggle() {
    const names = Object.keys(THEMES);
    dress(names[(names.indexOf(theme.dataset.now) + 1) % names.length]);
  }

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("#table details:not([open])");
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of folded) one.open = false; });
  for (const one of all("[data-live]")) one.hidden = false;
  theme.addEventListener("click", toggle);
  find("print").addEventListener("click", () => print());
  dress("auto");
  if (!search) return; // a run that has no plan yet
  for (const one of buttons) {
    one.addEventListener("click", () => { press(one, one.getAttribute("aria-pressed") !== "true"); filter(); });
  }
  search.addEventListener("input", filter);
  module.addEventListener("change", filter);
  clear.addEventListener("click", () => { reset(); search.focus(); });
  open.addEventListener("click", () => unfold(open.getAttribute("aria-pressed") !== "true"));
  addEventListener("hashchange", visit);
  addEventListener("keydown", move);
  filter();
  visit();
})();
