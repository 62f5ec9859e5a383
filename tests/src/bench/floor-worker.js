// The browser's own work on a picture, with nothing around it.

self.onmessage = async ({ data: { file, width, height } }) => {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image", resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d", { alpha: false }).drawImage(bitmap, 0, 0);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.72 });
  const bytes = await blob.arrayBuffer();
  self.postMessage(bytes, [bytes]);
};
