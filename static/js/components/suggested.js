// A suggestion fills the field it is made for, and says so; pressed again it takes itself back.

function chipsOf(field) {
  return field.form?.querySelectorAll(`button[data-fill="${CSS.escape(field.name)}"]`) ?? [];
}

export function startSuggested(root) {
  root.addEventListener("click", (event) => {
    const chip = event.target.closest?.('button[type="button"][data-fill]');
    const field = chip?.form?.elements[chip.dataset.fill];
    if (!field) return;
    const code = chip.value.slice(chip.dataset.fill.length + 1);
    field.value = field.value === code ? "" : code;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  root.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.name || !field.form) return;
    for (const chip of chipsOf(field)) {
      chip.setAttribute("aria-pressed", String(chip.value === `${field.name}=${field.value}`));
    }
  });
}
