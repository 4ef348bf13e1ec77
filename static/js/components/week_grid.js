// A week is painted like a sheet of squares: a finger or mouse drawn across them paints, the name of a day or a band
// paints it whole, a pattern fills many at once, arrows move between the boxes.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function startWeekGrids(root) {
  for (const grid of root.querySelectorAll(".week-grid")) {
    const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
    grid.addEventListener("keydown", (event) => move(event, rows));
    paintByDrawing(grid);
    paintLines(grid, rows);
    for (const button of grid.closest("form")?.querySelectorAll("[data-cells]") ?? []) fillBy(button, grid);
  }
}

function move(event, rows) {
  const step = STEPS[event.key];
  if (!step) return;
  const row = rows.findIndex((boxes) => boxes.includes(event.target));
  const next = rows[row + step[0]]?.[rows[row].indexOf(event.target) + step[1]];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function paintByDrawing(grid) {
  let paint = null;
  let first = null;
  grid.addEventListener("pointerdown", (event) => {
    first = boxAt(event);
    paint = first ? !first.checked : null;
    // A finger would otherwise go on speaking to the square it began on.
    if (event.target.hasPointerCapture?.(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
  });
  grid.addEventListener("pointerover", (event) => {
    const box = first && event.buttons === 1 ? boxAt(event) : null;
    if (!box || box === first) return;
    for (const one of [first, box]) one.checked = paint;
    event.preventDefault();
  });
  grid.addEventListener("dragstart", (event) => event.preventDefault());
}

// By pointer only: by key each box is reached anyway.
function paintLines(grid, rows) {
  grid.addEventListener("click", (event) => {
    const name = event.target.closest("[data-line]");
    if (!name) return;
    const at = name.dataset.line === "row" ? name.parentElement.rowIndex - 1 : name.cellIndex - 1;
    const line = name.dataset.line === "row" ? rows[at] : rows.map((boxes) => boxes[at]);
    const full = line.every((box) => box.checked);
    for (const box of line) box.checked = !full;
  });
}

function fillBy(button, grid) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const cells = button.dataset.cells.split(" ").filter(Boolean);
    for (const box of grid.querySelectorAll("input")) {
      if (!cells.length) box.checked = false;
      else if (cells.includes(box.value)) box.checked = true;
    }
  });
}

function boxAt(event) {
  return event.target.closest("td")?.querySelector("input");
}
