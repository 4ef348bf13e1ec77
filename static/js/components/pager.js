// The left and right arrow keys turn a page of time, unless they mean something where the focus is.

const KEYS = { ArrowLeft: "prev", ArrowRight: "next" };

export function startTurning(root) {
  root.addEventListener("keydown", (event) => {
    const rel = KEYS[event.key];
    const turn = root.querySelector("nav[data-turn]");
    if (!rel || !turn || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable], table[data-keyboard-rows]")) return;
    turn.querySelector(`a[rel=${rel}]`)?.click();
  });
}
