// Each chosen file is sent by itself, with a line and a retry of its own; large photos are made smaller before.
const MEGABYTE = 1024 * 1024, LARGEST = 10 * MEGABYTE, PHOTO = MEGABYTE, LONGEST_SIDE = 2000;
const inWords = (size) => size < MEGABYTE
  ? `${Math.ceil(size / 1024)} KB`
  : `${(size / MEGABYTE).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;
let waiting = Promise.resolve(), sent = 0;

// Drawing a photo anew also drops where it was taken. What the browser cannot draw is sent as it is.
const shrink = async (file) => {
  if (!file.type.startsWith("image/") || (/png|jpeg/.test(file.type) && file.size <= PHOTO)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const drawing = canvas.getContext("2d");
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.imageSmoothingQuality = "high";
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const smaller = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    if (!smaller || (smaller.size >= file.size && /png|jpeg/.test(file.type))) return file;
    return new File([smaller], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file;
  }
};

const post = (form, body, tick) => new Promise((answered) => {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("HX-Target", "ul#results");
  request.upload.onprogress = ({ loaded, total }) => tick(loaded / total);
  request.onloadend = () => answered(request);
  request.timeout = 600000;
  request.send(body);
});

class Line {
  constructor(form, chosen) {
    Object.assign(this, { form, chosen, once: `${form.elements.once.value}-${++sent}` });
    const item = document.getElementById("send-line").content.cloneNode(true).firstElementChild;
    [this.item, this.name, this.size, this.bar, this.said] = [item, ..."strong span progress .said".split(" ").map((part) => item.querySelector(part))];
    this.buttons = [...item.querySelectorAll("button")];
    item.addEventListener("click", ({ target }) => {
      if (target.value === "drop") item.remove();
      else if (target.value) this.queue(target.value);
    });
    document.getElementById("sends").append(item);
    this.name.textContent = chosen.name;
    this.size.textContent = inWords(chosen.size);
    this.queue();
  }

  say(words, wrong = false) {
    this.said.textContent = words;
    this.said.classList.toggle("wrong", wrong);
  }

  queue(how) {
    this.say(this.form.dataset.waiting);
    this.buttons.forEach((button) => { button.hidden = true; });
    waiting = waiting.then(() => this.send(how)).catch(() => this.refused(this.form.dataset.failed, "again"));
  }

  async send(how) {
    const words = this.form.dataset;
    this.say(words.shrinking);
    this.file ??= await shrink(this.chosen);
    if (this.file.size > LARGEST) return this.refused(words.big.replace("{size}", Math.ceil(this.file.size / MEGABYTE)));
    this.say(words.sending);
    this.bar.hidden = false;
    const body = new FormData(this.form);
    body.set("files", this.file);
    body.set("once", this.once);
    if (how === "confirmed") body.set("numbers_confirmed", "y");
    const answer = await post(this.form, body, (part) => { this.bar.value = part; });
    if (answer.status === 204) return this.kept();
    const read = new DOMParser().parseFromString(answer.responseText, "text/html");
    const told = answer.status === 422 && read.querySelector(".said")?.textContent;
    this.refused(told || { 0: words.offline, 401: words.ended }[answer.status] || words.failed, read.querySelector("[data-asks]") ? "confirmed" : "again");
  }

  kept() {
    const { kept, shrunk } = this.form.dataset;
    const smaller = shrunk.replace("{from}", inWords(this.chosen.size)).replace("{to}", inWords(this.file.size));
    this.say(this.file === this.chosen ? kept : `${kept} ${smaller}`);
    this.bar.hidden = true;
    document.body.dispatchEvent(new CustomEvent("files-changed"));
  }

  refused(words, again = "") {
    this.say(words, true);
    this.bar.hidden = true;
    this.buttons.forEach((button) => { button.hidden = ![again, "drop"].includes(button.value); });
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-send]");
  const field = form?.elements.files;
  if (!field?.files.length) return; // the server says what is missing
  event.preventDefault();
  [...field.files].forEach((chosen) => new Line(form, chosen));
  field.value = "";
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
