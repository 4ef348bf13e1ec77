// The part of a page that goes on without network: says what waits to be sent, keeps the day pack fresh, and shows a view
// of its own in place of the page while the network is away.
import { gateView } from "./gate_view.js";
import { ownView } from "./own_view.js";
import { fetchPack, isFresh, kept } from "./pack.js";
import { change, drop, entriesOf, note } from "./queue.js";
import { send } from "./sender.js";

const PATIENCE_MS = 8000;
const EVERY_MS = 60000;
const OFFLINE_EVERY_MS = 10000;
const PAGE = /\/(?:sessions|g)(?:\/(\d+)(?:\/(gate|check-in|\d{6}))?)?\/?$/;

export class Desk {
  constructor(element) {
    this.element = element;
    const { words, urls, account } = element.dataset;
    this.words = JSON.parse(words);
    this.urls = JSON.parse(urls);
    this.account = Number(account) || undefined;
    const [, session, what] = PAGE.exec(window.location.pathname) ?? [];
    this.sessionId = Number(session) || undefined;
    this.own = what === "check-in" || /^\d{6}$/.test(what ?? "");
    this.code = /^\d{6}$/.test(what ?? "") ? what : (new URLSearchParams(window.location.search).get("code") ?? "");
    this.opened = new Date().toISOString();
    this.isShell = element.hasAttribute("data-shell");
    this.away = false;
  }

  async start() {
    Object.assign(this, await kept(this.account));
    this.listen();
    if (this.isShell || !navigator.onLine) await this.setAway(true);
    await this.turn();
    if (!this.own && !this.away && this.account && !isFresh(this.pack)) await this.stock();
  }

