// A week is painted like a sheet of squares: arrows move between the boxes, a mouse drawn across them paints.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function startWeekGrids(root) {
  for (const grid of root.querySelectorAll(".week-grid")) {
    const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
    grid.addEventListener("keydown", (event) => move(event, rows));
    paintByDrawing(grid);
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

// With a finger a box is tapped, and drawing scrolls the page; only a mouse paints.
function paintByDrawing(grid) {
  let paint = null;
  let first = null;
  grid.addEventListener("pointerdown", (event) => {
    first = event.pointerType === "mouse" ? boxAt(event) : null;
    paint = first ? !first.checked : null;
  });
  grid.addEventListener("pointerover", (event) => {
    const box = first && event.buttons === 1 ? boxAt(event) : null;
    if (!box || box === first) return;
    for (const one of [first, box]) one.checked = paint;
    event.preventDefault();
  });
  grid.addEventListener("dragstart", (event) => event.preventDefault());
}

function boxAt(event) {
  return event.target.closest("td")?.querySelector("input");
}
