// Check-ins and check-outs that wait on the device for the network. They belong to the account that made them: another
// account neither sees nor sends them. What the server refused stays, with its reason, until somebody dismisses it.
import { Store } from "./store.js";

const store = new Store("punch-queue");

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function note(entry) {
  const noted = { ...entry, client_id: newId(), at: entry.at ?? new Date().toISOString(), state: "waiting" };
  await store.put(noted.client_id, noted);
  return noted;
}

export async function entriesOf(accountId, state) {
  const all = await store.all();
  return all
    .filter((entry) => entry.account_id === accountId && (!state || entry.state === state))
    .sort((one, other) => one.at.localeCompare(other.at));
}

export const change = (entry, values) => store.put(entry.client_id, { ...entry, ...values });
export const drop = (entry) => store.remove(entry.client_id);
