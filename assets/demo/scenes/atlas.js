// Flat pictures that the scenes stick onto surfaces: signs, labels, gauges, shelves of goods. Two columns, four rows, 512x256 each.
const CW = 512, CH = 256;
const FONT = '"Noto Sans CJK SC","Noto Sans SC",sans-serif';

const painters = {
  // A shop's sign: big letters, a thin line below.
  sign(c, { text, sub = '', bg = '#a3161b', fg = '#ffe9b0' }, rnd) {
    fill(c, bg);
    c.globalAlpha = 0.14; c.fillStyle = '#000';
    for (let x = 0; x < CW; x += 64) c.fillRect(x, 0, 2, CH);
    c.globalAlpha = 1;
    letters(c, text, CW / 2, sub ? 112 : 128, Math.min(150, 440 / text.length), fg);
    if (sub) letters(c, sub, CW / 2, 212, 34, fg, 500);
    stains(c, rnd, 16);
  },
  // Shelves of goods: rows of small coloured packs.
  goods(c, { hue = 0 }, rnd) {
    fill(c, '#6d675c');
    for (let row = 0; row < 4; row++) {
      const y = row * 64;
      c.fillStyle = '#2d2a26'; c.fillRect(0, y, CW, 58);
      for (let x = 2; x < CW;) {
        const w = 9 + rnd() * 20, h = 26 + rnd() * 28;
        c.fillStyle = `hsl(${(hue + rnd() * 300) % 360} ${12 + rnd() * 34}% ${24 + rnd() * 40}%)`;
        c.fillRect(x, y + 58 - h, w - 1.5, h);
        c.fillStyle = 'rgba(255,255,255,.55)'; c.fillRect(x + 2, y + 58 - h * 0.62, w - 6, h * 0.2);
        x += w;
      }
      c.fillStyle = '#c9c2b2'; c.fillRect(0, y + 58, CW, 6);
      for (let x = 8; x < CW; x += 34) { c.fillStyle = rnd() > 0.5 ? '#ffe14d' : '#fff'; c.fillRect(x, y + 58, 16, 6); }
    }
  },
  // An extinguisher's gauge; `needle` 0 is empty (red), 0.5 green, 1 overcharged (yellow).
  gauge(c, { needle = 0.5 }) {
    fill(c, '#efefe8');
    c.translate(CW / 2, CH / 2); c.scale(2, 1);
    const arc = (a, b, colour) => { c.beginPath(); c.lineWidth = 34; c.strokeStyle = colour; c.arc(0, 12, 78, a, b); c.stroke(); };
    const at = (v) => Math.PI * (1.1 + 0.8 * v);
    arc(at(0), at(0.36), '#c8201c'); arc(at(0.36), at(0.66), '#1f9a3c'); arc(at(0.66), at(1), '#e8b400');
    c.strokeStyle = '#111'; c.lineWidth = 8; c.beginPath(); c.moveTo(0, 12); c.lineTo(88 * Math.cos(at(needle)), 12 + 88 * Math.sin(at(needle))); c.stroke();
    c.fillStyle = '#333'; c.beginPath(); c.arc(0, 12, 13, 0, 7); c.fill();
    letters(c, 'MPa', 0, 74, 30, '#222', 600);
  },
  // A label with a heading and lines of small print.
  label(c, { text = '', bg = '#f3ead2', fg = '#8a1010', lines = 6 }, rnd) {
    fill(c, bg);
    letters(c, text, CW / 2, 50, 62, fg);
    c.fillStyle = '#3a3a3a';
    for (let i = 0; i < lines; i++) for (let x = 40; x < 430 + rnd() * 50;) { const w = 8 + rnd() * 26; c.fillRect(x, 100 + i * 24, w, 10); x += w + 6; }
  },
  // 安全出口, green and white.
  exit(c, { lit = 1 }) {
    fill(c, lit ? '#12a150' : '#24503a');
    letters(c, '安全出口', CW / 2 + 40, 112, 86, lit ? '#fff' : '#9db3a8');
    c.strokeStyle = lit ? '#fff' : '#9db3a8'; c.lineWidth = 12; c.beginPath(); c.moveTo(470, 205); c.lineTo(60, 205); c.lineTo(100, 178); c.moveTo(60, 205); c.lineTo(100, 232); c.stroke();
  },
  // An escape plan: rooms along a corridor, a red arrow.
  plan(c) {
    fill(c, '#fafaf5');
    letters(c, '安全疏散示意图', CW / 2, 28, 34, '#136c36', 700);
    c.strokeStyle = '#333'; c.lineWidth = 4;
    for (let i = 0; i < 6; i++) { c.strokeRect(40 + i * 72, 60, 72, 62); c.strokeRect(40 + i * 72, 166, 72, 62); }
    c.strokeStyle = '#d01818'; c.lineWidth = 8; c.beginPath(); c.moveTo(120, 144); c.lineTo(440, 144); c.lineTo(420, 132); c.moveTo(440, 144); c.lineTo(420, 156); c.stroke();
  },
  // A door plate with a number.
  plate(c, { text = '27', bg = '#0b4fa3' }) { fill(c, bg); c.strokeStyle = '#fff'; c.lineWidth = 8; c.strokeRect(14, 14, CW - 28, CH - 28); letters(c, text, CW / 2, CH / 2, 130, '#fff'); },
  // Pasted papers on a wall or a door.
  papers(c, { bg = '#b9b4a8' }, rnd) {
    fill(c, bg);
    for (let i = 0; i < 6; i++) {
      const x = 20 + (i % 3) * 165 + rnd() * 14, y = 12 + Math.floor(i / 3) * 122;
      c.fillStyle = ['#f4f0e4', '#f6d9d0', '#dfeaf4', '#fdf3b4'][Math.floor(rnd() * 4)]; c.fillRect(x, y, 120, 104);
      c.fillStyle = '#b0252a'; c.fillRect(x + 18, y + 10, 84, 12); c.fillStyle = '#555';
      for (let k = 0; k < 5; k++) c.fillRect(x + 12, y + 34 + k * 13, 60 + rnd() * 36, 5);
    }
  },
  // Rows of lit breakers and terminals inside a distribution box.
  breakers(c, _, rnd) {
    fill(c, '#c8c8c0');
    for (let r = 0; r < 2; r++) for (let i = 0; i < 9; i++) {
      const x = 22 + i * 53, y = 22 + r * 120;
      c.fillStyle = '#f3f3ee'; c.fillRect(x, y, 46, 92); c.fillStyle = '#26292c'; c.fillRect(x + 13, y + 26, 20, 34 + rnd() * 6); c.fillStyle = '#2a6fb3'; c.fillRect(x + 8, y + 72, 30, 8);
    }
  },
  // A two-leaf window with curtain, seen from the street.
  window(c, { curtain = '#b9a487' }, rnd) {
    fill(c, '#3d464d');
    c.fillStyle = '#18222a'; c.fillRect(12, 10, CW - 24, CH - 20);
    c.fillStyle = curtain; c.fillRect(12, 10, 90 + rnd() * 120, CH - 20); c.fillRect(CW - 80 - rnd() * 60, 10, 130, CH - 20);
    c.fillStyle = 'rgba(0,0,0,.25)'; for (let x = 14; x < CW; x += 22) c.fillRect(x, 10, 5, CH - 20);
    c.fillStyle = 'rgba(190,215,235,.22)'; c.beginPath(); c.moveTo(140, 10); c.lineTo(300, 10); c.lineTo(180, CH - 10); c.lineTo(30, CH - 10); c.fill();
    c.fillStyle = '#c9cccb'; c.fillRect(CW / 2 - 9, 0, 18, CH); c.fillRect(0, 0, CW, 12); c.fillRect(0, CH - 12, CW, 12); c.fillRect(0, 0, 12, CH); c.fillRect(CW - 12, 0, 12, CH);
  },
};

