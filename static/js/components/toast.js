// What htmx brought is said above the lower edge, where the eye is, and goes by itself; what htmx could not do is said
// the way a plain form would have said it: the error page, or a line about the network.

const STAYS_MS = 8000;

function showRefusal(event) {
  const { xhr } = event.detail;
  if (isElsewhere(xhr)) {
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
    return;
  }
  if (xhr.status < 400) return;
  event.detail.shouldSwap = true;
  event.detail.target = document.body;
  event.detail.swapOverride = "innerHTML";
  event.detail.selectOverride = "unset";
}

// The session ended meanwhile: the answer is the sign-in page.
function isElsewhere(xhr) {
  return xhr.responseURL && new URL(xhr.responseURL).pathname === "/sign-in";
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
  float(place);
}

function float(place) {
  place.classList.add("toasts-floating");
  const below = document.querySelector(".bottom, .tab-bar")?.offsetHeight ?? 0;
  place.style.setProperty("--below", `${below}px`);
  for (const toast of place.querySelectorAll(".toast-ok, .toast-info")) leaveLater(toast);
}

function leaveLater(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else toast.remove();
  }, STAYS_MS);
}

export function startToasts(root) {
  root.addEventListener("htmx:beforeSwap", showRefusal);
  root.addEventListener("htmx:sendError", showOffline);
  root.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "messages") float(document.getElementById("messages"));
  });
}
