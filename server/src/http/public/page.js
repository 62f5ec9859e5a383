// What a page for people without an account needs beyond HTML: photos are shrunk here and sent one by one, then the
// letter that names them. Nothing is kept on the device; what could not be sent stays on screen.
"use strict";

const SIDE_MAX = 1600;
const BYTES_SMALL = 400_000;

// The server shrinks again and takes away what the camera wrote beside the picture; this only saves the owner's data.
const shrink = async (file) => {
  if (file.size <= BYTES_SMALL || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    return blob || file;
  } catch {
    return file;
  }
};

const fail = async (response) => {
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.title || "没发成，请再试一次");
};

const post = async (url, body, type) => {
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers: { "content-type": type } });
  } catch {
    throw new Error("没有网络，没发成。内容还在，请再点一次。");
  }
  if (!response.ok) await fail(response);
  return response.json();
};

const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const prepare = (form) => {
  const picked = [];
  const said = form.querySelector(".said");
  const submit = form.querySelector("button[type=submit]");
  const input = form.querySelector("input[type=file]");
  const say = (text, wrong) => {
    said.textContent = text;
    said.classList.toggle("wrong", Boolean(wrong));
  };
  // One letter has one name however often it is sent.
  const sent = fresh();
  const show = () => {
    for (const part of form.querySelectorAll("[hidden]")) part.hidden = false;
  };
  if (input) {
    input.addEventListener("change", () => {
      for (const file of Array.from(input.files)) {
        if (picked.length >= 6) {
          say("一次最多六张照片", true);
          break;
        }
        picked.push({ file, photo: null });
        const image = document.createElement("img");
        image.alt = "选好的照片";
        image.src = URL.createObjectURL(file);
        form.querySelector(".picked").append(image);
      }
      input.value = "";
      if (picked.length) show();
    });
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    try {
      for (const [at, one] of picked.entries()) {
        if (one.photo) continue;
        say(`正在发照片 ${at + 1}/${picked.length}…`);
        const body = await shrink(one.file);
        one.photo = (await post(form.dataset.photos || `${form.dataset.act}/photos`, body, "application/octet-stream")).photo;
      }
      say("正在发送…");
      const letter = { sent, photos: picked.map((one) => one.photo) };
      for (const [name, value] of new FormData(form)) if (typeof value === "string" && value !== "") letter[name] = value;
      if (form.dataset.hazard) letter.hazard = form.dataset.hazard;
      if (form.dataset.wish) letter.wish = form.dataset.wish;
      const url = form.dataset.to || `${form.dataset.act}/letters`;
      const reply = await post(url, JSON.stringify(letter), "application/json");
      if (reply.next) location.href = reply.next;
      else location.reload();
    } catch (error) {
      say(error.message, true);
      submit.disabled = false;
    }
  });
};

for (const form of document.querySelectorAll("form[data-act]")) prepare(form);

// 单据上传中: the phone may come to a network any minute.
if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), 20_000);
