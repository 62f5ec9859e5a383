// The service worker. It serves the shell without a network and wakes the upload; it never touches a write.
// `self.GRIDWALK_BUILD` is written above this line by the build: { version, files: [[url, hash]], worker: { js, wasm } }.

const BUILD = self.GRIDWALK_BUILD;
const PREFIX = "gridwalk-shell-";
const CACHE = PREFIX + BUILD.version;
const KNOWN = new Set(BUILD.files.map(([url]) => url));

// Addresses that are the server's own pages, not screens of the app.
const SERVER = /^\/(api|healthz|readyz|metrics|ca|c|n|public|tip)([/.]|$)/;

// Scripts can be imported at this moment only; the wasm itself waits until it is needed.
let glue = true;
try {
  importScripts(BUILD.worker.js);
} catch (error) {
  glue = false;
}

// A file under /assets/ carries its hash in its name: what an earlier version kept is as good as new.
const fetchOne = async (url) => {
  if (url.startsWith("/assets/")) {
    const old = await caches.match(url);
    if (old) return old;
  }
  const response = await fetch(url, { cache: url.startsWith("/assets/") ? "default" : "reload" });
  if (!response.ok || response.redirected) throw new Error(`${url}: HTTP ${response.status}`);
  return response;
};

const install = async () => {
  const cache = await caches.open(CACHE);
  const waiting = BUILD.files.map(([url]) => url);
  // Four at a time: a weak network still has room for the app's own requests.
  const lane = async () => {
    for (let url = waiting.shift(); url; url = waiting.shift()) {
      await cache.put(url, await fetchOne(url));
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
};

const activate = async () => {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
};

// A page of the app is always index.html, whatever screen its address names.
const keptUrl = (request, url) => {
  if (KNOWN.has(url.pathname) && url.pathname !== "/") return url.pathname;
  return request.mode === "navigate" ? "/" : null;
};

const answer = async (request, url) => {
  const cache = await caches.open(CACHE);
  return (await cache.match(url)) || fetch(request);
};

self.addEventListener("install", (event) => event.waitUntil(install()));

self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("message", (event) => {
  if (event.data === "apply-update") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || SERVER.test(url.pathname)) return;
  const kept = keptUrl(request, url);
  if (kept) event.respondWith(answer(request, kept));
});

let uploader;

const openUploader = async () => {
  const cache = await caches.open(CACHE);
  const response = (await cache.match(BUILD.worker.wasm)) || (await fetch(BUILD.worker.wasm));
  await gridwalkWorker({ module_or_path: await response.arrayBuffer() });
  return gridwalkWorker;
};

const drain = async () => {
  if (!glue) throw new Error("the uploader could not be loaded");
  if (!uploader) uploader = openUploader();
  try {
    return await (await uploader).drain();
  } catch (error) {
    // A wasm that has stopped stays stopped: the next attempt takes a new one.
    uploader = undefined;
    throw error;
  }
};

// Only where the browser has Background Sync; elsewhere the event never comes. A failure makes the browser ask again.
self.addEventListener("sync", (event) => {
  if (event.tag === "gridwalk-sync") event.waitUntil(drain());
});
