// A second press of the same button does nothing; a form with errors puts the reader at the summary.

const WAIT_MS = 8000;
const LONG_WAIT_MS = 60000;

function guard(event) {
  const form = event.target;
  if (!form.matches("form[data-guard]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  form.dataset.sent = "1";
  const button = event.submitter;
  button?.setAttribute("aria-disabled", "true");
  const long = button?.dataset.busy;
  if (long) say(button, long);
  // The answer may be a download or may never come: the form must not stay dead.
  setTimeout(() => release(form), long ? LONG_WAIT_MS : WAIT_MS);
}

function say(button, words) {
  const label = button.querySelector("span");
  button.dataset.label ??= label.textContent;
  label.textContent = words;
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    if (button.dataset.label) say(button, button.dataset.label);
  }
}

export function startForms(root) {
  root.addEventListener("submit", guard, true);
  root.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) release(form);
  });
  // The page kept for the back button would still hold its forms as sent.
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) release(form);
  });
  root.querySelector("[data-focus]")?.focus();
}
