// The request: JSON in an editor that colours it, and Ctrl+Enter, which sends and stops.
const find = (id) => document.getElementById(id), form = () => find("playground");
const KEPT = ["id", "name", "aria-invalid", "aria-describedby"];

// The editor's own textarea takes the place of the plain one, so it is posted and labelled like it.
async function colour() {
  const place = find("json-editor");
  if (!place) return;
  const { createEditor } = await import(place.dataset.editor);
  // What else was swapped in while it loaded has asked for the same.
  if (place.querySelector(".prism-code-editor")) return;
  const plain = place.querySelector("textarea");
  const { container, textarea } = createEditor(null, { language: "json", wordWrap: true, value: plain.value });
  const focused = document.activeElement === plain;
  for (const name of KEPT) if (plain.hasAttribute(name)) textarea.setAttribute(name, plain.getAttribute(name));
  plain.replaceWith(container);
  if (focused) textarea.focus();
  textarea.setSelectionRange(plain.selectionStart, plain.selectionEnd);
}

const halt = () => (find("stop") ? find("stop").click() : htmx.trigger(form(), "htmx:abort"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || event.defaultPrevented) return;
  event.preventDefault();
  if (form().classList.contains("htmx-request")) halt();
  else if (!find("send").disabled) form().requestSubmit(find("send"));
});
document.addEventListener("click", ({ target }) => target.closest("#halt") && halt());

// What is typed while a button's drawing of the request is on its way would be lost with it: it is asked for again.
document.addEventListener("input", () => form().querySelector("[formaction].htmx-request")?.click());

// The first version listed is the newest; a note on what it took away holds for it alone.
document.addEventListener("change", ({ target }) => {
  if (target.name !== "api_version") return;
  for (const note of form().querySelectorAll(".gone")) note.hidden = target.selectedIndex > 0;
});

// Code tells upstream, endpoint and betas as well: it is written again when one of them changes.
const said = () => new URLSearchParams(new FormData(form())).toString();
let told = said();
function rewrite() {
  const code = find("show-code");
  if (!code.hasAttribute("aria-current") || told === said()) return;
  told = said();
  code.click();
}
for (const kind of ["change", "click", "input", "keyup"]) document.addEventListener(kind, () => setTimeout(rewrite, 300));

// What looks like code is offered to the form, never applied by itself; the server reads it.
const CODE = /^\s*(\$ )?(curl(\.exe)?\s|POST (\/|https?:)|\{\s*"log":)|\banthropic\b[^]*\bmessages\b|\bAnthropic\(/;
let pasted = "";
document.addEventListener("paste", ({ target, clipboardData }) => {
  const text = clipboardData.getData("text");
  if (!target.closest("#playground") || target.id === "id_pasted" || !CODE.test(text)) return;
  pasted = text;
  find("paste-offer").hidden = false;
  (target.closest(".field, .turn") ?? find("paste")).after(find("paste-offer"));
  find("live-state").textContent = find("paste-offer").querySelector("span").textContent;
});
document.addEventListener("click", ({ target }) => {
  if (target.id !== "take-paste") return;
  find("id_pasted").value = pasted;
  find("read-paste").click();
});

function tell(strip) {
  const words = [...strip.querySelectorAll("summary .chip")].map((chip) => chip.textContent).join(" ");
  if (words !== strip.dataset.told.trim()) find("lint-state").textContent = words || strip.dataset.none;
  strip.dataset.told = words;
}

document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.id === "strip") tell(target);
  if (target.id === "request") {
    htmx.trigger(find("strip"), "redrawn");
    told = said();
  }
  if (document.activeElement === document.body && target.matches("#request, #playground")) find("request").focus();
  colour();
});
colour();
