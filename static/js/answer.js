// What an answer that has ended offers beside what it shows: copying, and its stream once more.
const find = (id) => document.getElementById(id);
document.documentElement.classList.add("scripted");
document.documentElement.classList.toggle("may-copy", Boolean(navigator.clipboard));
let replaying = 0;

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  find("live-state").textContent = `${button.dataset.copied}: ${button.dataset.copy}`;
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), 1500);
}

function part(kind) {
  const place = find("replayed");
  if (kind === "tool" || place.lastElementChild?.dataset.part !== kind) {
    place.append(Object.assign(document.createElement("div"), { className: "part" }));
    place.lastElementChild.dataset.part = kind;
  }
  return place.lastElementChild;
}

// The pieces keep the distances they arrived with, divided by the speed.
function replay(speed) {
  cancelAnimationFrame(replaying);
  const pieces = JSON.parse(find("pieces").textContent);
  const place = find("replayed");
  const began = performance.now();
  let next = 0;
  place.replaceChildren();
  place.hidden = false;
  const step = () => {
    const reached = pieces[0][0] + (performance.now() - began) * speed;
    for (; next < pieces.length && pieces[next][0] <= reached; next += 1) part(pieces[next][1]).append(pieces[next][2]);
    place.scrollTop = place.scrollHeight;
    if (next < pieces.length && place.isConnected) replaying = requestAnimationFrame(step);
  };
  step();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy], [data-speed]");
  if (button?.dataset.copy) copy(button);
  else if (button) replay(Number(button.dataset.speed));
});
