// The check-in code at the door counts down and fetches the next one, and keeps the screen awake. Without network it says
// so, takes the old code out of sight and keeps trying.

const RETRY_SECONDS = 5;
const PATIENCE_MS = 8000;

class Gate {
  constructor(element) {
    this.element = element;
    this.period = Number(element.dataset.period);
    this.endsAt = Date.now() + Number(element.dataset.left) * 1000;
    this.fetching = false;
    this.timer = setInterval(() => this.tick(), 500);
    this.offerFullScreen();
    this.stayAwake();
    document.addEventListener("visibilitychange", () => this.stayAwake());
  }

  part(name) {
    return this.element.querySelector(`[data-gate-${name}]`);
  }

  tick() {
    if (!this.element.isConnected) {
      clearInterval(this.timer);
      return;
    }
    const left = Math.max(0, Math.ceil((this.endsAt - Date.now()) / 1000));
    this.part("left").textContent = left;
    this.part("clock").value = left;
    if (left === 0 && !this.fetching) this.renew();
  }

  async renew() {
    this.fetching = true;
    const patience = new AbortController();
    const given = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(this.element.dataset.gate, { headers: { Accept: "application/json" }, signal: patience.signal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.show(await answer.json());
    } catch {
      this.reachable(false);
      this.endsAt = Date.now() + RETRY_SECONDS * 1000;
    } finally {
      clearTimeout(given);
      this.fetching = false;
    }
  }

  show({ code, qr_svg: qr, seconds_left: left }) {
    this.part("digits").textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
    if (qr) this.part("qr").innerHTML = qr;
    this.reachable(true);
    this.endsAt = Date.now() + left * 1000;
  }

  reachable(yes) {
    this.part("offline").hidden = yes;
    this.element.classList.toggle("gate-stale", !yes);
  }

  // The browser lets go of the lock whenever the page is hidden; a refusal (low battery) changes nothing else.
  async stayAwake() {
    if (document.visibilityState !== "visible" || !navigator.wakeLock || !this.element.isConnected) return;
    try {
      await navigator.wakeLock.request("screen");
    } catch {
      // The screen goes dark as usual.
    }
  }

  offerFullScreen() {
    const button = this.part("full");
    if (!button || !this.element.requestFullscreen || !document.fullscreenEnabled) return;
    button.hidden = false;
    button.addEventListener("click", () => this.element.requestFullscreen());
  }
}

// The list beside the code refreshes itself: when that fails the old one stays, and the gate says why.
function keepPeople(event) {
  const asked = event.detail.requestConfig?.elt;
  if (!asked?.matches("[data-gate-people]")) return;
  if (event.type === "htmx:sendError" || event.detail.xhr.status >= 400) event.stopPropagation();
}

export function startGate(part) {
  for (const element of part.querySelectorAll("[data-gate]")) new Gate(element);
  for (const people of part.querySelectorAll("[data-gate-people]")) {
    for (const name of ["htmx:beforeSwap", "htmx:sendError"]) people.parentElement.addEventListener(name, keepPeople);
  }
}
