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

// Ten signs, without those that look alike.
const SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const secretOf = () => {
  let secret = "";
  while (secret.length < 10) {
    for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
      if (byte < 248 && secret.length < 10) secret += SIGNS[byte % 31];
    }
  }
  return secret;
};

// The receipt of a tip takes the form's place.
const receive = (form, number, secret) => {
  const receipt = document.querySelector("[data-receipt]");
  receipt.querySelector("[data-number]").textContent = number;
  receipt.querySelector("[data-code]").textContent = `${secret.slice(0, 5)}-${secret.slice(5)}`;
  receipt.hidden = false;
  form.remove();
  receipt.focus();
  receipt.scrollIntoView();
};

// Chosen or written and not sent: a page drawn anew would drop it.
const isBegun = (form) =>
  form.querySelector(".picked img") !== null ||
  Array.from(form.querySelectorAll("textarea"), (field) => field.value.trim()).some(Boolean);

const drawAnew = (form) => {
  const others = Array.from(document.querySelectorAll("form[data-act]")).filter((other) => other !== form);
  if (!others.some(isBegun)) {
    location.reload();
    return;
  }
  const reply = document.createElement("p");
  reply.className = "reply";
  reply.setAttribute("role", "status");
  reply.textContent = "已发给社区，等回复。您在别处选好、写好的还没发，还在这一页上。";
  form.replaceChildren(reply);
};

// The first field that still wants something, and what to say of it: a browser would say it in its own language.
const missing = (form) => {
  const field = Array.from(form.elements).find((one) => one.willValidate && !one.checkValidity());
  if (!field) return null;
  const title = field.closest("fieldset")?.querySelector("legend") || field.closest("label")?.querySelector("span");
  const verb = field.validity.valueMissing ? "还没填" : "填得不对";
  return { field, sentence: `${verb}：${title ? title.textContent : ""}` };
};

const isWhole = (form, say) => {
  const found = missing(form);
  if (!found) return true;
  say(found.sentence, true);
  found.field.focus();
  found.field.scrollIntoView({ block: "center" });
  return false;
};

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
  // The secret of a tip stays on this page: only its hash is kept elsewhere.
  const secret = form.dataset.secret === undefined ? null : secretOf();
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
    if (submit.disabled || !isWhole(form, say)) return;
    submit.disabled = true;
    try {
      for (const [at, one] of picked.entries()) {
        if (one.photo) continue;
        say(`正在发照片 ${at + 1}/${picked.length}…`);
        const body = await shrink(one.file);
        one.photo = (await post((form.dataset.photos || `${form.dataset.act}/photos`).replace("{sent}", sent), body, "application/octet-stream")).photo;
      }
      say("正在发送…");
      const letter = { sent, photos: picked.map((one) => one.photo) };
      for (const [name, value] of new FormData(form)) if (typeof value === "string" && value !== "") letter[name] = value;
      if (form.dataset.hazard) letter.hazard = form.dataset.hazard;
      if (form.dataset.wish) letter.wish = form.dataset.wish;
      if (secret) letter.secret = secret;
      const url = form.dataset.to || `${form.dataset.act}/letters`;
      const reply = await post(url, JSON.stringify(letter), "application/json");
      if (reply.number) receive(form, reply.number, secret);
      else if (reply.said) {
        say(reply.said);
        submit.disabled = false;
      } else if (reply.next) location.href = reply.next;
      else drawAnew(form);
    } catch (error) {
      say(error.message, true);
      submit.disabled = false;
    }
  });
};

// A list: each question with its own photos; the answers go together.
const prepareList = (form) => {
  const said = form.querySelector(".said");
  const submit = form.querySelector("button[type=submit]");
  const say = (text, wrong) => {
    said.textContent = text;
    said.classList.toggle("wrong", Boolean(wrong));
  };
  const sent = fresh();
  const questions = Array.from(form.querySelectorAll("[data-item]"), (part) => {
    const question = { part, picked: [], judged: () => part.querySelector("input[type=radio]:checked")?.value };
    part.addEventListener("change", (event) => {
      if (event.target.type === "radio") part.querySelector(".wrong-part").hidden = question.judged() !== "wrong";
      if (event.target.type !== "file") return;
      for (const file of Array.from(event.target.files).slice(0, 3 - question.picked.length)) {
        question.picked.push({ file, photo: null });
        const image = document.createElement("img");
        image.alt = "选好的照片";
        image.src = URL.createObjectURL(file);
        part.querySelector(".picked").append(image);
      }
      event.target.value = "";
    });
    return question;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled || !isWhole(form, say)) return;
    submit.disabled = true;
    try {
      for (const one of questions.flatMap((question) => question.picked)) {
        if (one.photo) continue;
        say("正在发照片…");
        one.photo = (await post(`${form.dataset.act}/photos`, await shrink(one.file), "application/octet-stream")).photo;
      }
      say("正在提交…");
      const answers = questions.map(({ part, picked, judged }) => ({
        item: part.dataset.item,
        text: "",
        judged: judged(),
        defects: Array.from(part.querySelectorAll("[data-chip]:checked"), (chip) => chip.dataset.chip),
        note: part.querySelector("[data-note]").value,
        photos: picked.map((one) => one.photo),
      }));
      const text = form.querySelector("[name=text]").value;
      await post(form.dataset.to, JSON.stringify({ sent, answers, text }), "application/json");
      location.reload();
    } catch (error) {
      say(error.message, true);
      submit.disabled = false;
    }
  });
};

for (const form of document.querySelectorAll("form[data-act]")) {
  form.noValidate = true;
  if (form.dataset.list === undefined) prepare(form);
  else prepareList(form);
}

// 单据上传中: the phone may come to a network any minute.
if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), 20_000);
