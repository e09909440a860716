// A table of figures by keyboard and from a spreadsheet: moving between cells, pasting a block, rates while typing.
const form = document.querySelector("[data-grid]") ?? document.createElement("form"); // no units, nothing to fill
const table = form.querySelector("table") ?? document.createElement("table");
const rows = [...(table.tBodies[0]?.rows ?? [])];
const cellsOf = (row) => [...row.querySelectorAll("input:not([type=hidden])")];
const place = (cell) => [rows.indexOf(cell.closest("tr")), cellsOf(cell.closest("tr")).indexOf(cell)];

const isCount = (text) => /^(\d{1,3}([.,\s]\d{3})+|\d{1,10})$/.test(text.trim());
const count = (text) => (isCount(text ?? "") ? Number(text.replace(/\D/g, "")) : null);
const grouped = (number) => `${number}`.replace(/\B(?=(\d{3})+$)/g, ".");
const say = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const go = (row, column) => {
  const cell = rows[row] && cellsOf(rows[row])[column];
  cell?.focus();
  cell?.select();
  return Boolean(cell);
};
const step = ({ key, shiftKey, target }) => {
  const [row, column] = place(target), { selectionStart: from, selectionEnd: to, value } = target;
  if (key === "ArrowUp" || (key === "Enter" && shiftKey)) return go(row - 1, column);
  if (key === "ArrowDown" || key === "Enter") return go(row + 1, column);
  const whole = value && from === 0 && to === value.length;
  if (key === "ArrowLeft" && (whole || (from === 0 && to === 0))) return go(row, column - 1);
  return key === "ArrowRight" && (whole || from === value.length) && go(row, column + 1);
};
table.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || !event.target.matches("input")) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "Enter") form.requestSubmit(form.querySelector("[data-save]"));
  } else if (step(event) || event.key === "Enter") event.preventDefault();
});

// Names without case, tones and their type; the full name is asked before the short one.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d").replace(/[^a-z0-9]+/g, " ").trim()
  .replace(/\b([bcdghklmnpqrstvx]+)y\b/g, "$1i");
const short = (text) => fold(text).replace(/^(xa|x|phuong|p|thi tran|tt|dac khu|thon|tdp|to dan pho) /, "");
const rowNamed = (text) => [(name) => name.normalize("NFC").toLowerCase(), fold, short]
  .map((read) => rows.filter((row) => text && read(row.dataset.name) === read(text)))
  .find((found) => found.length === 1)?.[0];
const put = (cell, text) => {
  if (!cell || !text?.trim() || (cell.inputMode !== "numeric" && /^[\d.,\s%]+$/.test(text))) return; // a figure is no note
  cell.value = text.trim();
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  check(cell);
};

// Which pasted column goes into which cell: by its heading; without headings the larger of two counts is the population.
const byHeading = (lines) => {
  const labels = cellsOf(rows[0]).map((cell) => fold(cell.ariaLabel.split(":")[0]));
  const meant = (text) => labels.findIndex((label) => text && (text.includes(label) || (text.length > 3 && label.includes(text))));
  return lines.map((line) => line.map((text, index) => [index, meant(fold(text))]).filter(([, cell]) => cell >= 0))
    .find((pairs) => new Set(pairs.map(([, cell]) => cell)).size > 1);
};
const byCounts = (full, named, column) => {
  const most = (test) => full.filter(test).length * 2 > full.length;
  const counts = [...Array(Math.max(...full.map((line) => line.length))).keys()].filter((index) => index > named && most((line) => isCount(line[index] ?? "")));
  const grouped = form.querySelector("[name^=group]"), [one, other] = counts;
  if (grouped || other === undefined || (named < 0 && column > 0)) return counts.map((index, at) => [index, column + (named < 0 ? index : at)]);
  return most((line) => count(line[one]) > count(line[other])) ? [[one, 1], [other, 0]] : [[one, 0], [other, 1]];
};
table.addEventListener("paste", (event) => {
  const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
  const status = document.getElementById("pasted");
  if ((lines.length === 1 && lines[0].length === 1) || event.target.readOnly || !event.target.matches("input")) return;
  event.preventDefault();
  const [start, column] = place(event.target), unknown = [], words = status.dataset;
  const wide = Math.max(...lines.map((line) => line.length));
  const found = [...Array(wide).keys()].find((index) => lines.some((line) => rowNamed(line[index]?.trim())));
  const named = found ?? (lines.some((line) => isCount(line[0])) || wide < 2 ? -1 : 0);
  const full = lines.filter((line) => line.slice(named + 1).some(isCount)); // without headings and empty lines
  const pairs = byHeading(lines.filter((line) => !full.includes(line))) ?? (full.length ? byCounts(full, named, column) : []);
  let filled = 0, beyond = 0;
  full.forEach((line, index) => {
    const name = named < 0 ? "" : line[named]?.trim();
    const row = named < 0 ? rows[start + index] : rowNamed(name);
    if (row) { pairs.forEach(([from, to]) => put(cellsOf(row)[to], line[from])); filled += 1; }
    else if (named < 0) beyond += 1;
    else if (name && !/^(tong|cong|toan) /.test(`${fold(name)} `)) unknown.push(name);
  });
  status.textContent = [
    say(filled ? words.filled : words.nothing, { rows: filled }),
    unknown.length ? say(words.unknown, { names: unknown.join(", ") }) : "",
    beyond ? say(words.beyond, { count: beyond }) : "",
  ].filter(Boolean).join(" ");
});

const check = (cell) => {
  const wrong = cell.inputMode === "numeric" && cell.value.trim() && !isCount(cell.value);
  if (wrong || !cell.hasAttribute("aria-describedby")) cell.toggleAttribute("aria-invalid", Boolean(wrong));
  if (wrong) cell.setAttribute("aria-invalid", "true");
};
const tell = (row) => {
  const [insured, people] = cellsOf(row).map((cell) => count(cell.value)), told = row.querySelector(".told");
  if (!told) return;
  const { last, people: before } = row.dataset, { more, less, same, population } = table.dataset, words = [];
  const points = people ? Math.floor((insured * 1000) / people) : 0; // thousandths, cut and never rounded up
  told.querySelector("output").textContent = insured !== null && people ? `${Math.floor(points / 10)},${points % 10}%` : "";
  const change = insured - Number(last);
  if (insured !== null && last) words.push(say({ 1: more, "-1": less, 0: same }[Math.sign(change)], { n: grouped(Math.abs(change)) }));
  if (people && before && people !== Number(before)) words.push(say(population, { from: grouped(before), to: grouped(people) }));
  told.querySelector("small").textContent = words.join("; ");
};
table.addEventListener("input", ({ target }) => tell(target.closest("tr")));
table.addEventListener("focusout", ({ target }) => check(target));
form.querySelector("[data-take]")?.addEventListener("click", (event) => {
  event.preventDefault();
  rows.filter((row) => row.dataset.people && !cellsOf(row)[1].value).forEach((row) => put(cellsOf(row)[1], grouped(row.dataset.people)));
});
