// Work through a queue by key. Works only while the focus is in one of its rows, so that no letter acts by surprise,
// and never where letters are typed.

const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const TYPED_IN = "textarea, select, input";

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

// What opens first asks for words: the focus goes to where they are written.
function pressMarked(row, key) {
  const marked = row.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const pressed = marked?.querySelector("summary, button:not([hidden]), a[href]");
  if (!pressed) return false;
  pressed.click();
  const opened = pressed.closest("details[open]");
  opened?.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  return true;
}

function help(root) {
  const shown = root.querySelector("[data-queue-help]");
  if (!shown) return false;
  shown.open = !shown.open;
  return true;
}

function press(event) {
  const row = event.target.closest?.("[data-queue] > li");
  if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED_IN)) return;
  if (event.key === "Enter" || event.key === " ") return;
  if (STEPS[event.key]) move(row, STEPS[event.key]);
  else if (event.key === "?" ? !help(event.currentTarget) : !pressMarked(row, event.key)) return;
  event.preventDefault();
}

export function startQueues(root) {
  root.addEventListener("keydown", press);
}
