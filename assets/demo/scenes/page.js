// Draws each scene with WebGL, lays grain and softness of a cheap phone camera over it, and posts the JPEG.
import { HEAD, TAIL } from './lib.js';
import { atlas } from './atlas.js';
import { indoor } from './indoor.js';
import { details } from './details.js';
import { outdoor } from './outdoor.js';

const W = 640, H = 480;
const canvas = document.getElementById('view');
const gl = canvas.getContext('webgl2', { preserveDrawingBuffer: true });
const programs = new Map();

// A small deterministic generator: the same scene and variant give the same picture.
function random(text) {
  let s = 2166136261;
  for (const c of text) s = Math.imul(s ^ c.codePointAt(0), 16777619);
  return () => {
    s = Math.imul(s ^ (s >>> 15), s | 1);
    s ^= s + Math.imul(s ^ (s >>> 7), s | 61);
    return ((s ^ (s >>> 14)) >>> 0) / 4294967296;
  };
}

function shader(type, source) {
  const made = gl.createShader(type);
  gl.shaderSource(made, source);
  gl.compileShader(made);
  if (!gl.getShaderParameter(made, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(made));
  return made;
}

function program(scene) {
  if (!programs.has(scene.glsl)) {
    const made = gl.createProgram();
    gl.attachShader(made, shader(gl.VERTEX_SHADER, '#version 300 es\nin vec2 a;void main(){gl_Position=vec4(a,0.,1.);}'));
    gl.attachShader(made, shader(gl.FRAGMENT_SHADER, `${HEAD}void scene(vec3 p){${scene.glsl}}\n${TAIL}`));
    gl.linkProgram(made);
    if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
    programs.set(scene.glsl, made);
  }
  return programs.get(scene.glsl);
}

function uniforms(made, values) {
  for (const [name, value] of Object.entries(values)) {
    const at = gl.getUniformLocation(made, name);
    if (at === null) continue;
    if (Array.isArray(value)) gl[`uniform${value.length}f`](at, ...value);
    else gl.uniform1f(at, value);
  }
}

function draw(scene, shot, rnd) {
  const made = program(scene);
  gl.useProgram(made);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, true);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, atlas(shot.atlas ?? {}, rnd));
  gl.generateMipmap(gl.TEXTURE_2D);
  const jitter = (v, k) => v.map((x) => x + (rnd() - 0.5) * k);
  const shake = shot.shake ?? 0.12;
  const base = {
    uRes: [W, H], uFov: 0.62, uRoll: (rnd() - 0.5) * 0.09, uSeed: Math.floor(rnd() * 900) / 10, uBad: 0, uV1: rnd(), uV2: rnd(), uV3: 0, uV4: 0,
    uWall: [0.72, 0.71, 0.66], uDado: [0.72, 0.71, 0.66], uC1: [0.5, 0.5, 0.5], uC2: [0.52, 0.49, 0.44], uDadoH: 0,
    uSun: unit([0.5, 0.8, -0.45]), uSunCol: [1.5, 1.34, 1.08], uSky: [0.4, 0.45, 0.52], uLampPos: [0, 2.4, 2], uLampCol: [2.15, 2.06, 1.86],
    uIndoor: scene.indoor ? 1 : 0, uFlash: 0, uExpo: 0.92 + rnd() * 0.22,
  };
  if (scene.indoor) base.uSky = [0.2, 0.2, 0.19];
  else base.uExpo *= 0.78;
  const values = { ...base, ...scene.set, ...shot.set };
  values.uEye = jitter(values.uEye, shake);
  values.uAt = jitter(values.uAt, shake);
  uniforms(made, values);
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
  gl.bindAttribLocation(made, 0, 'a');
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
  gl.viewport(0, 0, W, H);
  gl.enable(gl.SCISSOR_TEST);
  for (let y = 0; y < H; y += 60) {
    gl.scissor(0, y, W, 60);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.finish();
  }
}

const unit = (v) => { const l = Math.hypot(...v); return v.map((x) => x / l); };

// Sensor grain, a warm or cold cast and the softness of a small lens.
function develop(rnd, dark) {
  const flat = new OffscreenCanvas(W, H);
  const at = flat.getContext('2d');
  at.filter = 'blur(0.5px)';
  at.drawImage(canvas, 0, 0);
  at.filter = 'none';
  const image = at.getImageData(0, 0, W, H);
  const warm = 1 + (rnd() - 0.5) * 0.1, grain = (dark ? 7 : 4) + rnd() * 2;
  for (let i = 0; i < image.data.length; i += 4) {
    const n = (rnd() + rnd() - 1) * grain;
    image.data[i] = image.data[i] * warm + n + (rnd() - 0.5) * 4;
    image.data[i + 1] += n;
    image.data[i + 2] = image.data[i + 2] / warm + n + (rnd() - 0.5) * 5;
  }
  at.putImageData(image, 0, 0);
  return flat;
}

async function encode(flat) {
  // About 24 kB a picture: the quality gives way first.
  for (let quality = 0.74; ; quality -= 0.06) {
    const blob = await flat.convertToBlob({ type: 'image/jpeg', quality });
    if (blob.size <= 27000 || quality < 0.3) return blob;
  }
}

async function main() {
  const only = decodeURIComponent(location.hash.slice(1));
  for (const scene of [...indoor, ...details, ...outdoor]) {
    for (const [index, shot] of scene.shots.entries()) {
      const name = `${shot.name ?? scene.name}-${index + 1}`;
      if (!name.startsWith(only)) continue;
      const rnd = random(name);
      draw(scene, shot, rnd);
      const blob = await encode(develop(rnd, scene.indoor));
      const entry = { file: `${name}.jpg`, scene: shot.name ?? scene.name, width: W, height: H };
      await fetch('/photo', { method: 'POST', headers: { 'x-entry': encodeURIComponent(JSON.stringify(entry)) }, body: blob });
    }
  }
}

main().then(() => fetch('/done', { method: 'POST', body: '' }), (error) => fetch('/done', { method: 'POST', body: `${error.stack}\n${error.message}` }));
