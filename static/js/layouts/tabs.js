// What 更多 unfolds closes like a menu: with Escape, or by pressing beside it.

export function startTabs(root) {
  const more = root.querySelector(".tab-more");
  if (!more) return;
  root.addEventListener("click", (event) => {
    if (!more.contains(event.target)) more.open = false;
  });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    more.open = false;
    more.querySelector("summary").focus();
  });
}
