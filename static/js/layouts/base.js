// The worker that keeps the site's frame; it waits until the page is there, so that it takes nothing from the first view.

export function startWorker(root) {
  const address = root.querySelector("script[data-worker]")?.dataset.worker;
  if (!address || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    // Private windows and full disks refuse it; the pages work all the same.
    navigator.serviceWorker.register(address).catch(() => {});
  });
}
