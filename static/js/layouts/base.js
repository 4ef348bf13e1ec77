// The worker that keeps the site's frame; it waits until the page is there, so that it takes nothing from the first view.

// Whoever signs out leaves no list and no codes of a gate behind; what waits to be sent stays for when they are back.
export function forgetOnLeaving(root) {
  root.addEventListener("submit", (event) => {
    if (/\/sign-out\b/.test(event.target.action)) window.indexedDB?.deleteDatabase("day-pack");
  });
}

export function startWorker(root) {
  const address = root.querySelector("script[data-worker]")?.dataset.worker;
  if (!address || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    // Private windows and full disks refuse it; the pages work all the same.
    navigator.serviceWorker.register(address).catch(() => {});
  });
}
