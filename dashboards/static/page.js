// Draws the charts whose data the page carries; without this script the tables stay.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

// On a phone the labels of single points would run into each other: hovering shows them.
const fitted = (data, width) =>
  width >= 480 ? data : data.map((trace) => ({ ...trace, mode: trace.mode.replace("+text", "") }));

// A chart is drawn when it can be seen: where one file holds many pages, most are hidden.
const draw = () => {
  for (const place of document.querySelectorAll("[data-chart]:not(.drawn)")) {
    if (!place.checkVisibility()) continue;
    const { data, layout } = read(place.dataset.chart);
    place.classList.add("drawn");
    place.replaceChildren();
    Plotly.newPlot(place, fitted(data, place.clientWidth), layout, read(place.dataset.config));
  }
};
draw();
for (const event of ["load", "hashchange"]) addEventListener(event, draw);

// Paper is not the window: charts take the size they have on an A4 page while they are printed.
const resize = (change) => {
  for (const place of document.querySelectorAll(".drawn")) Plotly.relayout(place, change(place));
};
const onPaper = ({ dataset }) => ({
  width: Number(dataset.widthOnPaper),
  height: Number(dataset.heightOnPaper),
  "font.size": Number(dataset.widthOnPaper) < 480 ? 9 : 13,
});
const onScreen = (place) => ({
  width: null,
  height: read(place.dataset.chart).layout.height,
  "font.size": 13,
  autosize: true,
});
addEventListener("beforeprint", () => resize(onPaper));
addEventListener("afterprint", () => resize(onScreen));

// Menus close as menus do: by Escape, or by a click elsewhere; opening one closes the other.
const openMenus = () => [...document.querySelectorAll("details.menu[open]")];
document.addEventListener("keydown", (event) => {
  const [open] = openMenus();
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  }
});
