// Keeps the header line, the chips and the list of betas true while one picks; the server renders all of it too.
const find = (id) => document.getElementById(id);
const form = () => find("playground");
const options = (within = form()) => [...within.querySelectorAll(".option")];
const boxOf = (option) => option.querySelector("input");
const boxes = () => options().map(boxOf);
const named = (name) => boxes().find((box) => box.value === name);
const say = (what, words) => { find("live-state").textContent = `${find("find-beta").dataset[what]} ${words}`; };

function names() {
  const picked = boxes().filter((box) => box.checked).map((box) => box.value);
  const typed = form().elements.free.value.split(/[,\n]/).map((name) => name.trim());
  return [...new Set([...picked, ...typed])].filter(Boolean);
}

function make(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function pieces(chosen) {
  return chosen.map((name, index) => make("span", "whole", index < chosen.length - 1 ? `${name},` : name));
}

function showHeader() {
  const line = find("header-line"), note = find("uncatalogued"), chosen = names();
  line.replaceChildren(...(chosen.length ? pieces(chosen) : [make("span", "soft", line.dataset.none)]));
  find("chosen-count").textContent = chosen.length;
  find("copy-header").hidden = !chosen.length || !navigator.clipboard;
  const unknown = chosen.filter((name) => !named(name) || "uncatalogued" in named(name).dataset);
  note.hidden = !unknown.length || Boolean(find("id_free_error"));
  note.querySelector(".mono").replaceChildren(...pieces(unknown));
}

function showChips() {
  const chips = boxes().filter((box) => box.checked).map(({ value }) => {
    const chip = Object.assign(make("button", "pick mono", value), { type: "button", value });
    chip.ariaLabel = `${find("chips").dataset.remove} ${value}`;
    return chip;
  });
  find("chips").replaceChildren(...chips);
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
  for (const stop of find("picks").querySelectorAll(".option :is(input, summary)")) {
    stop.tabIndex = option?.contains(stop) ? 0 : -1;
  }
}

function move(option, by) {
  const seen = options().filter((each) => each.checkVisibility());
  const next = seen[seen.indexOf(option) + by];
  if (next || by < 0) (next ? boxOf(next) : find("find-beta")).focus();
}

function press(event) {
  const { key, target } = event, search = find("find-beta"), option = target.closest(".option");
  const last = find("chips").lastElementChild;
  if (event.ctrlKey || event.metaKey || (target !== search && !target.matches(".option > label > input"))) return;
  if (key === "ArrowDown" || key === "ArrowUp") move(option, key === "ArrowUp" ? -1 : 1);
  else if (key === "Enter") option && target.click();
  else if (key === "Backspace" && target === search && !search.value && last) named(last.value).click();
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
    const home = find(boxOf(option).checked ? "chosen" : option.dataset.home);
    const next = options(home).find((each) => boxOf(each).value > boxOf(option).value);
    option.querySelector(".why").remove();
    home.insertBefore(option, boxOf(option).checked ? null : next ?? null);
  }
}

function arrive(place) {
  const held = document.activeElement;
  for (const option of options(place)) {
    const twin = options().find((each) => each !== option && boxOf(each).value === boxOf(option).value);
    twin?.querySelector(".name").parentElement.append(option.querySelector(".why"));
    if (twin) option.replaceWith(twin);
  }
  if (held !== document.activeElement) held.focus();
  const told = options(place).map((option) => boxOf(option).value).join(", ");
  if (told && told !== place.dataset.told) say("suggested", told);
  place.dataset.told = told;
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
  find("find-beta").parentElement.hidden = false;
  for (const step of [showHeader, showChips, narrow, fitUpstream]) step();
}

document.addEventListener("input", ({ target }) => {
  if (target.id === "find-beta") say("found", narrow());
  else if (target.name === "free") showHeader();
});
document.addEventListener("change", ({ target }) => {
  if (target.name === "upstream") fitUpstream();
  if (target.name !== "betas") return;
  show();
  say(target.checked ? "picked" : "dropped", target.value);
});
document.addEventListener("focusin", ({ target }) => target.closest(".option") && stopAt(target.closest(".option")));
document.addEventListener("click", ({ target }) => {
  if (target.matches("#chips button")) {
    named(target.value).click();
    find("find-beta").focus();
  } else if (target.dataset.use) {
    if (named(target.dataset.insteadOf).checked) named(target.dataset.insteadOf).click();
    if (!named(target.dataset.use).checked) named(target.dataset.use).click();
  } else if (target.id === "copy-header") {
    navigator.clipboard.writeText(names().join(","));
    find("live-state").textContent = target.dataset.copied;
  }
});
document.addEventListener("keydown", (event) => {
  press(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !find("send").disabled) {
    event.preventDefault();
    form().requestSubmit(find("send"));
  }
});
document.addEventListener("htmx:before:swap", (event) => event.target.id === "suggested" && leave(event));
document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.id === "suggested") arrive(target);
  show();
});
show();
