// Makes every demo photo again: `node assets/demo/scenes/render.mjs [NAME-PREFIX]`.
// Draws the scenes of this folder in headless Chromium and writes ../photos/*.jpg and ../photos/index.json.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const photos = join(here, '..', 'photos');
const only = process.argv[2] ?? '';
const types = { html: 'text/html', js: 'text/javascript' };

function body(request) {
  return new Promise((resolve) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => resolve(Buffer.concat(parts)));
  });
}

// The index holds what the pictures show; a partial run keeps the entries of the others.
function writeIndex(made) {
  const path = join(photos, 'index.json');
  let before = [];
  try { before = JSON.parse(readFileSync(path, 'utf8')); } catch { /* the first run has none */ }
  const files = new Set(readdirSync(photos));
  const all = new Map([...before, ...made].map((entry) => [entry.file, entry]));
  const kept = [...all.values()].filter((entry) => files.has(entry.file)).sort((a, b) => (a.file < b.file ? -1 : 1));
  writeFileSync(path, `[\n${kept.map((entry) => ` ${JSON.stringify(entry)}`).join(',\n')}\n]\n`);
  const bytes = kept.reduce((sum, entry) => sum + statSync(join(photos, entry.file)).size, 0);
  console.log(`${kept.length} photos, ${Math.round(bytes / 1000)} kB`);
}

const made = [];
const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  if (request.method === 'POST' && path === '/done') {
    response.end();
    const text = (await body(request)).toString();
    if (text) console.error(text);
    finish();
  } else if (request.method === 'POST') {
    const entry = JSON.parse(decodeURIComponent(request.headers['x-entry']));
    const bytes = await body(request);
    writeFileSync(join(photos, entry.file), bytes);
    made.push(entry);
    console.log(entry.file, bytes.length);
    response.end();
  } else {
    const name = path === '/' ? 'page.html' : normalize(path).replace(/^\/+/, '');
    response.setHeader('content-type', types[name.split('.').pop()] ?? 'text/plain');
    try { response.end(readFileSync(join(here, name))); } catch { response.writeHead(404).end(); }
  }
});

let chromium;
const profile = mkdtempSync(join(tmpdir(), 'gridwalk-scenes-'));
function finish() {
  writeIndex(made);
  chromium.kill();
  server.close();
  server.closeAllConnections();
  setTimeout(() => rmSync(profile, { recursive: true, force: true }), 500);
}

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}/#${only}`;
  const flags = ['--headless=new', '--no-sandbox', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-watchdog', `--user-data-dir=${profile}`];
  chromium = spawn(process.env.CHROMIUM ?? 'chromium', [...flags, url], { stdio: 'ignore' });
});
