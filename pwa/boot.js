// The first script of the page: it judges the browser, starts the field app or the desk, and keeps the service worker.
// Written in the JavaScript of 2017, so that an old browser can read it and be told that it is too old.

const part = (name) => {
  const meta = document.querySelector(`meta[name="gridwalk-${name}"]`);
  return meta ? meta.content : "";
};

// Storage throws where cookies are forbidden.
const kept = (key) => {
  try {
    return localStorage.getItem(`gridwalk.${key}`);
  } catch (error) {
    return null;
  }
};

// What Chromium 109 and iOS 16.4 have, and older ones lack.
const missing = () => {
  const needs = {
    WebAssembly: typeof WebAssembly === "object",
    indexedDB: typeof indexedDB === "object" && indexedDB !== null,
    "Array.at": typeof Array.prototype.at === "function",
    "crypto.subtle": Boolean(self.crypto && crypto.subtle),
    "navigator.locks": Boolean(navigator.locks),
    OffscreenCanvas: typeof OffscreenCanvas === "function",
    CompressionStream: typeof CompressionStream === "function",
    "dynamic viewport": Boolean(self.CSS && CSS.supports("height: 1dvh")),
  };
  const lacking = Object.keys(needs).filter((name) => !needs[name]);
  // Some that are too old have all of it, and yet lose what they should keep: they are known by their number alone.
  const chromium = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent);
  if (chromium && Number(chromium[1]) < 109) lacking.push(`Chromium ${chromium[1]} < 109`);
  const ios = /(?:iPhone|iPad|iPod).* OS (\d+)_(\d+)/.exec(navigator.userAgent);
  if (ios && Number(ios[1]) * 100 + Number(ios[2]) < 1604) lacking.push(`iOS ${ios[1]}.${ios[2]} < 16.4`);
  return lacking;
};

const leaveSplash = () => {
  const splash = document.getElementById("splash");
  if (splash) splash.remove();
};

const openDoor = (name, detail) => {
  leaveSplash();
  document.getElementById(`door-${name}`).hidden = false;
  const why = document.getElementById(`door-${name}-why`);
  if (why && detail) why.textContent = detail;
};

// Whose journal is opened next: the app keeps its session there.
const account = () => {
  try {
    return JSON.parse(kept("session")).account.id;
  } catch (error) {
    return null;
  }
};

// The journal is read while the program is on its way, which takes what was found.
const readAhead = (id) => {
  self.gridwalkAhead = import(part("ahead")).then((script) => script.readAhead(id), () => null);
};

const start = async () => {
  const app = kept("desk") === "1" ? "desk" : "field";
  const id = account();
  if (id) readAhead(id);
  const slow = setTimeout(() => {
    const note = document.getElementById("splash-note");
    if (note) note.textContent = "网络较慢，还在打开…";
  }, 6000);
  try {
    // The wasm starts to arrive while its glue is read.
    const wasm = fetch(part(`${app}-wasm`), { credentials: "same-origin" });
    wasm.catch(() => {});
    const glue = await import(part(`${app}-js`));
    const response = await wasm;
    if (!response.ok) throw new Error(`wasm: HTTP ${response.status}`);
    await glue.default({ module_or_path: response });
    leaveSplash();
    document.documentElement.dataset.started = app;
  } catch (error) {
    openDoor("failed", String(error));
  } finally {
    clearTimeout(slow);
  }
};

// The app hears of a new version by the event `gridwalk-update`, or finds `data-update="ready"` on <html> if it listens
// late. It answers with the event `gridwalk-apply` once the worker has tapped the banner.
const announce = () => {
  document.documentElement.dataset.update = "ready";
  dispatchEvent(new Event("gridwalk-update"));
};

const watch = (registration) => {
  let applying = false;
  if (registration.waiting && navigator.serviceWorker.controller) announce();
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    // The first worker of all may rule the page before its state is told.
    if (!fresh || !navigator.serviceWorker.controller) return;
    fresh.addEventListener("statechange", () => {
      if (fresh.state === "installed") announce();
    });
  });
  addEventListener("gridwalk-apply", () => {
    applying = true;
    // Another tab may have applied it already: then a reload is all that is left to do.
    if (registration.waiting) registration.waiting.postMessage("apply-update");
    else location.reload();
  });
  // The first worker also takes control: that is no update.
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (applying) location.reload();
    else if (controlled) announce();
    controlled = true;
  });
  const look = () => registration.update().catch(() => {});
  look();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
};

// A program that broke off may go on half: whoever uses it is told, and begins again from what is kept.
const root = document.documentElement;
const tellBroken = (error) => {
  if (!self.WebAssembly || !(error instanceof WebAssembly.RuntimeError)) return;
  root.dataset.broken = String(error);
  document.getElementById("door-broken").hidden = false;
};
addEventListener("error", (event) => tellBroken(event.error));
addEventListener("unhandledrejection", (event) => tellBroken(event.reason));
if (kept("theme")) root.dataset.theme = kept("theme");
if (kept("size")) root.dataset.size = kept("size");
for (const button of ["door-retry", "door-again"]) {
  document.getElementById(button).addEventListener("click", () => location.reload());
}

if (self.isSecureContext === false) {
  openDoor("plain");
} else if (missing().length > 0) {
  openDoor("old", missing().join(", "));
} else {
  // After the app, so that the first opening has the network to itself.
  start().then(() => {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).then(watch, () => {});
  });
}
