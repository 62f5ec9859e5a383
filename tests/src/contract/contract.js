// Runs each case and writes what came of it into the page: `ok`, or why not.
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
