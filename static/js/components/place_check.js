// Where a session wants the phone to be at the site: it is asked on the press, for this one form, and kept nowhere.

const PATIENCE_MS = 15000;

// Must stand before the guard against second presses: the form goes on its way once the place is known.
export function startPlaceChecks(root) {
  root.addEventListener("submit", hold, true);
}

function hold(event) {
  const form = event.target;
  const asking = form.closest("[data-place-check]");
  if (!asking || form.elements.lon.value) return;
  if (!navigator.onLine && !form.elements.code) return; // one's own word, kept on the phone: there is nobody to compare
  event.preventDefault();
  event.stopImmediatePropagation();
  const said = form.querySelector("[data-place-said]");
  const failed = () => {
    said.textContent = said.dataset.failed;
  };
  said.textContent = said.dataset.asking;
  if (navigator.geolocation && window.isSecureContext) ask(form, failed);
  else failed();
}

function ask(form, failed) {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lon.value = coords.longitude;
      form.elements.lat.value = coords.latitude;
      form.elements.accuracy_m.value = coords.accuracy;
      form.requestSubmit();
    },
    failed,
    { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
  );
}
