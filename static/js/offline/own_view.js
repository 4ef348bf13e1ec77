// A member's own check-in without network: the code is kept with its time, and sent later.
import { startCodeScans } from "../components/code_scan.js";

export async function ownView(desk, entries) {
  const own = entries.filter((entry) => entry.session_id === desk.sessionId && !entry.member_id && !entry.walk_up && entry.state === "waiting");
  if (!desk.isShell && own.length === 0) return null; // the page's own form still stands there
  const view = desk.ownView ?? makeView(desk);
  desk.ownView = view;
  const kept = view.querySelector("[data-kept]");
  kept.hidden = own.length === 0;
  kept.querySelector("ul").replaceChildren(
    ...own.map((entry) => {
      const line = document.createElement("li");
      line.textContent = `${desk.time(entry.at)} ${desk.words[entry.kind]}`;
      return line;
    }),
  );
  view.querySelector("[data-nobody]").hidden = Boolean(desk.owner);
  view.querySelector("form").hidden = !desk.owner;
  return view;
}

function makeView(desk) {
  const view = desk.template("own");
  const form = view.querySelector("form");
  startCodeScans(view);
  form.elements.code.value = desk.code;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const { value } = event.submitter;
    if (await desk.noteOwn(value, form.elements.code.value.replaceAll(" ", ""))) form.elements.code.value = "";
  });
  return view;
}
