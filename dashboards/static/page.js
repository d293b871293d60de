// Draws the charts whose data the page carries; without this script the tables stay.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

// On a phone the labels of single points would run into each other: hovering shows them.
const fitted = (data, width) =>
  width >= 480 ? data : data.map((trace) => ({ ...trace, mode: trace.mode.replace("+text", "") }));

// A picture is passed on without its page: it says what it shows and what kind of number that is.
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const headingOf = (place) =>
  place.closest("section")?.querySelector("h2")?.textContent.trim() ??
  place.getAttribute("aria-label");
const ROOM_FOR_TITLE = 72;
const picture = (place) => {
  const { data, layout } = read(place.dataset.chart);
  const title = {
    text: escaped(headingOf(place)),
    subtitle: { text: escaped(place.dataset.provenance), font: { size: 9 } },
    font: { size: 16 },
    x: 0.01,
    y: 0.99,
    yref: "container",
    yanchor: "top",
  };
  const margin = { ...layout.margin, t: layout.margin.t + ROOM_FOR_TITLE };
  return {
    data,
    layout: { ...layout, title, margin, paper_bgcolor: "#fff" },
    config: read(place.dataset.config),
  };
};
const button = (place, format) => ({
  name: format,
  title: `${place.dataset.take} ${format.toUpperCase()}`,
  icon: Plotly.Icons.camera,
  click: () =>
    Plotly.downloadImage(picture(place), {
      format,
      width: 1000,
      height: read(place.dataset.chart).layout.height + ROOM_FOR_TITLE,
      scale: format === "png" ? 2 : 1,
      filename: place.dataset.chart,
    }),
});
const buttons = (place) => [["png", "svg"].map((format) => button(place, format))];

// A chart is drawn when it can be seen: where one file holds many pages, most are hidden.
const draw = () => {
  for (const place of document.querySelectorAll("[data-chart]:not(.drawn)")) {
    if (!place.checkVisibility()) continue;
    const { data, layout } = read(place.dataset.chart);
    place.classList.add("drawn");
    place.replaceChildren();
    const config = { ...read(place.dataset.config), modeBarButtons: buttons(place) };
    Plotly.newPlot(place, fitted(data, place.clientWidth), layout, config);
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
