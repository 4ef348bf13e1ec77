// What was typed into a form stays on this device until it was handed in. Hidden fields, passwords and whatever stands
// inside [data-unkept] (guarded parts) are never written down.

const PREFIX = "draft:";
const SENT = "draft-sent";
const KEPT_MS = 7 * 24 * 3600 * 1000;
const PAUSE_MS = 300;

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !field.closest("[data-unkept]"),
  );
}

function valuesOf(form) {
  return fieldsOf(form).map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]);
}

// A browser that keeps nothing (private windows, full storage) works without drafts.
function quietly(task) {
  try {
    return task();
  } catch {
    return null;
  }
}

function readDraft(key) {
  const draft = quietly(() => JSON.parse(localStorage.getItem(PREFIX + key)));
  return draft && Date.now() - draft.at < KEPT_MS ? draft.values : null;
}

function forget(key) {
  quietly(() => localStorage.removeItem(PREFIX + key));
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draft;
    this.note = form.querySelector("[data-draft-note]");
    this.given = valuesOf(form);
    form.addEventListener("input", () => this.soon());
    form.addEventListener("submit", () => this.sent());
    window.addEventListener("pagehide", () => this.flush());
    window.addEventListener("pageshow", () => this.shownAgain());
    this.note.querySelector("[data-draft-drop]").addEventListener("click", () => this.drop());
    this.restore();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE_MS);
  }

  flush() {
    if (this.timer) this.keep();
  }

  keep() {
    this.timer = null;
    quietly(() => localStorage.setItem(PREFIX + this.key, JSON.stringify({ at: Date.now(), values: valuesOf(this.form) })));
  }

  sent() {
    clearTimeout(this.timer);
    this.keep();
    quietly(() => sessionStorage.setItem(SENT, this.key));
  }

  // An answer with mistakes holds what was typed already. Who comes back to it, or reloads it, gets the form anew with the
  // draft, and is not asked whether to send it once more.
  restore() {
    if (this.form.querySelector("[aria-invalid]")) {
      history.replaceState(history.state, "", location.href);
      return;
    }
    const values = readDraft(this.key);
    if (!values) return;
    if (JSON.stringify(values) === JSON.stringify(this.given)) return;
    this.fill(values);
    this.note.hidden = false;
  }

  fill(values) {
    fieldsOf(this.form).forEach((field, index) => {
      const [name, value] = values[index] ?? [];
      if (name !== field.name) return;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
    });
  }

  // Going back, browsers fill in what was typed, also after it was handed in and taken: that would be handed in twice.
  shownAgain() {
    const [visit] = performance.getEntriesByType("navigation");
    if (visit?.type === "back_forward" && !readDraft(this.key)) this.form.reset();
  }

  drop() {
    this.fill(this.given);
    forget(this.key);
    this.note.hidden = true;
    fieldsOf(this.form)[0].focus();
  }
}

// What was handed in and taken is no draft any more; the next page says so with its message.
function forgetTaken(root) {
  const key = quietly(() => sessionStorage.getItem(SENT));
  if (!key) return;
  quietly(() => sessionStorage.removeItem(SENT));
  if (root.querySelector(".toast-ok")) forget(key);
}

export function startDrafts(root) {
  forgetTaken(root);
  for (const form of root.querySelectorAll("form[data-draft]")) new Draft(form);
}
