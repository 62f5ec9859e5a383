// Reads what the first screen needs from an account's journal while the program is still on its way. It only looks: the
// program checks all of it, and reads for itself where nothing was found (replica/src/store/indexeddb/ahead.rs, which
// has the same names). Written in the JavaScript of 2017, as boot.js is.

const TABLE = "meta";
// Another tab that upgrades may keep it waiting: then the program asks, and says so.
const PATIENCE_MS = 3000;
const KEYS = ["identity", "revision", "first-page", "due-rule"];

const read = (database) => new Promise((resolve, reject) => {
  const store = database.transaction(TABLE).objectStore(TABLE);
  const requests = KEYS.map((key) => store.get(new TextEncoder().encode(key).buffer));
  requests.forEach((request) => { request.onerror = () => reject(request.error); });
  // They come in the order in which they were asked for.
  requests[KEYS.length - 1].onsuccess = () => resolve(requests.map((request) => request.result));
});

const open = (account) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(`gridwalk-${account}`);
  // Not there yet: it is the program that makes it.
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => resolve(opening.result);
});

const found = async (account) => {
  try {
    const database = await open(account);
    try {
      return { name: database.name, version: database.version, values: await read(database) };
    } finally {
      database.close();
    }
  } catch (error) {
    return null;
  }
};

// A promise of the version of the account's database and of the values under the keys, in order; of null when there is
// nothing to read.
export const readAhead = (account) => Promise.race([
  found(account),
  new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, null); }),
]);
