// What is new is asked for every few seconds: not while nobody looks, and no more once asking has failed.
const asking = ({ target }) => target.id === "history-news";

document.addEventListener("htmx:before:request", (event) => {
  if (asking(event) && document.hidden) event.preventDefault();
});

for (const failure of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(failure, (event) => {
    if (asking(event)) event.target.remove();
  });
}

// The current row is the one that has the focus; its link takes it. Letters press what stands on the page.
const ticked = () => document.querySelectorAll("[name=pick]:checked");
const inRow = (what) => document.activeElement.closest(".exchanges tr")?.querySelector(what);

function step(by) {
  const links = [...document.querySelectorAll(".exchanges .said")];
  links[links.indexOf(inRow(".said")) + by]?.focus();
}

const LETTERS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => inRow("[name=pick]")?.click(),
  s: () => inRow("button.star")?.click(),
  d: () => document.querySelector("#compare")?.click(),
  e: () => document.querySelector("#export")?.click(),
};
document.addEventListener("letter", ({ detail }) => LETTERS[detail]?.());

document.addEventListener("submit", (event) => {
  if (event.submitter?.id !== "compare" || ticked().length === 2) return;
  event.preventDefault();
  const parent = ticked().length < 2 && inRow(".parent");
  if (parent) parent.click();
  else event.target.querySelector("[role=status]").textContent = event.submitter.dataset.say;
});
