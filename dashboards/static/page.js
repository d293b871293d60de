// Draws the charts whose data the page carries; without this script the tables stay.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

// On a phone the labels of single points would run into each other: hovering shows them.
const fitted = (data, width) =>
  width >= 480 ? data : data.map((trace) => ({ ...trace, mode: trace.mode.replace("+text", "") }));

for (const place of document.querySelectorAll("[data-chart]")) {
  const { data, layout } = read(place.dataset.chart);
  place.replaceChildren();
  Plotly.newPlot(place, fitted(data, place.clientWidth), layout, read("plotly-config"));
}

// Paper is not the window: charts take the width of an A4 page while they are printed.
const resize = (change) => {
  for (const place of document.querySelectorAll("[data-chart]")) Plotly.relayout(place, change);
};
addEventListener("beforeprint", () => resize({ width: 680 }));
addEventListener("afterprint", () => resize({ width: null, autosize: true }));

// The menu of provinces closes as menus do: by Escape, or by a click elsewhere.
const menu = document.querySelector("details.menu");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (menu && !menu.contains(event.target)) menu.open = false;
});
