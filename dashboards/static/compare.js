// Compares the chosen provinces from the data the page carries. The choice stands in the address,
// after #, so that it can be sent on. Without this script the table of all provinces stays.
"use strict";

const LINES = ["solid", "dash", "dot", "dashdot", "longdash"];
const COLOURS = ["#0b4f80", "#b3521b", "#1a2233", "#2a78a8", "#6d1b2b"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "x"];

const element = (name, text, scope) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (scope) made.scope = scope;
  return made;
};
// A grade is shown in its colour, as on every page.
const cellOf = (text) => {
  const made = element("td", text);
  if (!/^[A-E]$/.test(text)) return made;
  const grade = element("span", text);
  grade.className = `grade grade-${text}`;
  made.replaceChildren(grade);
  return made;
};
const row = (head, cells) => {
  const made = document.createElement("tr");
  made.append(element("th", head, "row"), ...cells.map(cellOf));
  return made;
};
const fill = (table, names, rows) => {
  const head = document.createElement("tr");
  head.append(element("td", ""), ...names.map((name) => element("th", name, "col")));
  table.tHead.replaceChildren(head);
  table.tBodies[0].replaceChildren(...rows);
};

for (const section of document.querySelectorAll("[data-compare]")) {
  const data = JSON.parse(document.getElementById(section.dataset.compare).textContent);
  const config = JSON.parse(document.getElementById(section.dataset.config).textContent);
  const selects = [...section.querySelectorAll("select")];
  const { lang } = section.closest("[lang]");
  const decimal = new Intl.NumberFormat(lang, { minimumFractionDigits: 2 });
  // Where one file holds many pages, the address says which is shown and the chart waits for it.
  const isAlone = !section.closest(".page");

  const sent = location.hash.slice(1).split(",").filter((id) => id in data.units);
  if (sent.length) selects.forEach((select, place) => (select.value = sent[place] ?? ""));

  // No line is drawn across a change of borders: a gap stands before the year of the break.
  const trace = (unit, place) => {
    const years = data.years.flatMap((year) => (year === unit.break ? [year - 0.5, year] : [year]));
    return {
      x: years,
      y: years.map((year) => unit.scores[year] ?? null),
      name: unit.name.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
      mode: "lines+markers",
      line: { color: COLOURS[place], dash: LINES[place], width: 2.2 },
      marker: { symbol: SYMBOLS[place], size: 8 },
    };
  };
  // The first chosen one against each other one: who has more points, and whether that is clear.
  const difference = ([first, one], [second, other]) => {
    const points = Math.round((one.score - other.score) * 100) / 100;
    const [upper, id, lower] = points < 0 ? [other, first, one] : [one, second, other];
    const key = !points ? "same" : upper.clearly_above.includes(id) ? "clear" : "level";
    const values = { upper: upper.name, lower: lower.name, points: decimal.format(Math.abs(points)) };
    return data.words[key].replace(/\[(\w+)\]/g, (_, name) => values[name]);
  };
  const show = () => {
    const ids = [...new Set(selects.map((select) => select.value).filter(Boolean))];
    const units = ids.map((id) => data.units[id]);
    const names = units.map((unit) => unit.name);
    const written = (unit, year) => (year in unit.scores ? decimal.format(unit.scores[year]) : "–");
    fill(
      section.querySelector(".compared"),
      names,
      data.rows.map((name, place) => row(name, units.map((unit) => unit.cells[place]))),
    );
    const scored = ids.map((id) => [id, data.units[id]]).filter(([, unit]) => unit.score !== null);
    const sentences = scored.slice(1).map((other) => difference(scored[0], other));
    section
      .querySelector(".differences")
      .replaceChildren(...sentences.map((sentence) => element("li", sentence)));
    fill(
      section.querySelector(".compared-years"),
      names,
      data.years.map((year) => row(year, units.map((unit) => written(unit, year)))),
    );
    if (isAlone) history.replaceState(null, "", `#${ids.join(",")}`);
    if (!section.checkVisibility()) return;
    Plotly.react(section.querySelector(".comparison"), units.map(trace), data.layout, config);
  };
  for (const select of selects) select.addEventListener("change", show);
  section.hidden = false;
  show();
  if (!isAlone) for (const event of ["load", "hashchange"]) addEventListener(event, show);
}
