// While somebody types, looks for the number that the server asks for: the hash of challenge and number begins with BITS
// zero bits. Done in small pieces, so that typing stays smooth on old phones.

import { sha256Start } from "../human/sha256.js";

const BITS = 14;
const PIECE_MS = 12;
const PAUSE_MS = 20;

function search(check) {
  const challenge = check.querySelector('[name="challenge"]').value;
  const work = check.querySelector('[name="work"]');
  if (!challenge || work.value) return;
  let number = 0;
  const piece = () => {
    const ends = performance.now() + PIECE_MS;
    while (performance.now() < ends) {
      if (sha256Start(`${challenge}:${number}`) >>> (32 - BITS) === 0) {
        work.value = String(number);
        return;
      }
      number += 1;
    }
    setTimeout(piece, PAUSE_MS);
  };
  setTimeout(piece, PAUSE_MS);
}

export function startHumanChecks(root) {
  root.querySelectorAll("[data-human-check]").forEach(search);
}
