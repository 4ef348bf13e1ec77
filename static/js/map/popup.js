// What was tapped: its name, one line, and the way to its page.
import { popup } from "leaflet/dist/leaflet-src.esm.js";

const MOST = 6;

export function popupOf(map, figure, things, at, source) {
  const content = document.createElement("div");
  for (const thing of things.slice(0, MOST)) content.append(...linesOf(thing, figure.dataset.link));
  const opened = popup({ minWidth: 160, maxWidth: 260, closeButton: true }).setLatLng(at).setContent(content);
  opened.on("remove", () => {
    if (document.activeElement === document.body && source.isConnected) source.focus({ preventScroll: true });
  });
  opened.openOn(map);
  opened.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", figure.dataset.close);
  (content.querySelector("a") ?? source).focus({ preventScroll: true });
}

function linesOf({ name, label, text, url }, linkLabel) {
  const title = document.createElement("p");
  const strong = document.createElement("strong");
  strong.className = "map-popup-title";
  strong.textContent = name ?? label;
  title.append(strong);
  const line = document.createElement("p");
  line.textContent = text;
  if (!url) return [title, line];
  const link = document.createElement("a");
  link.className = "map-popup-link";
  link.href = url;
  link.textContent = linkLabel;
  return [title, line, link];
}
