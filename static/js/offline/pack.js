// The day pack: list and codes of the gates one keeps, fetched while there is network. Bound to the account; gone with
// signing out (see layouts/base.js), after a day, and each session of it two days after its end.
import { Store } from "./store.js";

const store = new Store("day-pack");
const DAY_MS = 24 * 60 * 60 * 1000;
const FRESH_MS = 30 * 60 * 1000;

// Who used this device last, and what is kept for them. A page of somebody else drops it.
export async function kept(accountId) {
  const owner = await store.get("owner");
  if (accountId && owner !== accountId) {
    await store.remove("pack");
    await store.put("owner", accountId);
  }
  const found = await store.get("pack");
  if (!found) return { owner: accountId ?? owner };
  if (Date.now() - found.fetched > DAY_MS) {
    await store.remove("pack");
    return { owner: accountId ?? owner };
  }
  const sessions = found.sessions.filter((session) => Date.now() - Date.parse(session.ends) < 2 * DAY_MS);
  return { owner: accountId ?? owner, pack: { ...found, sessions } };
}

export const isFresh = (pack) => Boolean(pack) && Date.now() - pack.fetched < FRESH_MS;

// How far the device's clock is ahead is known from when the server made the pack.
export async function fetchPack(desk) {
  const answer = await desk.ask(desk.urls.pack, {});
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const pack = await answer.json();
  const fetched = Date.now();
  const found = { ...pack, fetched, aheadMs: fetched - Date.parse(pack.made_at) };
  await store.put("pack", found);
  return found;
}
