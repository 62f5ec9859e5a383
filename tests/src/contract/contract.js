// Runs each case and writes what came of it into the page: `ok`, or why not.
import { readAhead } from "./ahead.js";
import init, * as cases from "./store-contract.js";

const name = `contract-${Date.now()}`;

const upgraded = () =>
  new Promise((done, failed) => {
    const request = indexedDB.open(name, 99);
    request.onsuccess = () => {
      request.result.close();
      done();
    };
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new Error("a store does not give way to an upgrade"));
  });

const runs = {
  contract: () => cases.keeps_the_contract(name),
  close: () => cases.comes_back_after_a_close(name),
  upgrade: async () => {
    await cases.read(name);
    await upgraded();
    const said = await cases.read(name);
    if (!said.startsWith("Newer")) throw new Error(said);
  },
  ahead: async () => {
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const same = (what, said, wanted) => {
      if (said !== wanted) throw new Error(`${what}: ${said}`);
    };
    const opens = (account, found) => {
      self.gridwalkAhead = Promise.resolve(found);
      return cases.opens(account);
    };
    same("of no journal", await readAhead(one), null);
    const names = (await indexedDB.databases()).map((database) => database.name);
    same("a journal made by looking", names.includes(`gridwalk-${one}`), false);
    same("nothing read ahead", await opens(one, null), "ok");
    const found = await readAhead(one);
    same("read ahead", await opens(one, found), "ok");
    const name = `gridwalk-${other}`;
    same("another's for this one", await opens(other, { ...found, name }), "OtherAccount");
    same("another's", await opens(other, found), "ok");
    same("another version's", await opens(other, { ...found, name, version: 99 }), "ok");
  },
  device: () => cases.remembers_the_device_and_admits_one_drainer(),
};

const one = (run) =>
  new Promise((done) => {
    const look = setInterval(() => {
      if (self.contractFailure) finish(self.contractFailure);
    }, 50);
    const finish = (result) => {
      clearInterval(look);
      self.contractFailure = undefined;
      done(result);
    };
    run().then(
      () => finish("ok"),
      (error) => finish(String(self.contractFailure || error)),
    );
  });

await init({ module_or_path: "/store-contract_bg.wasm" });
const list = document.createElement("ul");
for (const [title, run] of Object.entries(runs)) {
  const line = document.createElement("li");
  line.textContent = `${title}: ${await one(run)}`;
  list.append(line);
}
document.body.append(list);
document.documentElement.dataset.done = "yes";
