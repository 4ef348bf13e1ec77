// Sends what waits on the device. Sending twice does no harm: each entry carries its own id.
import { change, drop, entriesOf } from "./queue.js";

const MOST_AT_ONCE = 200;
const FIELDS = ["client_id", "kind", "at", "member_id", "walk_up", "position_id", "code", "clock_ahead_s", "lon", "lat", "accuracy_m"];

// How it stands: "sent", "offline", "signed_out" or "other" (another account is signed in).
export async function send(desk) {
  const who = await desk.who();
  if (typeof who === "string") return who;
  if (who.account_id !== desk.owner) return "other";
  const bySession = new Map();
  for (const entry of await entriesOf(desk.owner, "waiting")) {
    bySession.set(entry.session_id, [...(bySession.get(entry.session_id) ?? []), entry]);
  }
  desk.sent = bySession.size > 0;
  for (const [sessionId, entries] of bySession) {
    for (let first = 0; first < entries.length; first += MOST_AT_ONCE) {
      const standing = await sendSome(desk, sessionId, entries.slice(first, first + MOST_AT_ONCE));
      if (standing !== "sent") return standing;
    }
  }
  return "sent";
}

async function sendSome(desk, sessionId, entries) {
  const sent = entries.map((entry) => Object.fromEntries(FIELDS.filter((name) => entry[name] != null).map((name) => [name, entry[name]])));
  let answer;
  try {
    answer = await desk.ask(desk.urls.punches.replace("/0/", `/${sessionId}/`), {
      account_id: desk.owner,
      sent_at: new Date().toISOString(),
      entries: sent,
    });
  } catch {
    return "offline";
  }
  if (answer.status === 401) return "signed_out";
  if (answer.status === 400 || answer.status === 429 || answer.status >= 500) return "offline"; // tried again later
  const told = await answer.json();
  if (told.reason === "other_account") return "other";
  if (!answer.ok) {
    await Promise.all(entries.map((entry) => change(entry, { state: "refused", message: told.message })));
    return "sent";
  }
  const byId = new Map(entries.map((entry) => [entry.client_id, entry]));
  await Promise.all(told.entries.map((one) => settle(desk, byId.get(one.client_id), one)));
  return "sent";
}

// Taken in without more to say: done. Else it stays in sight until somebody has read it.
function settle(desk, entry, answer) {
  if (answer.result === "refused") return change(entry, { state: "refused", message: answer.message });
  if (answer.after_confirmed) return change(entry, { state: "told", message: desk.words.after_confirmed });
  if (answer.clock_off_s != null) return change(entry, { state: "told", message: desk.clockWords(answer.clock_off_s) });
  return drop(entry);
}
