// Shortcuts, and the dialogs they open. Without this file the links to both dialogs lead to pages.
const find = (id) => document.getElementById(id);
const root = document.documentElement;
const TYPED_IN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

// Kept in a cookie, because signing out clears the storage. Other scripts hear the event `letter`.
function allowLetters(allowed) {
  root.dataset.letters = allowed ? "on" : "off";
  document.cookie = `letters=${root.dataset.letters}; path=/; max-age=31536000; samesite=lax`;
}

function show(dialog) {
  if (!dialog || dialog.open) return;
  document.querySelector("dialog[open]")?.close();
  dialog.showModal();
}

function search() {
  const field = document.querySelector("main [type=search]:not([hidden])");
  if (field) field.select();
  else show(find("palette"));
}

// Up and down lead through the field and what it found; Enter in the field follows the first.
function walk(event, palette) {
  const stops = [...palette.querySelectorAll("[type=search], .hits a")];
  const [field, first] = stops;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const follow = event.key === "Enter" && event.target === field && first && find("palette-results").dataset.q === field.value;
  if (!step && !follow) return;
  event.preventDefault();
  if (follow) first.click();
  else stops[stops.indexOf(event.target) + step]?.focus();
}

function single(event) {
  const off = root.dataset.letters === "off" || document.querySelector("dialog[open]");
  if (off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(TYPED_IN)) return;
  event.target.dispatchEvent(new CustomEvent("letter", { bubbles: true, detail: event.key }));
  if (event.key !== "/" && event.key !== "?") return;
  event.preventDefault();
  if (event.key === "/") search();
  else show(find("keys"));
}

document.addEventListener("keydown", (event) => {
  const palette = event.target.closest(".palette");
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    show(find("palette"));
  } else if (event.key === "Escape" && document.querySelector("dialog[open]")) event.stopImmediatePropagation();
  else if (palette) walk(event, palette);
  else single(event);
});

document.addEventListener("click", (event) => {
  const dialog = find(event.target.closest("[data-opens]")?.dataset.opens);
  if (!dialog) return;
  event.preventDefault();
  show(dialog);
});

document.addEventListener("change", ({ target }) => {
  if (target.id === "letters") allowLetters(target.checked);
});

root.dataset.letters = /\bletters=off\b/.test(document.cookie) ? "off" : "on";
if (find("letters")) {
  find("letters").checked = root.dataset.letters === "on";
  find("letters").parentElement.hidden = false;
}
