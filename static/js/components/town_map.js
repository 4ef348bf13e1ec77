// A map of towns and places. What it shows is also a list on the page; without this file the list is all there is.
import { control, geoJSON, latLngBounds, map as makeMap, tileLayer, tooltip } from "leaflet/dist/leaflet-src.esm.js";

import { popupOf } from "../map/popup.js";
import { MarkLayer } from "../map/marks.js";
import { politeGestures } from "../map/gestures.js";

const EDGE = [14, 14];
const MANY_POINTS = 30;
const CLOSEST = 15;
const SUFFIX = /^(..+?)(街道|镇)$/u;

export function startTownMaps(root) {
  for (const figure of root.querySelectorAll("[data-town-map]")) {
    figure.querySelector("[data-retry]").addEventListener("click", () => load(figure));
    load(figure);
  }
}

async function load(figure) {
  show(figure, "[data-loading]");
  try {
    const answer = await fetch(figure.dataset.townMap, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const data = await answer.json();
    show(figure, null);
    draw(figure, data);
  } catch (error) {
    console.warn("map", error);
    show(figure, "[data-failed]");
  }
}

function show(figure, wanted) {
  for (const state of ["[data-loading]", "[data-failed]"]) figure.querySelector(state).hidden = state !== wanted;
}

function draw(figure, data) {
  const canvas = figure.querySelector("[data-canvas]");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = makeMap(canvas, {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: data.tiles ? 1 : 0.25,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    scrollWheelZoom: false,
    maxZoom: data.tiles ? 18 : CLOSEST,
  });
  const { zoomIn, zoomOut } = figure.dataset;
  control.zoom({ position: "bottomleft", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  if (data.tiles) addTiles(map, canvas, data.tiles);
  const cells = geoJSON(data.towns, { style: (town) => ({ className: `town-cell ${shadeOf(town)}` }) });
  const everything = cells.getBounds().extend(latLngBounds(data.points.map((point) => [point.lat, point.lon])));
  if (!everything.isValid()) return;
  map.fitBounds(everything, { padding: EDGE, maxZoom: CLOSEST - 1, animate: false });
  if (!data.tiles) map.setMinZoom(map.getZoom() - 0.5);
  map.setMaxBounds(everything.pad(0.4));
  cells.addTo(map);
  const marks = new MarkLayer(map, figure, data.points, {
    from: data.points.length > MANY_POINTS && cells.getLayers().length ? map.getZoom() + 1 : 0,
  });
  cells.eachLayer((cell) => makeCell(map, figure, cell, marks));
  labelTowns(map, cells, marks);
  politeGestures(map, figure);
}

function addTiles(map, canvas, tiles) {
  canvas.classList.add("town-map-tiled");
  const licence = document.createElement("span");
  licence.textContent = tiles.licence;
  control.attribution({ prefix: false }).addAttribution(licence.innerHTML).addTo(map);
  tileLayer(tiles.url, { maxZoom: 18 }).addTo(map);
}

function shadeOf(town) {
  return `town-shade-${town.properties.level ?? "none"}`;
}

// A town is one stop for the keyboard. While its places are still hidden, the first tap comes closer.
function makeCell(map, figure, cell, marks) {
  const { name, text } = cell.feature.properties;
  const path = cell.getElement();
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "button");
  path.setAttribute("aria-label", `${name} ${text}`);
  const open = (at) => {
    if (marks.hidden) map.fitBounds(cell.getBounds(), { padding: EDGE });
    else popupOf(map, figure, [cell.feature.properties], at, path);
  };
  cell.on("click", (event) => open(event.latlng));
  path.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open(cell.getCenter());
  });
}

// Names stand where the cell has room for them and no marker covers them.
function labelTowns(map, cells, marks) {
  const labels = cells.getLayers().map((cell) => {
    const { name, level } = cell.feature.properties;
    const look = level === 4 ? "town-label town-label-deep" : "town-label";
    const label = tooltip({ permanent: true, direction: "center", className: look, interactive: false });
    label.setLatLng(cell.getCenter()).setContent(name.replace(SUFFIX, "$1")).addTo(map);
    label.getElement().setAttribute("aria-hidden", "true");
    return { cell, label };
  });
  const fit = () => {
    const shown = [];
    for (const { cell, label } of labels) {
      const box = label.getElement();
      const at = map.latLngToLayerPoint(label.getLatLng());
      box.hidden = false;
      const half = box.offsetWidth / 2;
      const crowded = shown.some((other) => Math.abs(other.x - at.x) < half + other.half && Math.abs(other.y - at.y) < 14);
      box.hidden = crowded || 2 * half > widthOf(map, cell) - 4 || marks.covers(at, half);
      if (!box.hidden) shown.push({ x: at.x, y: at.y, half });
    }
  };
  map.on("zoomend", fit);
  fit();
}

function widthOf(map, cell) {
  const bounds = cell.getBounds();
  return map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
}
