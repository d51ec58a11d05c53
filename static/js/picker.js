// Keeps the header line, the chips and the list of betas true while one picks; the server renders all of it too.
const find = (id) => document.getElementById(id);
const form = () => find("playground");
const boxes = () => [...form().querySelectorAll("input[name=betas]")];

function make(tag, className, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

function names() {
  const picked = boxes().filter((box) => box.checked).map((box) => box.value);
  const typed = form().elements.free.value.split(/[,\n]/).map((name) => name.trim());
  return [...new Set([...picked, ...typed])].filter(Boolean);
}

function pieces(chosen) {
  return chosen.flatMap((name, index) => [
    make("span", "whole", index < chosen.length - 1 ? `${name},` : name),
    document.createElement("wbr"),
  ]);
}

function showHeader() {
  const line = find("header-line");
  const chosen = names();
  line.replaceChildren(...(chosen.length ? pieces(chosen) : [make("span", "soft", line.dataset.none)]));
  find("chosen-count").textContent = chosen.length;
  find("copy-header").hidden = !chosen.length || !navigator.clipboard;
  showUncatalogued(chosen);
}

function showUncatalogued(chosen) {
  const known = new Set(boxes().filter((box) => !("uncatalogued" in box.dataset)).map((box) => box.value));
  const unknown = chosen.filter((name) => !known.has(name));
  const note = find("uncatalogued");
  note.hidden = !unknown.length || Boolean(find("id_free_error"));
  note.querySelector(".mono").replaceChildren(...pieces(unknown));
}

function showChips() {
  const chips = find("chips");
  const checked = boxes().filter((box) => box.checked);
  chips.replaceChildren(...checked.map((box) => {
    const chip = make("button", "pick mono", box.value, make("span", "", " ✕"));
    chip.type = "button";
    chip.dataset.name = box.value;
    chip.setAttribute("aria-label", `${chips.dataset.remove} ${box.value}`);
    return chip;
  }));
  hideChosen();
}

// A chosen one stands as a chip already; unticked it comes back in its place.
function hideChosen() {
  const chosen = find("chosen");
  if (!chosen) return;
  for (const box of chosen.querySelectorAll("input:checked")) box.closest("label").hidden = true;
  chosen.hidden = !chosen.querySelector("label:not([hidden])");
}

function narrow() {
  const words = find("find-beta").value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of form().querySelectorAll(".picks label")) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    found += row.hidden ? 0 : 1;
  }
  hideChosen();
  const past = find("past");
  if (past && words.length) past.open = Boolean(past.querySelector("label:not([hidden])"));
  find("none-found").hidden = found > 0;
}

function fitUpstream() {
  const simulated = find("simulated");
  const made = simulated.dataset.upstreams.split(" ").includes(form().elements.upstream.value);
  simulated.hidden = find("fault").hidden = !made;
  if (!made) form().elements.fault.value = "";
}

// The bar grows with the header line; what sticks below it makes room.
const growth = new ResizeObserver(() => {
  document.documentElement.style.setProperty("--bar", `${form().querySelector(".bar").offsetHeight}px`);
});

function show() {
  growth.observe(form().querySelector(".bar"));
  find("find-beta").hidden = false;
  showHeader();
  showChips();
  fitUpstream();
}

document.addEventListener("input", ({ target }) => {
  if (target.id === "find-beta") narrow();
  else if (target.name === "free") showHeader();
});
document.addEventListener("change", ({ target }) => {
  if (target.name === "betas") show();
  else if (target.name === "upstream") fitUpstream();
});
document.addEventListener("click", ({ target }) => {
  const chip = target.closest("#chips button");
  if (chip) {
    for (const box of boxes().filter((each) => each.value === chip.dataset.name)) {
      box.checked = box.closest("label").hidden = false;
    }
    show();
    find("find-beta").focus();
  } else if (target.id === "copy-header") {
    navigator.clipboard.writeText(names().join(","));
    find("live-state").textContent = target.dataset.copied;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.id === "find-beta") event.preventDefault();
});
document.addEventListener("htmx:after:swap", show);
show();
