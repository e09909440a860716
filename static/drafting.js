// Beside what the form does by itself: the source of a draft is lit, drafts move by Alt and arrows, a passage is picked.
const sheet = document.getElementById("draft");
const sourceOf = (draft) => sheet.querySelector(`[data-source="${draft.dataset.draft}"]`);

const light = (draft, scroll) => {
  sheet.querySelectorAll(".lit").forEach((mark) => mark.classList.remove("lit"));
  const source = draft && sourceOf(draft);
  if (!source) return;
  source.classList.add("lit");
  if (!scroll) return;
  const pane = source.closest(".minutes");
  pane.scrollTop += source.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
};
// A page that moves under a resting mouse lights nothing: the keyboard has the word.
sheet.addEventListener("mouseover", ({ target, movementX, movementY }) => {
  const draft = target.closest("[data-draft]");
  if (draft && (movementX || movementY)) light(draft, false);
});
sheet.addEventListener("focusin", ({ target }) => target.closest("[data-draft]") && light(target.closest("[data-draft]"), true));

sheet.addEventListener("keydown", (event) => {
  const draft = event.target.closest("[data-draft]");
  const to = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!draft || !to) return;
  event.preventDefault();
  document.getElementById(`d${draft.dataset.draft}-${to}`).click();
});

// A file is no fragment: the browser sends the form itself and stays where it is.
sheet.addEventListener("submit", (event) => "whole" in (event.submitter?.dataset ?? {}) && event.stopPropagation(), true);

document.addEventListener("selectionchange", () => {
  const selection = getSelection(), picked = selection.toString().trim();
  const field = sheet.querySelector("[data-passage]");
  if (!picked || !field || !selection.anchorNode?.parentElement?.closest(".source .minutes")) return;
  field.value = picked;
  field.closest("details").open = true;
});

// Nothing is saved yet: whoever leaves the page with changes is asked once more.
let changed = false, leaving = false;
sheet.addEventListener("input", () => { changed = true; });
sheet.addEventListener("submit", ({ submitter }) => {
  changed = true;
  leaving = ["save", "notice"].includes(submitter?.value);
  setTimeout(() => { leaving = false; }, 10000);
}, true);
addEventListener("beforeunload", (event) => changed && !leaving && event.preventDefault());