function fill(c, colour) { c.fillStyle = colour; c.fillRect(0, 0, CW, CH); }
function letters(c, text, x, y, size, colour, weight = 900) {
  c.fillStyle = colour; c.textAlign = 'center'; c.textBaseline = 'middle'; c.font = `${weight} ${size}px ${FONT}`; c.fillText(text, x, y);
}
function stains(c, rnd, count) {
  for (let i = 0; i < count; i++) { c.fillStyle = `rgba(30,20,10,${rnd() * 0.12})`; c.fillRect(rnd() * CW, 0, 3 + rnd() * 14, rnd() * CH); }
}

// Cell 0 is the scene's main decal, cell 1 what is seen through glass; more as the shot says: `{0: ['sign', {...}], ...}`.
export function atlas(cells, rnd) {
  const sheet = new OffscreenCanvas(CW * 2, CH * 4);
  const c = sheet.getContext('2d');
  c.fillStyle = '#888'; c.fillRect(0, 0, CW * 2, CH * 4);
  for (const [index, [painter, options = {}]] of Object.entries({ 1: ['goods', {}], ...cells })) {
    c.save();
    c.translate((index % 2) * CW, Math.floor(index / 2) * CH);
    c.beginPath(); c.rect(0, 0, CW, CH); c.clip();
    painters[painter](c, options, rnd);
    c.restore();
  }
  return sheet;
}
