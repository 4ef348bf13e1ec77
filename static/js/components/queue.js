// Work through a queue by key. Works only while the focus is in one of its rows, so that no letter acts by surprise,
// and never where letters are typed.

const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const TYPED_IN = "textarea, select, input";
const ROW = "[data-queue] > li";

function title(row) {
  return row.querySelector('[data-key="Enter"] a');
}

function move(row, step) {
  const rows = [...row.parentElement.children];
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  title(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

// What opens first asks for words: the focus goes to where they are written, or to the button that confirms.
function pressMarked(row, key) {
  const marked = row.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const pressed = marked?.querySelector("summary, button:not([hidden]), a[href]");
  if (!pressed) return false;
  pressed.click();
  const opened = pressed.closest("details[open]");
  const words = opened?.querySelector("textarea, select, input:not([type=hidden])");
  (words ?? opened?.querySelector("button"))?.focus();
  return true;
}

function help(root) {
  const shown = root.querySelector("[data-queue-help]");
  if (!shown) return false;
  shown.open = !shown.open;
  return true;
}

// What was done last is taken back where the message about it says so.
function undo(root) {
  const button = root.querySelector("#messages .toast-undo");
  button?.click();
  return Boolean(button);
}

function press(event) {
  const row = event.target.closest?.(ROW);
  if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED_IN)) return;
  if (event.key === "Enter" || event.key === " ") return;
  const root = event.currentTarget;
  if (STEPS[event.key]) move(row, STEPS[event.key]);
  else if (event.key === "?" && !help(root)) return;
  else if (event.key === "u" && !undo(root)) return;
  else if (!"?u".includes(event.key) && !pressMarked(row, event.key)) return;
  event.preventDefault();
}

// When the queue comes anew, the reader goes on with the same thing, or with what has taken its place.
function stayInPlace(root) {
  let stood = null;
  root.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const row = document.activeElement?.closest(ROW);
    const rows = row && [...row.parentElement.children];
    stood = row && detail.target.contains(row) ? { id: title(row).id, place: rows.indexOf(row), list: row.parentElement.id } : null;
  });
  root.addEventListener("htmx:afterSettle", () => {
    const rows = stood && document.getElementById(stood.list)?.children;
    const next = rows && (document.getElementById(stood.id) ?? title(rows[Math.min(stood.place, rows.length - 1)]));
    stood = null;
    next?.focus();
  });
}

export function startQueues(root) {
  root.addEventListener("keydown", press);
  stayInPlace(root);
}
