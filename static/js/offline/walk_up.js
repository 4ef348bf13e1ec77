// Somebody comes along while there is no network: the number they say is kept, and looked up when the entry arrives.
// The list on this device knows them by that number only, a phone with its middle hidden.

const PHONE = /^1\d{10}$/;
const NUMBER = /^(?!1\d{9}$|1\d{11}$)[0-9A-Z-]{4,32}$/; // a phone with a digit too few or too many is none

const shownAs = (number) => (PHONE.test(number) ? `${number.slice(0, 3)}****${number.slice(-4)}` : number);

// Those who came along as this device noted it, each once, in the shape of the people of the list.
export function guestsOf(entries, words) {
  const noted = entries.filter((entry) => entry.walk_up && entry.state !== "refused");
  const guests = noted.map(({ walk_up, position_id, name }) => [walk_up, { walk_up, position_id, name, unit: words.walk_up }]);
  return [...new Map(guests).values()];
}

export class WalkUpForm {
  constructor(gate) {
    this.gate = gate;
    this.element = gate.part("walk-up");
    this.form = this.element.querySelector("form");
    this.error = this.element.querySelector("[data-walk-up-error]");
    this.fillPositions(gate.session.positions);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.keep();
    });
  }

  fillPositions(positions) {
    const { words } = this.gate.desk;
    const { position_id: select } = this.form.elements;
    for (const { id, title, free } of positions) {
      const room = free > 0 ? words.places.replace("{n}", free) : words.no_places;
      select.add(new Option(`${title} · ${room}`, id));
    }
    select.selectedIndex = Math.max(0, positions.findIndex(({ free }) => free > 0));
  }

  // `guests` are those already noted: nobody is noted twice as arriving.
  show(open, guests) {
    this.element.hidden = !open || this.gate.session.positions.length === 0;
    this.known = new Set(guests.map((guest) => guest.walk_up));
  }

  async keep() {
    const { words } = this.gate.desk;
    const { walk_up: typed, position_id: position } = this.form.elements;
    const number = typed.value.replaceAll(" ", "").toUpperCase();
    const fits = PHONE.test(number) || NUMBER.test(number);
    this.say(fits ? this.known.has(number) && words.walk_up_again : words.walk_up_number);
    if (!this.error.hidden) {
      typed.focus();
      return;
    }
    typed.value = "";
    await this.gate.tickOff({ walk_up: number, position_id: Number(position.value), name: shownAs(number) }, "in");
  }

  say(text) {
    this.error.textContent = text || "";
    this.error.hidden = !text;
  }
}
