// Drives both contenders, one after the other in turns, and says how long each took, in milliseconds.

import start, * as replica from "./bench-page.js";
import { readAhead } from "./ahead.js";
import * as floor from "./floor.js";

const PHOTO_BYTES = 220_000;
const PHOTOS = 3;
const ACCOUNT = "00000000-0000-0000-0000-000000000001";

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const randomPhoto = async () => {
  const bytes = new Uint8Array(PHOTO_BYTES);
  for (let from = 0; from < bytes.length; from += 65_536) crypto.getRandomValues(bytes.subarray(from, from + 65_536));
  return { bytes, sha256: hex(await crypto.subtle.digest("SHA-256", bytes)) };
};

// The end of the present task, and whatever waits for it.
const nextTask = () => new Promise((resolve) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { channel.port1.close(); resolve(); };
  channel.port2.postMessage(null);
});

const photos = async () => Promise.all(Array.from({ length: PHOTOS }, randomPhoto));

const timed = async (work) => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

// The photo worker of the app, unchanged.
const worker = new Worker("./photo-worker.js");
let asked = 0;
const clean = (file) => new Promise((resolve, reject) => {
  const id = (asked += 1);
  const hear = ({ data }) => {
    if (data.id !== id) return;
    worker.removeEventListener("message", hear);
    if (data.error) reject(new Error(data.detail));
    else resolve(data);
  };
  worker.addEventListener("message", hear);
  worker.postMessage({ id, file });
});

// What the browser itself needs to decode, shrink and encode the same picture, in a worker too.
const encoder = new Worker("./floor-worker.js");
const encode = (file, size) => new Promise((resolve) => {
  encoder.onmessage = ({ data }) => resolve(data);
  encoder.postMessage({ file, width: size.width, height: size.height });
});

let visits = 0;

const beginVisit = async () => {
  await replica.begin();
  for (const photo of await photos()) await replica.photo(photo.bytes, photo.sha256);
};

const saves = {
  product: async () => {
    await beginVisit();
    return timed(() => replica.save());
  },
  floor: async () => {
    // The same record, made by the same rules, outside the measured time.
    await beginVisit();
    const events = JSON.parse(replica.record());
    await replica.save();
    const set = await photos();
    visits += 1;
    const record = { id: visits + performance.timeOrigin, at: Date.now(), events };
    return timed(() => floor.save(record, set));
  },
};

const takes = (file, size) => ({
  product: async () => {
    await replica.begin();
    return timed(async () => {
      const photo = await clean(file);
      await replica.photo(new Uint8Array(photo.bytes), photo.sha256);
    });
  },
  floor: async () => timed(async () => {
    const bytes = await encode(file, size);
    await floor.put({ bytes, sha256: `floor-${(visits += 1)}` });
  }),
});

// In turns, the first one changing from round to round.
const inTurns = async (contenders, rounds) => {
  const taken = { product: [], floor: [] };
  for (let round = -2; round < rounds; round += 1) {
    const order = round % 2 === 0 ? ["product", "floor"] : ["floor", "product"];
    for (const name of order) {
      const time = await contenders[name]();
      // The first two rounds warm up.
      if (round >= 0) taken[name].push(time);
    }
  }
  return taken;
};

self.bench = {
  open: async () => {
    await replica.open();
    await floor.open();
    return true;
  },
  saves: (rounds) => inTurns(saves, rounds),
  photos: async (rounds) => {
    const file = await (await fetch("./camera.jpg")).blob();
    const size = await clean(file);
    return inTurns(takes(file, size), rounds);
  },
  fill: async (count) => {
    await replica.fill(count);
    await floor.fill(Array.from({ length: count }, (_, number) => JSON.parse(replica.row(number))));
    return true;
  },
  // Of one frame each: a letter typed, a step walked; the floor is what a page would do with plain objects.
  looks: async (rounds, count) => {
    await replica.keep_list();
    const rows = Array.from({ length: count }, (_, number) => JSON.parse(replica.row(number)));
    const taken = { product: [], floor: [], near: [], nearFloor: [] };
    const words = ["枣花", "安街 6", "号小", "业主9", "没有这家"];
    for (let round = -3; round < rounds; round += 1) {
      const word = words[(round + 3) % words.length];
      const times = {
        product: await timed(() => replica.look_for(word)),
        floor: await timed(() => floor.lookFor(rows, word)),
        near: await timed(() => replica.look_near(117.131, 34.809)),
        nearFloor: await timed(() => floor.lookNear(rows, 117.131, 34.809)),
      };
      if (round >= 0) Object.keys(times).forEach((name) => taken[name].push(times[name]));
    }
    return taken;
  },
  // One thing done many times, for whoever counts what it costs the disk.
  repeat: async (what, times) => {
    for (let time = 0; time < times; time += 1) {
      if (what === "visit") {
        await replica.begin();
        for (const photo of await photos()) {
          await replica.autosave();
          await replica.photo(photo.bytes, photo.sha256);
        }
        await replica.save();
      } else if (what === "floor") {
        visits += 1;
        await floor.save({ id: visits + performance.timeOrigin, at: Date.now(), events: "x".repeat(4_000) }, await photos());
      } else if (what === "save") {
        await replica.save();
      } else if (what === "before") {
        await beginVisit();
      }
    }
    return true;
  },
  cold: async (which) => {
    const work = {
      product: async () => {
        // As boot.js does, and there before the program has come: that is never in the same task, which would keep the
        // browser from beginning to open the database.
        self.gridwalkAhead = readAhead(ACCOUNT);
        await nextTask();
        return replica.open_and_list();
      },
      floor: () => floor.openAndList(),
      productAll: () => replica.open_and_read_all(),
      floorAll: () => floor.openAndReadAll(),
    }[which];
    let rows = 0;
    const time = await timed(async () => { rows = await work(); });
    if (rows !== 30 && !which.endsWith("All")) throw new Error(`${which}: ${rows} rows`);
    return time;
  },
};

// The build leaves the place of the wasm to the page.
await start({ module_or_path: fetch("./bench-page_bg.wasm") });
document.documentElement.dataset.ready = "yes";
