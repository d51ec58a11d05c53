// Keeps the header line, the chips and the list of betas true while one picks; the server renders all of it too.
const find = (id) => document.getElementById(id);
const form = () => find("playground");
const options = (within = form()) => [...within.querySelectorAll(".option")];
const boxOf = (option) => option.querySelector("input");
const nameOf = (option) => boxOf(option).value;
const picked = () => options().map(boxOf).filter((box) => box.checked);
const named = (name) => options().map(boxOf).find((box) => box.value === name);
const say = (what, words) => { find("live-state").textContent = `${find("find-beta").dataset[what]} ${words}`; };
const make = (tag, values) => Object.assign(document.createElement(tag), values);
const typed = () => form().elements.free.value.split(/[,\n]/).map((name) => name.trim()).filter(Boolean);
const names = () => [...new Set([...picked().map((box) => box.value), ...typed()])];
const span = (className, textContent) => make("span", { className, textContent });
const piece = (name, index, all) => span("whole", index < all.length - 1 ? `${name},` : name);

function showHeader() {
  const line = find("header-line"), note = find("uncatalogued"), chosen = names();
  line.replaceChildren(...(chosen.length ? chosen.map(piece) : [span("soft", line.dataset.none)]));
  find("chosen-count").textContent = chosen.length;
  find("copy-header").hidden = !chosen.length || !navigator.clipboard;
  const unknown = chosen.filter((name) => !named(name) || "uncatalogued" in named(name).dataset);
  note.hidden = !unknown.length || Boolean(find("id_free_error"));
  note.querySelector(".mono").replaceChildren(...unknown.map(piece));
}

function showChips() {
  const look = { type: "button", className: "pick mono" }, remove = find("chips").dataset.remove;
  const chip = ({ value }) => make("button", { ...look, value, textContent: value, ariaLabel: `${remove} ${value}` });
  find("chips").replaceChildren(...picked().map(chip));
  history.replaceState({ ...history.state, betas: picked().map(({ value }) => value) }, "");
}

function narrow() {
  const words = find("find-beta").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of options()) option.hidden = !words.every((word) => option.dataset.words.includes(word));
  const left = options().filter((option) => !option.hidden);
  if (words.length && find("fold")) find("fold").open = left.some((option) => option.closest("#fold"));
  stopAt(left.find((option) => option.contains(document.activeElement)) ?? left[0]);
  return left.length;
}

// The list is one stop of the tab key; arrow keys move it.
function stopAt(option) {
  const stops = find("picks").querySelectorAll(".option :is(input, summary)");
  for (const stop of stops) stop.tabIndex = option?.contains(stop) ? 0 : -1;
}

function move(option, by) {
  const seen = options().filter((each) => each.checkVisibility());
  const next = seen[seen.indexOf(option) + by];
  if (next || by < 0) (next ? boxOf(next) : find("find-beta")).focus();
}

function press(event) {
  const { key, target } = event, search = find("find-beta"), option = target.closest(".option");
  if (event.ctrlKey || event.metaKey || !target.matches("#find-beta, .option > label > input")) return;
  if (key === "ArrowDown" || key === "ArrowUp") move(option, key === "ArrowUp" ? -1 : 1);
  else if (key === "Enter") option && target.click();
  else if (key === "Backspace" && !option && !search.value && picked().length) picked().at(-1).click();
  else if (key === "Escape" && (option || search.value)) {
    search.value = "";
    search.focus();
    narrow();
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// Suggestions come and go; a row keeps its tick and stands in one group. Nothing moves while one is among them.
function leave(event) {
  if (event.target.contains(document.activeElement)) return event.preventDefault();
  for (const option of options(event.target)) {
    option.querySelector(".why").remove();
    find(boxOf(option).checked ? "chosen" : option.dataset.home).append(option);
  }
}

function arrive(place) {
  const held = document.activeElement, told = options(place).map(nameOf).join(", ");
  for (const option of options(place)) {
    const twin = options().find((each) => each !== option && nameOf(each) === nameOf(option));
    twin?.querySelector(".name").parentElement.append(option.querySelector(".why"));
    if (twin) option.replaceWith(twin);
  }
  held.focus();
  if (told && told !== place.dataset.told) say("suggested", told);
  place.dataset.told = told;
}

function fitUpstream() {
  const simulated = find("simulated"), made = simulated.dataset.upstreams.split(" ").includes(form().elements.upstream.value);
  simulated.hidden = find("fault").hidden = !made;
  if (!made) form().elements.fault.value = "";
}

// The bar grows with the header line; what sticks below it makes room.
const growth = new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--bar", `${target.offsetHeight}px`);
});

function show() {
  growth.observe(form().querySelector(".bar"));
  find("find-beta").parentElement.hidden = false;
  for (const part of [showHeader, showChips, narrow, fitUpstream]) part();
}

document.addEventListener("input", ({ target }) => {
  if (target.id === "find-beta") say("found", narrow());
  if (target.name === "free") showHeader();
});
document.addEventListener("change", ({ target }) => {
  if (["upstream", "betas"].includes(target.name)) show();
  if (target.name === "betas") say(target.checked ? "picked" : "dropped", target.value);
});
document.addEventListener("focusin", ({ target }) => target.closest(".option") && stopAt(target.closest(".option")));
document.addEventListener("click", ({ target }) => {
  const { use, insteadOf, copied } = target.dataset;
  if (target.matches("#chips button")) {
    named(target.value).click();
    find("find-beta").focus();
  } else if (use) {
    for (const [name, on] of [[insteadOf, false], [use, true]]) if (named(name).checked !== on) named(name).click();
  } else if (target.id === "copy-header") {
    navigator.clipboard.writeText(names().join(","));
    find("live-state").textContent = copied;
  }
});
document.addEventListener("keydown", press);
document.addEventListener("htmx:before:swap", (event) => event.target.id === "suggested" && leave(event));
document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.id === "suggested") arrive(target);
  show();
});
// After Back the list may be another: what was picked is known by name, and what was typed is there only now.
const before = history.state?.betas;
if (before) for (const box of options().map(boxOf)) box.checked = before.includes(box.value);
show();
addEventListener("pageshow", show);
