// A changed choice applies at once; typed text waits for Enter. Empty filters stay out of the address.

function leaveOutEmpty(form) {
  for (const input of form.elements) {
    if (input.name && !input.value) input.disabled = true;
  }
}

export function startFilters(root) {
  root.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filter]");
    if (form && event.target.type !== "search") form.requestSubmit();
  });
  root.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-filter]")) leaveOutEmpty(event.target);
  });
  window.addEventListener("pageshow", () => {
    for (const input of root.querySelectorAll("form[data-filter] :disabled")) input.disabled = false;
  });
}
