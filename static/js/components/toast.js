// What htmx could not do is said the way a plain form would have said it: the error page, or a line about the network.

function showRefusal(event) {
  if (event.detail.xhr.status < 400) return;
  event.detail.shouldSwap = true;
  event.detail.target = document.body;
  event.detail.swapOverride = "innerHTML";
  event.detail.selectOverride = "unset";
}

function showOffline() {
  const place = document.getElementById("messages");
  const toast = document.createElement("div");
  toast.className = "toast toast-error";
  toast.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = place.dataset.offline;
  toast.append(text);
  place.replaceChildren(toast);
  place.scrollIntoView({ block: "nearest" });
}

export function startToasts(root) {
  root.addEventListener("htmx:beforeSwap", showRefusal);
  root.addEventListener("htmx:sendError", showOffline);
}