  listen() {
    window.addEventListener("offline", () => this.setAway(true));
    window.addEventListener("online", () => this.turn());
    document.addEventListener("htmx:sendError", () => this.setAway(true), true);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.turn(true);
    });
    this.part("fetch").addEventListener("click", () => this.stock());
    if (this.own) document.addEventListener("submit", (event) => this.hold(event), true);
    setInterval(() => this.turn(), EVERY_MS);
    setInterval(() => this.away && this.turn(), OFFLINE_EVERY_MS);
  }

  part(name) {
    return this.element.querySelector(`[data-offline-${name}]`);
  }

  template(name) {
    return this.element.querySelector(`template[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
  }

  // With a body: a POST that carries the token which `who` brought.
  async ask(url, body) {
    const patience = new AbortController();
    const given = setTimeout(() => patience.abort(), PATIENCE_MS);
    if (body && !this.token) await this.who();
    const headers = { Accept: "application/json" };
    if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.token ?? "" });
    try {
      return await fetch(url, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal: patience.signal });
    } finally {
      clearTimeout(given);
    }
  }

  async who() {
    try {
      const answer = await this.ask(this.urls.device);
      if (answer.status === 401) return "signed_out";
      if (!answer.ok) return "offline";
      const who = await answer.json();
      this.token = who.csrf_token;
      return who;
    } catch {
      return "offline";
    }
  }

  // Send what waits, and find out whether the network is back. `look`: ask even if there is no other reason to. What is
  // asked for meanwhile (one more is ticked off, the network is back while the last attempt fails) is done right after it.
  async turn(look = false) {
    if (this.turning) {
      this.onceMore = { look: look || Boolean(this.onceMore?.look) };
      return;
    }
    this.turning = true;
    try {
      await this.sendWaiting(look);
    } finally {
      this.turning = false;
    }
    if (this.sent && !this.isShell && this.standing === "sent") {
      window.location.reload(); // which says how it stands now, and sends what came meanwhile
      return;
    }
    await this.show();
    const next = this.onceMore;
    this.onceMore = undefined;
    if (next) await this.turn(next.look);
  }

  async sendWaiting(look) {
    const waiting = this.owner ? await entriesOf(this.owner, "waiting") : [];
    this.standing = waiting.length || this.away || look ? await send(this) : "idle";
    if (this.sent && !this.own && this.standing === "sent") await this.stock(); // before the page is loaded anew
    const reached = this.standing !== "offline" && this.standing !== "idle";
    if (reached && this.away) await this.setAway(false);
    else if (this.standing === "offline") await this.setAway(true);
  }

  async setAway(yes) {
    const changed = this.away !== yes;
    this.away = yes;
    if (changed && !yes && this.isShell && PAGE.test(window.location.pathname)) window.location.reload();
    else await this.show();
  }

  async stock() {
    try {
      await this.who();
      this.pack = await fetchPack(this);
    } catch {
      // The pack from before still serves; the line says how old it is.
    }
    await this.show();
  }

  async note(entry) {
    const ahead = this.pack ? { clock_ahead_s: Math.round(this.pack.aheadMs / 1000) } : {};
    await note({ ...ahead, ...entry, account_id: this.owner });
    await this.show(); // at once, however long the network makes up its mind
    this.turn();
  }

  // The form of the check-in page, while there is no network.
  async hold(event) {
    const { code, kind, lon, lat, accuracy_m: accuracy } = event.target.elements;
    if (!kind || !(this.away || !navigator.onLine)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const place = code && lon?.value ? { lon: Number(lon.value), lat: Number(lat.value), accuracy_m: Number(accuracy.value) } : {};
    await this.noteOwn(kind.value, code?.value.replaceAll(" ", ""), place);
  }

  async noteOwn(kind, code, place = {}) {
    if (code !== undefined && !/^\d{6}$/.test(code)) {
      this.say(this.words.six_digits);
      return false;
    }
    const scanned = code !== undefined && code === this.code ? { at: this.opened } : {};
    await this.note({ session_id: this.sessionId, kind, ...(code ? { code } : {}), ...scanned, ...place });
    return true;
  }

  time(instant) {
    return new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" }).format(new Date(instant));
  }

  clockWords(seconds) {
    const minutes = Math.max(1, Math.round(Math.abs(seconds) / 60));
    const words = this.words[seconds > 0 ? "clock_fast" : "clock_slow"];
    return words.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", minutes % 60);
  }

  say(text) {
    this.part("said").textContent = text;
    this.part("state").hidden = !text;
  }

  async show() {
    const entries = this.owner ? await entriesOf(this.owner) : [];
    const waiting = entries.filter((entry) => entry.state === "waiting");
    const lines = [];
    if (this.away) lines.push(this.words.away);
    if (waiting.length) lines.push(this.words.waiting.replace("{n}", waiting.length));
    if (this.standing === "signed_out" && waiting.length) lines.push(this.words.signed_out);
    const packed = this.away ? this.words.packed_away : this.words.packed;
    if (!this.own) lines.push(this.pack ? packed.replace("{time}", this.time(this.pack.fetched)) : this.words.no_pack);
    this.say(lines.join(this.words.between));
    this.element.classList.toggle("offline-away", this.away);
    this.part("fetch").hidden = this.own || this.away;
    this.part("sign-in").hidden = !(this.standing === "signed_out" && waiting.length);
    this.showLeft(entries.filter((entry) => entry.state !== "waiting"));
    await this.showView(entries);
  }

  showLeft(left) {
    const list = this.part("left");
    list.hidden = left.length === 0;
    list.replaceChildren(
      ...left.map((entry) => {
        const line = this.template("left");
        line.querySelector("[data-what]").textContent = `${this.time(entry.at)} ${this.words[entry.kind]} ${entry.name ?? ""}`;
        line.querySelector("[data-why]").textContent = entry.message;
        const again = line.querySelector("[data-again]");
        again.hidden = entry.state !== "refused";
        again.addEventListener("click", () => change(entry, { state: "waiting" }).then(() => this.turn()));
        line.querySelector("[data-dismiss]").addEventListener("click", () => drop(entry).then(() => this.show()));
        return line;
      }),
    );
  }

  // In place of the rest of the page, as long as the network is away and there is something to go on with.
  async showView(entries) {
    const view = this.part("view");
    const makes = this.own ? ownView : gateView;
    const shown = this.away ? await makes(this, entries) : null;
    if (shown !== this.shown) view.replaceChildren(...(shown ? [shown] : []));
    this.shown = shown;
    view.hidden = !shown;
    if (this.isShell) return; // there is nothing else on it
    for (const other of this.element.parentElement.children) {
      if (other !== this.element) other.classList.toggle("offline-covered", Boolean(shown));
    }
  }
}
