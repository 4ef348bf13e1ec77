// Round markers with a number. Those that would cover each other are one marker that comes closer when it is tapped.
import { divIcon, latLngBounds, layerGroup, marker } from "leaflet/dist/leaflet-src.esm.js";

import { popupOf } from "./popup.js";

const TOUCH = 44;
const NAMED = 3;
const BEYOND = 0.2; // of the view: what is just outside is ready when it comes in

export class MarkLayer {
  // `from` is the zoom from which the points are shown.
  constructor(map, figure, points, { from }) {
    this.map = map;
    this.figure = figure;
    this.points = points;
    this.from = from;
    this.groups = [];
    this.marks = [];
    this.layer = layerGroup().addTo(map);
    map.on("zoomend", () => this.arrange());
    map.on("moveend", () => this.show());
    this.arrange();
    this.show();
  }

  get hidden() {
    return this.points.length > 0 && this.map.getZoom() < this.from;
  }

  arrange() {
    this.layer.clearLayers();
    this.groups = this.hidden ? [] : gather(this.points, (point) => this.map.latLngToLayerPoint([point.lat, point.lon]));
    this.marks = this.groups.map((group) => this.mark(group));
  }

  // Only what can be seen is there to be tapped or reached by key.
  show() {
    const view = this.map.getBounds().pad(BEYOND);
    for (const mark of this.marks) {
      if (view.contains(mark.getLatLng())) this.layer.addLayer(mark);
      else this.layer.removeLayer(mark);
    }
  }

  // Whether a text around this pixel would lie under a marker.
  covers(at, halfWidth) {
    return this.groups.some(({ pixel }) => Math.abs(pixel.x - at.x) < halfWidth + 15 && Math.abs(pixel.y - at.y) < 22);
  }

  mark({ points, pixel }) {
    const several = points.length > 1;
    const count = points.reduce((sum, point) => sum + point.count, 0);
    const box = document.createElement("span");
    box.textContent = count > 999 ? "999+" : String(count);
    const look = several ? "map-mark map-mark-several" : `map-mark map-mark-${points[0].tone}`;
    const icon = divIcon({ html: box, className: look, iconSize: [TOUCH, TOUCH] });
    const made = marker(this.map.layerPointToLatLng(pixel), { icon, riseOnHover: true });
    const name = several ? this.nameOf(points) : `${points[0].label} ${points[0].text}`;
    made.on("add", () => made.getElement().setAttribute("aria-label", name));
    made.on("click", () => this.open(points, made));
    made.on("dblclick", () => {}); // two quick taps on markers are two taps; only on the map itself they come closer
    return made;
  }

  nameOf(points) {
    const names = points.slice(0, NAMED).map((point) => point.label);
    return this.figure.dataset.several.replace("{count}", points.length).replace("{names}", names.join(" · "));
  }

  open(points, made) {
    const bounds = latLngBounds(points.map((point) => [point.lat, point.lon]));
    const apart = !bounds.getNorthEast().equals(bounds.getSouthWest());
    if (points.length > 1 && apart && this.map.getZoom() < this.map.getMaxZoom()) {
      this.map.fitBounds(bounds, { padding: [TOUCH, TOUCH] });
    } else {
      popupOf(this.map, this.figure, points, made.getLatLng(), made.getElement());
    }
  }
}

function gather(points, pixelOf) {
  const groups = [];
  for (const point of points) {
    const pixel = pixelOf(point);
    const near = groups.find((group) => group.pixel.distanceTo(pixel) < TOUCH);
    if (near) near.points.push(point);
    else groups.push({ points: [point], pixel });
  }
  return groups;
}
