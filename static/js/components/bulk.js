// Says on the button how many rows are ticked, ticks a group at once, and warns when more are ticked than there is room for.

function boxes(form) {
  return [...form.querySelectorAll("input[type=checkbox]:not([data-tick]):not(:disabled)")];
}

// A row may belong to several groups; a head without a name ticks every row.
function group(form, head) {
  const name = head.dataset.tick;
  return boxes(form).filter((box) => !name || (box.dataset.group || "").split(" ").includes(name));
}

function show(form) {
  const chosen = form.querySelectorAll("[data-one]:checked").length;
  const ticked = boxes(form).filter((box) => box.checked).length + chosen;
  for (const button of form.querySelectorAll("[data-counted]")) {
    const text = ticked ? button.dataset.counted.replace("{n}", ticked) : button.dataset.none;
    button.querySelector("span").textContent = text;
  }
  for (const note of form.querySelectorAll("[data-room]")) {
    note.hidden = ticked > Number(note.dataset.room) !== (note.dataset.when === "over");
  }
  for (const head of form.querySelectorAll("[data-tick]")) {
    const its = group(form, head);
    const on = its.filter((box) => box.checked).length;
    head.checked = on > 0 && on === its.length;
    head.indeterminate = on > 0 && on < its.length;
  }
}

export function startBulk(root) {
  root.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-bulk]");
    if (!form) return;
    if (event.target.matches("[data-tick]")) {
      for (const box of group(form, event.target)) box.checked = event.target.checked;
    }
    show(form);
  });
  // What the browser kept ticked over the back button counts too.
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-bulk]")) show(form);
  });
}
