"use strict";
(() => {
  const SIZE = 50; // rows of a page
  const CHOICES = 500; // of one filter
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = Object.fromEntries(data.columns.map((name, place) => [name, place]));
  const SHOWN = [
    ["time", "Time (UTC)"], ["effect", "Effect"], ["action", "Action"], ["by", "Statement"], ["request", "Request"],
    ["session", "Session"], ["duration_us", "Took"],
  ];
  const DETAILS = [
    "reason", "params", "cwd", "host", "session", "enforced", "outcome", "error", "approved_by", "revision", "id",
  ];
  const FILTERS = [["effect", "group"], ["by", "by"], ["session", "session"], ["host", "host"]];
  const number = new Intl.NumberFormat("en");
  const compare = (a, b) => (a < b ? -1 : Number(a > b)); // of a hundred thousand texts, an Intl.Collator takes seconds
  const rows = data.rows;
  const texts = rows.map((row) => row.filter((cell) => typeof cell === "string").join("\n").toLowerCase());
  const state = { sort: "", descending: true, page: 0, found: [] };
  const by = (id) => document.getElementById(id);

  const make = (name, fields = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), fields);
    element.append(...inside);
    return element;
  };

  const isTime = (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z$/.test(text);
  const clock = (time) => isTime(time) ? time.slice(0, 19).replace("T", " ") : time;
  const took = (micros) => {
    if (micros === null) return "";
    if (micros < 1000) return `${micros} µs`;
    return micros < 1e6 ? `${(micros / 1e3).toFixed(1)} ms` : `${number.format(micros / 1e6)} s`;
  };

  function options() {
    for (const [name, column] of FILTERS) {
      const counts = new Map();
      for (const row of rows) counts.set(row[at[column]], (counts.get(row[at[column]]) || 0) + 1);
      const most = [...counts].filter(([value]) => value).sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
      for (const [value, count] of most.slice(0, CHOICES)) {
        by(`f-${name}`).append(make("option", { value, textContent: `${value} (${number.format(count)})` }));
      }
      const more = most.length - CHOICES;
      if (more > 0) by(`f-${name}`).append(make("option", { disabled: true }, `${number.format(more)} more: search for them`));
    }
    by("f-sort").append(make("option", { value: "", textContent: "as recorded, newest first" }));
    for (const [name, title] of SHOWN) {
      by("f-sort").append(make("option", { value: `${name} up`, textContent: `${title}, ascending` }));
      by("f-sort").append(make("option", { value: `${name} down`, textContent: `${title}, descending` }));
    }
  }

  function filtered() {
    const text = by("f-text").value.toLowerCase();
    const chosen = FILTERS.map(([name, column]) => [at[column], by(`f-${name}`).value]).filter(([, value]) => value);
    const found = [];
    rows.forEach((row, place) => {
      const fits = chosen.every(([column, value]) => row[column] === value);
      if (fits && texts[place].includes(text)) found.push(row);
    });
    return state.sort ? sorted(found) : found;
  }

  function sorted(found) {
    const column = at[state.sort];
    const sign = state.descending ? -1 : 1;
    const blank = (value) => value === null || value === "";
    return found.sort((left, right) => {
      const [a, b] = [left[column], right[column]];
      if (blank(a) || blank(b)) return blank(a) - blank(b);
      return sign * (typeof a === "number" ? a - b : compare(a, b));
    });
  }

  function details(row) {
    const list = make("dl");
    for (const name of DETAILS) {
      if (row[at[name]]) list.append(make("dt", {}, name.replace("_", " ")), make("dd", { dir: "auto" }, row[at[name]]));
    }
    return list;
  }

  function request(row) {
    const text = row[at.request] || "(nothing)";
    const opened = make("details", {}, make("summary", {}, make("bdi", {}, text)));
    opened.addEventListener("toggle", () => {
      if (opened.open && opened.childElementCount === 1) opened.append(details(row));
    });
    return opened;
  }

  function cell(row, name, title) {
    const made = make("td");
    made.setAttribute("role", "cell");
    made.dataset.name = title;
    const value = row[at[name]];
    const kinds = { time: isTime(value) ? "time" : "", action: "name", by: "name", request: "request", duration_us: "number" };
    made.className = kinds[name] || "";
    if (name === "request") made.append(request(row));
    else if (name === "effect") made.append(make("span", { className: `effect ${row[at.group]}` }, value));
    else made.append(name === "time" ? clock(value) : name === "duration_us" ? took(value) : value);
    return made;
  }

  function head([name, title]) {
    const button = make("button", { type: "button" }, title);
    button.dataset.sort = name;
    const made = make("th", { scope: "col" }, button);
    made.setAttribute("role", "columnheader");
    if (state.sort === name) made.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
    return made;
  }

  function line(row) {
    const made = make("tr", {}, ...SHOWN.map(([name, title]) => cell(row, name, title)));
    made.setAttribute("role", "row");
    return made;
  }

  function render() {
    const pages = Math.max(1, Math.ceil(state.found.length / SIZE));
    state.page = Math.min(Math.max(0, state.page), pages - 1);
    const shown = state.found.slice(state.page * SIZE, (state.page + 1) * SIZE);
    const top = make("tr", {}, ...SHOWN.map(head));
    top.setAttribute("role", "row");
    const groups = [make("thead", {}, top), make("tbody", {}, ...shown.map(line))];
    for (const group of groups) group.setAttribute("role", "rowgroup");
    const table = make("table", { className: "cards" }, ...groups);
    table.setAttribute("role", "table");
    table.setAttribute("aria-labelledby", "h-records");
    by("table").replaceChildren(table);
    told(shown.length, pages);
  }

  function told(shown, pages) {
    const first = state.page * SIZE + 1;
    const range = shown ? `Records ${number.format(first)} to ${number.format(first + shown - 1)} of ` : "";
    const fit = state.found.length === rows.length ? "" : ` that fit the filters, of ${number.format(rows.length)} in this page`;
    by("count").textContent = `${range}${number.format(state.found.length)}${fit}.`;
    by("page").textContent = `Page ${number.format(state.page + 1)} of ${number.format(pages)}`;
    by("pages").hidden = pages < 2;
    for (const button of by("pages").querySelectorAll("button")) {
      button.disabled = ["first", "back"].includes(button.dataset.go) ? state.page === 0 : state.page === pages - 1;
    }
  }

  function update() {
    state.page = 0;
    state.found = filtered();
    render();
  }

  function sortBy(name, descending) {
    Object.assign(state, { sort: name, descending });
    by("f-sort").value = name && `${name} ${descending ? "down" : "up"}`;
    update();
  }

  by("filters").addEventListener("submit", (event) => event.preventDefault());
  by("filters").addEventListener("reset", () => setTimeout(() => sortBy("", true)));
  by("filters").addEventListener("input", (event) => {
    const [name, way] = by("f-sort").value.split(" ");
    if (event.target.id === "f-sort") sortBy(name, way === "down");
    else update();
  });
  by("table").addEventListener("click", (event) => {
    const name = event.target.dataset.sort;
    if (!name) return;
    sortBy(name, state.sort === name && !state.descending);
    by("table").querySelector(`[data-sort="${name}"]`).focus();
  });
  by("pages").addEventListener("click", (event) => {
    const pages = Math.ceil(state.found.length / SIZE);
    const goes = { first: 0, back: state.page - 1, next: state.page + 1, last: pages - 1 };
    if (!(event.target.dataset.go in goes)) return;
    state.page = goes[event.target.dataset.go];
    render();
    by("records").scrollIntoView();
  });

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const label = () => { by("theme").textContent = isDark() ? "Light theme" : "Dark theme"; };
  by("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  dark.addEventListener("change", label);

  options();
  update();
  label();
  by("theme").hidden = false;
  by("filters").hidden = false;
})();
