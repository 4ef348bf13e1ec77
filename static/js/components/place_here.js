// "I am at home now": the device says where, once, and only after the press.

export function startPlaceHere(root) {
  if (!navigator.geolocation || !window.isSecureContext) return;
  for (const form of root.querySelectorAll("[data-place-here]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (form.elements.lon.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.lon.value = coords.longitude;
          form.elements.lat.value = coords.latitude;
          form.requestSubmit();
        },
        () => {
          form.querySelector("[data-said]").textContent = form.dataset.failed;
        },
        { timeout: 10000, maximumAge: 60000 },
      );
    });
  }
}
