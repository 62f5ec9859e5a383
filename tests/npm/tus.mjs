// A foreign tus client (tus-js-client) against the server. Prints one line a case: "pass NAME" or "fail NAME: why".
//
// Environment: TUS_URL (…/api/v1/photos), TUS_COOKIE, TUS_FOLDER with a.jpg … f.jpg and bad.txt.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as tus from "tus-js-client";

const endpoint = process.env.TUS_URL;
const headers = { Cookie: process.env.TUS_COOKIE, "X-Gridwalk": "1" };
const CHUNK_BYTES = 64 * 1024;

const file = (name) => readFileSync(join(process.env.TUS_FOLDER, name));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

// Resolves with how the upload ended; `interrupt` may abort it at any progress.
const run = (bytes, options = {}, interrupt = () => false) =>
  new Promise((resolve, reject) => {
    const upload = new tus.Upload(bytes, {
      endpoint,
      headers,
      retryDelays: [0, 0, 0],
      metadata: { sha256: sha256(bytes), filetype: "image/jpeg" },
      onSuccess: () => resolve({ ended: "done", upload }),
      onError: reject,
      onProgress: (sent) => stop(sent),
      onChunkComplete: (size, sent) => stop(sent),
      ...options,
    });
    const stop = (sent) => {
      if (upload.url && interrupt(sent)) upload.abort().then(() => resolve({ ended: "aborted", upload }), reject);
    };
    upload.start();
  });

const check = (holds, what) => {
  if (!holds) throw new Error(what);
};

const arrived = async (bytes) => {
  const response = await fetch(`${endpoint}/${sha256(bytes)}`, { headers });
  check(response.status === 200, `photo: ${response.status}`);
  const same = Buffer.from(await response.arrayBuffer()).equals(bytes);
  check(same, "the photo came back changed");
};

const offsetOf = async (url) => {
  const response = await fetch(url, { method: "HEAD", headers: { ...headers, "Tus-Resumable": "1.0.0" } });
  return { status: response.status, offset: Number(response.headers.get("upload-offset")) };
};

const cases = {
  "in one request": async () => {
    const bytes = file("a.jpg");
    await run(bytes);
    await arrived(bytes);
  },
  "in chunks": async () => {
    const bytes = file("b.jpg");
    await run(bytes, { chunkSize: CHUNK_BYTES });
    await arrived(bytes);
  },
  "aborted after each chunk and resumed": async () => {
    const bytes = file("c.jpg");
    let options = { chunkSize: CHUNK_BYTES };
    let aborts = 0;
    for (;;) {
      const before = aborts * CHUNK_BYTES;
      const { ended, upload } = await run(bytes, options, (sent) => sent >= before + CHUNK_BYTES && sent < bytes.length);
      if (ended === "done") break;
      aborts += 1;
      options = { ...options, uploadUrl: upload.url };
    }
    check(aborts >= 2, `only ${aborts} aborts`);
    await arrived(bytes);
  },
  "cut in the middle of a request and resumed": async () => {
    const bytes = file("d.jpg");
    const { ended, upload } = await run(bytes, {}, (sent) => sent > 0);
    check(ended === "aborted", "it was done before it could be cut");
    await run(bytes, { uploadUrl: upload.url });
    await arrived(bytes);
  },
  "created with its bytes": async () => {
    const bytes = file("e.jpg");
    await run(bytes, { uploadDataDuringCreation: true });
    await arrived(bytes);
  },
  "the same photo twice at once": async () => {
    const bytes = file("f.jpg");
    await Promise.all([run(bytes), run(bytes, { chunkSize: CHUNK_BYTES })]);
    await arrived(bytes);
  },
  "a photo that the server has": async () => {
    const bytes = file("a.jpg");
    await run(bytes);
    await arrived(bytes);
  },
  "no photo": async () => {
    const error = await run(file("bad.txt")).catch((error) => error);
    check(error.originalResponse?.getStatus() === 422, `not refused: ${error}`);
  },
  terminated: async () => {
    const bytes = Buffer.concat([file("a.jpg"), Buffer.from("other")]);
    const { upload } = await run(bytes, { chunkSize: CHUNK_BYTES }, (sent) => sent >= CHUNK_BYTES);
    await upload.abort(true);
    const { status } = await offsetOf(upload.url);
    check(status === 404, `still there: ${status}`);
  },
};

let failed = 0;
for (const [name, work] of Object.entries(cases)) {
  try {
    await work();
    console.log(`pass ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`fail ${name}: ${error.message}`);
  }
}
process.exitCode = failed ? 1 : 0;
