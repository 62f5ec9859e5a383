// Shrinks and hashes a photo off the main thread.
//
// In:  { id, file: Blob }
// Out: { id, bytes: ArrayBuffer (moved, a JPEG), sha256: hex, width, height }
//   or { id, error: "not-an-image" | "too-large" | "failed", detail }
//
// In:  { id, bytes: ArrayBuffer, mark: lines of text } draws a watermark into a copy; the answer has the same shape.
//
// The picture is drawn anew, so nothing of EXIF (place, device, owner) leaves the phone.

const EDGE_MAX = 1600;
const QUALITY = 0.72;
// Encoded a second time, it should not look like it.
const MARKED_QUALITY = 0.85;
const FILE_BYTES_MAX = 64 * 1024 * 1024;
const PIXELS_MAX = 120 * 1000 * 1000;
const HEADER_BYTES = 512 * 1024;

class PhotoError extends Error {
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
  }
}

// Width and height as stored, and whether EXIF turns the picture on its side; null if the header is not known.
const readSize = (view) => {
  if (view.byteLength > 24 && view.getUint32(0) === 0x89504e47) {
    return { width: view.getUint32(16), height: view.getUint32(20), turned: false };
  }
  if (view.byteLength > 4 && view.getUint16(0) === 0xffd8) return readJpegSize(view);
  return null;
};

const readJpegSize = (view) => {
  let turned = false;
  let at = 2;
  while (at + 10 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xe1) turned = readTurned(view, at + 4) || turned;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), turned, jpegAt: at };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
};

// EXIF orientation 5 to 8 exchanges width and height.
const readTurned = (view, at) => {
  const tiff = at + 6;
  if (tiff + 8 > view.byteLength || view.getUint32(at) !== 0x45786966) return false;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > view.byteLength) return false;
  const count = view.getUint16(directory, little);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > view.byteLength) return false;
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little) >= 5;
  }
  return false;
};

const headerSize = async (file) => {
  const head = await file.slice(0, HEADER_BYTES).arrayBuffer();
  const size = readSize(new DataView(head));
  if (!size || !size.width || !size.height) return null;
  return size.turned ? { ...size, width: size.height, height: size.width } : size;
};

// Some browsers draw a JPEG that breaks off as a white picture. A whole one has its end mark (FF D9) behind its frame;
// other data may follow it.
const isWhole = async (file, size) => {
  if (!size || !size.jpegAt) return true;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let at = bytes.indexOf(0xff, size.jpegAt);
  while (at >= 0) {
    if (bytes[at + 1] === 0xd9) return true;
    at = bytes.indexOf(0xff, at + 1);
  }
  return false;
};

// Older browsers turn pictures by EXIF on their own and do not know the option's name.
const decode = async (file, options) => {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image", ...options });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return createImageBitmap(file, options);
  }
};

// A picture of 40 megapixels needs 160 MB as it is: the browser is asked to shrink while it decodes.
const open = async (file, size) => {
  if (!size || Math.max(size.width, size.height) <= EDGE_MAX) return decode(file, {});
  const scale = EDGE_MAX / Math.max(size.width, size.height);
  const width = Math.max(1, Math.round(size.width * scale));
  const height = Math.max(1, Math.round(size.height * scale));
  return decode(file, { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
};

const draw = (bitmap) => {
  const scale = Math.min(1, EDGE_MAX / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false });
  if (!pen) throw new PhotoError("failed", "no canvas");
  // What was transparent becomes white, not black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  return canvas;
};

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const shrink = async (file) => {
  if (file.size > FILE_BYTES_MAX) throw new PhotoError("too-large", `${file.size} bytes`);
  const size = await headerSize(file);
  if (size && size.width * size.height > PIXELS_MAX) {
    throw new PhotoError("too-large", `${size.width} x ${size.height}`);
  }
  if (!(await isWhole(file, size))) throw new PhotoError("not-an-image", "the file breaks off");
  let bitmap;
  try {
    bitmap = await open(file, size);
  } catch (error) {
    throw new PhotoError("not-an-image", `${file.type || "unknown type"}: ${error}`);
  }
  const canvas = draw(bitmap);
  bitmap.close();
  return encode(canvas, QUALITY);
};

const encode = async (canvas, quality) => {
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  if (blob.type !== "image/jpeg") throw new PhotoError("failed", `encoded as ${blob.type}`);
  const bytes = await blob.arrayBuffer();
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  return { bytes, sha256, width: canvas.width, height: canvas.height };
};

// Light letters on a dark band, at the foot; a line that is too long for the picture is set smaller.
const drawMark = (canvas, text) => {
  const pen = canvas.getContext("2d", { alpha: false });
  const lines = text.split("\n");
  const least = Math.min(canvas.width, canvas.height);
  const pad = Math.round(least / 60);
  let size = Math.max(14, Math.round(least / 30));
  const font = (px) => `600 ${px}px system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif`;
  pen.font = font(size);
  const widest = Math.max(...lines.map((line) => pen.measureText(line).width));
  const room = canvas.width - 4 * pad;
  if (widest > room) size = Math.max(8, Math.floor((size * room) / widest));
  const height = Math.round(size * 1.4);
  const top = canvas.height - lines.length * height - 2 * pad;
  pen.fillStyle = "rgba(0, 0, 0, 0.62)";
  pen.fillRect(0, top, canvas.width, canvas.height - top);
  pen.fillStyle = "#fff";
  pen.font = font(size);
  pen.textBaseline = "middle";
  lines.forEach((line, index) => pen.fillText(line, 2 * pad, top + pad + height * (index + 0.5)));
};

const mark = async (bytes, text) => {
  const bitmap = await decode(new Blob([bytes], { type: "image/jpeg" }), {});
  const canvas = draw(bitmap);
  bitmap.close();
  drawMark(canvas, text);
  return encode(canvas, MARKED_QUALITY);
};

self.addEventListener("message", async (event) => {
  const { id, file } = event.data;
  try {
    const photo = file ? await shrink(file) : await mark(event.data.bytes, event.data.mark);
    self.postMessage({ id, ...photo }, [photo.bytes]);
  } catch (error) {
    self.postMessage({ id, error: error.kind || "failed", detail: String(error.message || error) });
  }
});
