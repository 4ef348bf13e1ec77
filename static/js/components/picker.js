// The first few are offered on focus, and what is typed is looked up as one types; arrow keys, Enter and Escape work as in every list of suggestions.

const PAUSE = 150; // milliseconds between the last key and the question

class Picker {
  constructor(element) {
    this.element = element;
    this.input = element.querySelector("input[type=text]");
    this.picked = element.querySelector("input[type=hidden]");
    this.list = element.querySelector("[role=listbox]");
    this.said = element.querySelector("[data-picker-said]");
    this.at = -1;
    this.asked = 0;
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.close();
    this.input.addEventListener("focus", () => {
      if (!this.picked.value) this.ask(true);
    });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 200));
    this.list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) this.take(option);
    });
  }

  typed() {
    this.picked.value = "";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), PAUSE);
  }

  async ask(unasked = false) {
    const turn = ++this.asked;
    const address = `${this.element.dataset.picker}?q=${encodeURIComponent(this.input.value.trim())}`;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || turn !== this.asked || this.picked.value) return;
      const choices = await answer.json();
      if (choices.length || !unasked) this.show(choices);
    } catch {
      this.close(); // no network: the text is looked up when the form is sent
    }
  }

  show(choices) {
    this.list.replaceChildren(...choices.map((choice, n) => this.option(choice, n)));
    if (!choices.length) {
      const none = document.createElement("li");
      none.className = "picker-none";
      none.textContent = this.element.dataset.none;
      this.list.append(none);
    }
    this.said.textContent = choices.length ? String(choices.length) : this.element.dataset.none;
    this.at = -1;
    this.list.hidden = document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  option(choice, n) {
    const option = document.createElement("li");
    option.className = "picker-option";
    option.id = `${this.list.id}-${n}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.id = choice.id;
    option.dataset.label = choice.label;
    const label = document.createElement("span");
    label.textContent = choice.label;
    option.append(label);
    if (choice.note) {
      const note = document.createElement("span");
      note.className = "picker-option-note";
      note.textContent = choice.note;
      option.append(note);
    }
    return option;
  }

  key(event) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    if (this.list.hidden || event.isComposing || !options.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(options, (this.at + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      this.take(options[Math.max(this.at, 0)]);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  mark(options, at) {
    this.at = at;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    this.input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  take(option) {
    this.picked.value = option.dataset.id;
    this.input.value = option.dataset.label;
    this.asked++;
    this.close();
    this.picked.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

export function startPickers(part) {
  for (const element of part.querySelectorAll("[data-picker]:not([data-ready])")) {
    element.dataset.ready = "";
    new Picker(element);
  }
}
