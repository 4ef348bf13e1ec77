// A password can be looked at while it is typed; it is hidden again when its form is sent, so that browsers do not keep it.

function show(button, yes) {
  document.getElementById(button.dataset.reveal).type = yes ? "text" : "password";
  button.setAttribute("aria-pressed", String(yes));
}

export function startSecrets(root) {
  for (const button of root.querySelectorAll("[data-reveal]")) {
    button.hidden = false;
    button.addEventListener("click", () => show(button, button.getAttribute("aria-pressed") === "false"));
    button.form.addEventListener("submit", () => show(button, false));
  }
}
