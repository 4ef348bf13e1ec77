// The service worker: keeps the site's frame (styles, scripts, icons, one page for a lost network) and nothing personal.
// The server writes `self.shell = {version, files, later, offline, day}` before this code, so a new build is a new worker.

const { version, files, later, offline, day } = self.shell;
const PREFIX = "shell-";
const CACHE = PREFIX + version;
// The day of service goes on without network: the list of gates, a gate, a check-in, and the address in a gate's QR code.
const DAY = /\/(?:sessions(?:\/\d+\/(?:gate|check-in))?|g\/\d+\/\d{6})\/?$/;

// Without cookies: what is kept must not know who is signed in.
const anonymous = (address) => new Request(address, { credentials: "omit", cache: "reload" });

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...files, offline, day].map(anonymous));
  await self.skipWaiting();
}

// What a page of the day of service asks for: too heavy to be loaded by everybody else.
async function keepForTheDay() {
  const cache = await caches.open(CACHE);
  const kept = await Promise.all(later.map((address) => cache.match(address)));
  await cache.addAll(later.filter((_address, n) => !kept[n]).map(anonymous));
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// A versioned file never changes under its address.
async function fromShell(request) {
  const kept = await caches.match(request);
  return kept ?? fetch(request);
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return caches.match(DAY.test(new URL(event.request.url).pathname) ? day : offline);
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "keep for the day") event.waitUntil(keepForTheDay());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.includes("/static/")) event.respondWith(fromShell(request));
});
