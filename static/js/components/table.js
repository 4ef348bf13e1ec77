// Walk the rows of a table by key. Works only while the focus is in a row, so that no letter acts by surprise,
// and never where letters are typed. Enter on a box opens the row's link marked data-open, if it has one.

const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const TYPED_IN = "textarea, select, summary, input:not([type=checkbox])";

function handle(row) {
  return row.querySelector("input[type=checkbox], a[href]");
}

function move(row, step) {
  const rows = [...row.parentElement.rows].filter((one) => handle(one) && one.offsetParent !== null);
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  handle(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(event) {
  const row = event.target.closest?.("table[data-keyboard-rows] tbody tr");
  if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED_IN)) return;
  const step = STEPS[event.key];
  const box = row.querySelector("input[type=checkbox]");
  const link = row.querySelector("a[data-open]");
  if (step) move(row, step);
  else if (event.key === "x" && box) box.click();
  else if (event.key === "Enter" && event.target === box && link) link.click();
  else return;
  event.preventDefault();
}

export function startKeyboardRows(root) {
  root.addEventListener("keydown", press);
}
