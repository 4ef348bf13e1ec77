// The gate from the day pack: the code as it changes, and the list to tick people off.
import { generate } from "lean-qr";
import { toSvgSource } from "lean-qr/extras/svg";

import { codeOf, PERIOD_MS, stepAt } from "./codes.js";
import { drop } from "./queue.js";
import { guestsOf, WalkUpForm } from "./walk_up.js";

const gates = new Map();

export async function gateView(desk, entries) {
  if (!desk.pack) return null;
  if (!desk.sessionId) return listView(desk);
  const session = desk.pack.sessions.find((one) => one.id === desk.sessionId);
  if (!session) return null;
  if (!gates.has(session.id)) gates.set(session.id, new GateView(desk, session));
  const gate = gates.get(session.id);
  gate.showPeople(entries.filter((entry) => entry.session_id === session.id));
  return gate.element;
}

function listView(desk) {
  const list = desk.template("sessions");
  for (const session of desk.pack.sessions) {
    const line = desk.template("session");
    const link = line.querySelector("a");
    link.href = desk.urls.gate.replace("/0/", `/${session.id}/`);
    link.textContent = session.title;
    line.querySelector("[data-when]").textContent = `${desk.time(session.starts)}–${desk.time(session.ends)} ${session.place}`;
    list.querySelector("ul").append(line);
  }
  return list;
}

class GateView {
  constructor(desk, session) {
    this.desk = desk;
    this.session = session;
    this.element = desk.template("gate");
    this.part("title").textContent = session.title;
    this.part("when").textContent = `${desk.time(session.starts)}–${desk.time(session.ends)} ${session.place}`;
    this.walkUp = new WalkUpForm(this);
    this.part("code").hidden = !session.secret || !crypto.subtle;
    if (!this.part("code").hidden) setInterval(() => this.tick(), 500);
  }

  part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  // By the server's clock, as far as it is known.
  now() {
    return Date.now() - this.desk.pack.aheadMs;
  }

  async tick() {
    const step = stepAt(this.now());
    const left = Math.ceil(((step + 1) * PERIOD_MS - this.now()) / 1000);
    this.part("left").textContent = left;
    this.part("clock").value = left;
    if (step === this.step) return;
    this.step = step;
    const code = await codeOf(this.session.secret, step);
    this.part("digits").textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
    this.part("qr").innerHTML = toSvgSource(generate(this.session.link + code), { on: "#000", padX: 2, padY: 2 });
  }

  showPeople(entries) {
    const guests = guestsOf(entries, this.desk.words);
    this.walkUp.show(this.isOpen(this.session.ends), guests);
    const people = [...this.session.people, ...guests].map((person) => ({ person, standing: this.standing(person, entries) }));
    const here = people.filter(({ standing }) => standing.arrived).length;
    this.part("count").textContent = this.desk.words.count.replace("{here}", here).replace("{all}", people.length);
    this.part("people").replaceChildren(...people.map(({ person, standing }) => this.line(person, standing)));
  }

  // What the pack knew, and what was noted since; the latest counts.
  standing(person, entries) {
    const isTheirs = (entry) => entry.member_id === person.member_id && entry.walk_up === person.walk_up;
    const own = entries.filter((entry) => isTheirs(entry) && entry.state !== "refused");
    const last = own.at(-1);
    const inside = last ? last.kind === "in" : person.status === "checked_in";
    const arrived = person.first_in ?? own.find((entry) => entry.kind === "in")?.at;
    const left = last?.kind === "out" ? last.at : person.last_out;
    return { inside, arrived, left, last: last?.state === "waiting" ? last : null };
  }

  line(person, { inside, arrived, left, last }) {
    const { desk } = this;
    const line = desk.template("person");
    line.querySelector("[data-name]").textContent = person.name;
    line.querySelector("[data-unit]").textContent = person.unit;
    const said = line.querySelector("[data-said]");
    if (person.missed) said.textContent = desk.words.missed;
    else if (inside) said.textContent = desk.words.came.replace("{time}", desk.time(arrived));
    else if (left) said.textContent = desk.words.left.replace("{time}", desk.time(left));
    else said.hidden = true;
    line.querySelector("[data-waits]").hidden = !last;
    const undo = line.querySelector("[data-undo]");
    undo.hidden = !last;
    undo.addEventListener("click", () => drop(last).then(() => desk.show()));
    const button = line.querySelector("[data-tick]");
    button.textContent = inside ? desk.words.tick_out : desk.words.tick_in;
    const closes = inside ? this.session.check_out_until : this.session.ends;
    button.hidden = person.missed || !this.isOpen(closes);
    button.addEventListener("click", () => this.tickOff(person, inside ? "out" : "in"));
    return line;
  }

  isOpen(until) {
    return this.now() >= Date.parse(this.session.opens) && this.now() <= Date.parse(until);
  }

  tickOff({ member_id, walk_up, position_id, name }, kind) {
    return this.desk.note({ session_id: this.session.id, member_id, walk_up, position_id, name, kind });
  }
}
