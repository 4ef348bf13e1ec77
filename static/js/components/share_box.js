// Copy buttons appear only where copying can work; an http page on a phone has no clipboard of its own.

const SHOWN_MS = 2000;

async function copy(button) {
  const input = button.parentElement.querySelector("input");
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(button.dataset.copy);
  } else {
    input.select();
    document.execCommand("copy");
  }
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
  }, SHOWN_MS);
}

export function startShareBoxes(part) {
  for (const button of part.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
