// One confirmation is open at a time, Escape closes it, and its first field is ready for typing. What took the place of
// a button is where the reader goes on.

export function startActionForms(root) {
  root.addEventListener(
    "toggle",
    (event) => {
      const opened = event.target;
      if (!opened.matches("details[data-confirm]") || !opened.open) return;
      for (const other of root.querySelectorAll("details[data-confirm][open]")) {
        if (other !== opened) other.open = false;
      }
      opened.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    },
    true,
  );
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const opened = event.target.closest("details[data-confirm][open]");
    if (!opened) return;
    opened.open = false;
    opened.querySelector("summary").focus();
  });
  root.addEventListener("htmx:afterSettle", (event) => {
    const place = event.target.closest?.("[data-place], .claim-bar");
    (place?.querySelector("[data-said]") ?? place?.querySelector("button, summary, a"))?.focus({ preventScroll: true });
  });
}
