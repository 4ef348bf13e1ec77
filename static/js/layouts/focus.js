// When htmx replaces the part of the page where the reader stands, the focus goes to what took the same place there:
// after ticking one person, to the next.

const REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary";

function reachable(part) {
  return [...part.querySelectorAll(REACHABLE)].filter((one) => !one.disabled && one.checkVisibility());
}

export function keepFocus(root) {
  let stood = null;
  root.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const part = detail.target;
    const at = document.activeElement;
    stood = part.id && part.contains(at) ? { id: part.id, place: reachable(part).indexOf(at) } : null;
  });
  root.addEventListener("htmx:afterSettle", () => {
    const part = stood && document.getElementById(stood.id);
    if (!part || document.activeElement !== document.body) return;
    const now = reachable(part);
    const next = now[Math.min(Math.max(stood.place, 0), now.length - 1)];
    stood = null;
    if (!next) part.tabIndex = -1;
    (next ?? part).focus({ preventScroll: true });
  });
}
