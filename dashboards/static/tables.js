// Orders and filters the rows of a table by what they carry in data attributes. Without this script
// the rows stand as they were published.
"use strict";

for (const form of document.querySelectorAll("[data-filters]")) {
  const table = document.getElementById(form.dataset.filters);
  const body = table.tBodies[0];
  const rows = [...table.querySelectorAll("tbody tr[data-rank]")];
  const ranked = [...body.rows];
  const { region, kind, sort } = form.elements;
  const said = form.querySelector("output");
  const ascending = { rank: true, name: true };
  let isReversed = false;

  const show = () => {
    for (const row of rows) {
      const fits = !region.value || row.dataset.region === region.value;
      row.hidden = !(fits && (!kind.value || row.dataset.kind.split(" ").includes(kind.value)));
    }
    const direction = Boolean(ascending[sort.value]) === isReversed ? -1 : 1;
    const by = (row) => Number(row.dataset[sort.value]);
    ranked.sort((a, b) => direction * (by(a) - by(b)) || a.dataset.rank - b.dataset.rank);
    body.append(...ranked);
    const shown = rows.filter((row) => !row.hidden).length;
    said.textContent = said.dataset.words.replace("#", shown);
    for (const head of table.querySelectorAll("th[data-sort]")) {
      if (head.dataset.sort !== sort.value) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
    }
  };

  for (const head of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.append(head.firstChild);
    head.prepend(button);
    button.addEventListener("click", () => {
      isReversed = sort.value === head.dataset.sort && !isReversed;
      sort.value = head.dataset.sort;
      show();
    });
  }
  form.addEventListener("change", (event) => {
    if (event.target === sort) isReversed = false;
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
}
