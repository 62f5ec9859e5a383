// The floor: the same work by hand on raw IndexedDB with strict durability, in as little code as does it.

const STRICT = { durability: "strict" };

const done = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = () => reject(transaction.error);
});

const value = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

let database;

export const open = async () => {
  const request = indexedDB.open("floor", 1);
  request.onupgradeneeded = () => {
    const records = request.result.createObjectStore("records", { keyPath: "id" });
    records.createIndex("by-time", "at");
    request.result.createObjectStore("photos");
    const premises = request.result.createObjectStore("premises", { keyPath: "id" });
    premises.createIndex("by-due", ["last_inspected_at", "id"]);
  };
  database = await value(request);
};

// Record and photos at once.
export const save = async (record, photos) => {
  const transaction = database.transaction(["records", "photos"], "readwrite", STRICT);
  transaction.objectStore("records").put(record);
  photos.forEach((photo) => transaction.objectStore("photos").put(photo.bytes, photo.sha256));
  transaction.commit();
  await done(transaction);
};

export const put = async (photo) => {
  const transaction = database.transaction("photos", "readwrite", STRICT);
  transaction.objectStore("photos").put(photo.bytes, photo.sha256);
  transaction.commit();
  await done(transaction);
};

export const fill = async (rows) => {
  for (let from = 0; from < rows.length; from += 1000) {
    const transaction = database.transaction("premises", "readwrite", STRICT);
    rows.slice(from, from + 1000).forEach((row) => transaction.objectStore("premises").put(row));
    await done(transaction);
  }
};

const first = async (index, range) => {
  const premises = database.transaction("premises").objectStore("premises");
  return (await value(premises.index(index).getAll(range, 30))).length;
};

export const openAndList = async () => {
  await open();
  return first("by-due", undefined);
};

export const openAndReadAll = async () => {
  await open();
  const premises = database.transaction("premises").objectStore("premises");
  return (await value(premises.index("by-due").getAll())).length;
};

// A naive scan: every row looked at, then put in order.
export const lookFor = (rows, word) => rows
  .filter((row) => [row.name, row.address, row.persons.owner_name].some((text) => text.includes(word)))
  .sort((one, other) => one.last_inspected_at - other.last_inspected_at).length;

export const lookNear = (rows, lon, lat) => {
  const radians = Math.PI / 180;
  const metres = ({ position: { lon: x, lat: y } }) => {
    const [dx, dy] = [(x - lon) * radians / 2, (y - lat) * radians / 2];
    const half = Math.sin(dy) ** 2 + Math.cos(y * radians) * Math.cos(lat * radians) * Math.sin(dx) ** 2;
    return 2 * 6371008.8 * Math.asin(Math.sqrt(half));
  };
  return rows.map((row) => [metres(row), row]).sort(([one], [other]) => one - other).length;
};
