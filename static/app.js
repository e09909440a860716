// What HTML and htmx leave over: telling what happened, filling fields, copying, and focus on errors.
const say = (words, bad = false) => {
  const toast = document.getElementById("toast");
  toast.className = bad ? "bad" : "";
  toast.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
};

const fill = (field, text) => {
  field.value = text;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

// The piece being typed, after the last ; or line break, gives way to the name that was picked.
const pick = (field, name) => {
  const kept = field.value.match(/^[\s\S]*[;\n]/)?.[0].trimEnd() ?? "";
  fill(field, `${kept}${kept ? " " : ""}${name}; `);
};

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-fill], [data-pick], [data-add], [data-copy], [data-all], [data-print]");
  if (!button) return;
  const { fill: into, pick: name, add, copy, all } = button.dataset;
  if (into) fill(document.getElementById(into), button.value || button.textContent);
  if (name) pick(document.getElementById(button.closest("[data-into]").dataset.into), name);
  if (add) {
    const field = document.getElementById(add);
    fill(field, field.value.trim() ? `${field.value.trim()} ${button.textContent}. ` : `${button.textContent}. `);
  }
  if ("print" in button.dataset) print();
  if (all) document.querySelectorAll(`[name="${all}"]`).forEach((box) => { box.checked = button.checked; });
  if (copy) {
    try {
      const from = document.getElementById(copy);
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      say(button.dataset.done);
    } catch {
      getSelection().selectAllChildren(document.getElementById(copy));
    }
  }
});

document.documentElement.classList.add("js");
document.addEventListener("change", ({ target }) => {
  const output = target.closest(".files")?.querySelector("output");
  if (output) output.textContent = [...target.files].map((file) => file.name).join(", ") || output.dataset.none;
});

const focusErrors = () => document.querySelector("[data-focus]")?.focus();
document.addEventListener("DOMContentLoaded", focusErrors);
document.addEventListener("htmx:after:swap", focusErrors);
// A new act clears what the last one said; small questions while typing do not.
document.addEventListener("htmx:before:request", ({ detail }) => {
  if (detail.ctx.request.method === "POST") document.getElementById("toast").replaceChildren();
});
document.addEventListener("toast", ({ detail }) => say(detail.value ?? detail));
