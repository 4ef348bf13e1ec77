// While one types, the list of skills shows what fits: by name, by what people call it, by pinyin and initials.

export function startSkillChoosers(root) {
  const search = root.querySelector("[data-skill-search]");
  const chooser = root.querySelector("[data-skill-chooser]");
  if (!search || !chooser) return;
  const input = search.querySelector("input");
  input.addEventListener("input", (event) => {
    if (!event.isComposing) narrow(chooser, input.value);
  });
  input.addEventListener("compositionend", () => narrow(chooser, input.value));
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    narrow(chooser, input.value);
  });
}

function narrow(chooser, typed) {
  const wanted = typed.trim().toLowerCase().replace(/\s+/g, "");
  let found = 0;
  for (const group of chooser.querySelectorAll(".skill-group")) {
    const options = [...group.querySelectorAll(".skill-option")];
    const fitting = options.filter((option) => fits(option, wanted));
    for (const option of options) option.hidden = !fitting.includes(option);
    group.hidden = fitting.length === 0;
    group.open = fitting.length > 0 && (wanted !== "" || group.querySelector("[name=skill]:checked") !== null);
    found += fitting.length;
  }
  const said = chooser.querySelector("[data-said]");
  said.textContent = found ? (wanted && chooser.dataset.some.replace("{n}", found)) : chooser.dataset.none;
  said.classList.toggle("sr-only", found > 0);
}

// Latin letters are the beginning of a word, of its pinyin or its initials. Characters may stand anywhere in it, and what
// is typed may be a whole phrase that holds it: 帮老人量血压.
function fits(option, wanted) {
  if (!wanted) return true;
  const latin = /^[\x20-\x7e]+$/;
  return option.dataset.words.split("|").some((word) => {
    if (latin.test(wanted)) return word.replace(/\s+/g, "").startsWith(wanted);
    return word.includes(wanted) || (!latin.test(word) && wanted.includes(word));
  });
}
