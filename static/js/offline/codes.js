// The code of the gate, made on the device: TOTP with HMAC-SHA-256 (RFC 6238), as the server makes it.

export const PERIOD_MS = 30000;

const keys = new Map();

function keyOf(secret) {
  if (!keys.has(secret)) {
    const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
    keys.set(secret, crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]));
  }
  return keys.get(secret);
}

export const stepAt = (trueMs) => Math.floor(trueMs / PERIOD_MS);

export async function codeOf(secret, step) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setUint32(0, Math.floor(step / 2 ** 32));
  counter.setUint32(4, step % 2 ** 32);
  const digest = new DataView(await crypto.subtle.sign("HMAC", await keyOf(secret), counter.buffer));
  const offset = digest.getUint8(digest.byteLength - 1) & 0x0f;
  const number = digest.getUint32(offset) & 0x7fffffff;
  return String(number % 1000000).padStart(6, "0");
}
