// A changed choice applies at once; typed text waits for Enter. Empty filters stay out of the address.

const ROUGH = 3; // digits of a degree: about 100 metres is all a distance needs

function leaveOutEmpty(form) {
  for (const input of form.elements) {
    if (input.name && !input.value) input.disabled = true;
  }
}

function locate(button) {
  const input = button.parentElement.querySelector("input");
  button.setAttribute("aria-disabled", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      input.disabled = false;
      input.value = `${coords.longitude.toFixed(ROUGH)},${coords.latitude.toFixed(ROUGH)}`;
      input.form.requestSubmit();
    },
    () => {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.failed;
    },
    { timeout: 10000, maximumAge: 300000 },
  );
}

export function startFilters(root) {
  root.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filter]");
    if (form && event.target.type !== "search") form.requestSubmit();
  });
  root.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-filter]")) leaveOutEmpty(event.target);
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-locate] button:not([aria-disabled])");
    if (button) locate(button);
  });
  if (navigator.geolocation && window.isSecureContext) {
    for (const place of root.querySelectorAll("[data-locate]")) place.hidden = false;
  }
  window.addEventListener("pageshow", () => {
    for (const input of root.querySelectorAll("form[data-filter] :disabled")) {
      if (!input.closest("[data-locate]")) input.disabled = false;
    }
  });
}
