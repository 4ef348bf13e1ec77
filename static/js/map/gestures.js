// A finger that scrolls the page must not be caught by the map: it drags only after a tap, the wheel zooms only after a
// click, and both end when something outside is touched. Two fingers always zoom.
import { Browser } from "leaflet/dist/leaflet-src.esm.js";

const HINT_MS = 1600;

export function politeGestures(map, figure) {
  const frame = map.getContainer();
  const hint = figure.querySelector("[data-hint]");
  let active = !Browser.mobile;
  if (!active) map.dragging.disable();
  frame.addEventListener("click", () => {
    active = true;
    hint.hidden = true;
    map.dragging.enable();
    map.scrollWheelZoom.enable();
  });
  document.addEventListener("pointerdown", (event) => {
    if (figure.contains(event.target)) return;
    map.scrollWheelZoom.disable();
    active = !Browser.mobile;
    if (!active) map.dragging.disable();
  });
  let fading;
  frame.addEventListener(
    "touchmove",
    (event) => {
      if (active || event.touches.length > 1) return;
      hint.hidden = false;
      clearTimeout(fading);
      fading = setTimeout(() => (hint.hidden = true), HINT_MS);
    },
    { passive: true },
  );
}
