// The check-in code at the door counts down and fetches the next one; without network it says so and keeps trying.

const RETRY_SECONDS = 5;

class Gate {
  constructor(element) {
    this.element = element;
    this.period = Number(element.dataset.period);
    this.endsAt = Date.now() + Number(element.dataset.left) * 1000;
    this.fetching = false;
    this.timer = setInterval(() => this.tick(), 500);
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
    try {
      const answer = await fetch(this.element.dataset.gate, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.show(await answer.json());
    } catch {
      this.part("offline").hidden = false;
      this.endsAt = Date.now() + RETRY_SECONDS * 1000;
    } finally {
      this.fetching = false;
    }
  }

  show({ code, qr_svg: qr, seconds_left: left }) {
    this.part("digits").textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
    if (qr) this.part("qr").innerHTML = qr;
    this.part("offline").hidden = true;
    this.endsAt = Date.now() + left * 1000;
  }
}

export function startGate(part) {
  for (const element of part.querySelectorAll("[data-gate]")) new Gate(element);
}
