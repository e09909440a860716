// Text being typed is kept on this device until the server says that it has it. A module: say() is of app.js.
const KEPT_FOR = 3 * 24 * 3600 * 1000; // milliseconds
const { account, sent, offline, again, failed } = document.body.dataset;

// Storage may be forbidden, full or missing: then the page alone holds the text.
const attempt = (act) => { try { return act(); } catch { return null; } };
const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
const drop = (unwanted) => attempt(() => Object.keys(localStorage)
  .filter((key) => key.startsWith("draft ") && unwanted(key, read(key)))
  .forEach((key) => localStorage.removeItem(key)));

const keeps = (form) => account && form?.method === "post" && form.querySelector("textarea") && !("unkept" in form.dataset) && !form.querySelector("[type=password]");
const keyOf = (form) => `draft ${account} ${location.pathname} ${form.getAttribute("action")}`;
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=file])"));
const ticked = (field) => field.matches("[type=checkbox], [type=radio]");
const typed = (form) => fields(form).map((field) => [field.name, ticked(field) ? field.checked : field.value]);
const words = (pairs) => JSON.stringify(pairs.filter(([, value]) => value && value !== true));
const changed = (form) => fields(form).some((field) => "defaultValue" in field && !ticked(field) && field.value !== field.defaultValue);

// The key and version of a form that was sent stay with the text: sending it once more is a repeat, not a second act.
const keep = (form, sending = false) => {
  const { once, version } = form.elements;
  const draft = { at: Date.now(), typed: typed(form), ...(sending && { once: once?.value, version: version?.value }) };
  attempt(() => localStorage.setItem(keyOf(form), JSON.stringify(draft)));
};
const forget = (form) => attempt(() => localStorage.removeItem(keyOf(form)));

const putBack = (form, draft) => {
  const left = [...draft.typed];
  for (const field of fields(form)) {
    const place = left.findIndex(([name]) => name === field.name);
    const [, value] = place < 0 ? [] : left.splice(place, 1)[0];
    if (value !== undefined) field[ticked(field) ? "checked" : "value"] = value;
  }
  for (const name of ["once", "version"]) if (draft[name] && form.elements[name]) form.elements[name].value = draft[name];
  form.closest("details")?.setAttribute("open", "");
  form.querySelector("textarea").focus();
};

const since = (at) => {
  const then = new Date(at), two = (number) => `${number}`.padStart(2, "0");
  const day = then.toDateString() === new Date().toDateString() ? "" : ` ${two(then.getDate())}/${two(then.getMonth() + 1)}/${then.getFullYear()}`;
  return `${two(then.getHours())}:${two(then.getMinutes())}${day}`;
};

const offer = () => [...document.querySelectorAll("main form")].filter(keeps).forEach((form) => {
  const draft = read(keyOf(form)), place = form.closest("details") ?? form;
  if (!draft || place.previousElementSibling?.matches(".kept") || words(draft.typed) === words(typed(form))) return;
  const note = document.getElementById("kept").content.firstElementChild.cloneNode(true);
  note.firstElementChild.textContent = note.firstElementChild.textContent.replace("…", since(draft.at));
  note.addEventListener("click", ({ target }) => {
    if (!target.dataset.kept) return;
    note.remove();
    if (target.dataset.kept === "back") putBack(form, draft);
    else forget(form);
  });
  place.before(note);
});

const notSent = (sentence, source, submitter) => {
  say(sentence, true);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: again });
  button.addEventListener("click", () => (source.matches("form") ? source.requestSubmit(submitter) : source.click()));
  document.getElementById("toast").append(button);
};

let waiting = null;
const flush = () => {
  clearTimeout(waiting?.timer);
  if (waiting?.form.isConnected) (changed(waiting.form) ? keep : forget)(waiting.form);
  waiting = null;
};
document.addEventListener("input", ({ target: { form } }) => {
  if (!keeps(form)) return;
  if (waiting?.form !== form) flush();
  clearTimeout(waiting?.timer);
  waiting = { form, timer: setTimeout(flush, 400) };
});
document.addEventListener("visibilitychange", flush);

const sending = (form) => {
  clearTimeout(waiting?.timer);
  waiting = null;
  keep(form, true);
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("action") === "/logout") drop((key) => key.startsWith(`draft ${account} `));
  if (!keeps(form)) return;
  if (event.submitter?.name === "read") { flush(); forget(form); return; } // it comes back filled in, nothing is sent off
  sending(form);
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  notSent(offline, form, event.submitter);
}, true);

const posted = ({ request, sourceElement }) => (request?.method === "POST" ? sourceElement.closest("form") : null);
document.addEventListener("htmx:before:request", ({ detail }) => {
  const form = posted(detail.ctx);
  if (keeps(form)) sending(form);
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  const form = posted(detail.ctx);
  if (form && detail.ctx.response.status < 300) forget(form);
});
// The form stays on the page when the network or the server fails.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (!posted(ctx) || ctx.response.status < 500) return;
  event.preventDefault();
  notSent(failed, ctx.sourceElement, ctx.sourceEvent?.submitter);
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx && posted(ctx)) notSent(offline, ctx.sourceElement, ctx.sourceEvent?.submitter);
});

drop((key, draft) => !draft || Date.now() - draft.at > KEPT_FOR || sent.split(" ").includes(draft.once));
offer();
document.addEventListener("htmx:after:swap", offer);
