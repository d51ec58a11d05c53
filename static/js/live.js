// An answer while it arrives. Its text is appended as text, never as markup.
const find = (id) => document.getElementById(id);
let call = null;

function say(words) {
  find("live-state").textContent = words;
}

function end(how) {
  const notice = find("arriving").querySelector(`[data-end=${how}]`);
  notice.querySelector("a").href = call.url;
  notice.hidden = false;
  find("answer-head").hidden = true;
  say(notice.textContent);
  call = null;
}

function stop() {
  if (!call) return;
  call.stopped = true;
  htmx.trigger(find("playground"), "htmx:abort");
}

// What was sent was right: what a former try was told no longer holds.
function forgive() {
  for (const told of find("playground").querySelectorAll(".errors, .errorlist, #changed, #unsent")) told.remove();
  for (const field of find("playground").querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

// Parts come one below the other, and only the last one grows: nothing that stands already moves.
function begin(kind) {
  const arriving = find("arriving");
  arriving.append(arriving.querySelector(`[data-new=${kind}]`).content.cloneNode(true));
  call.kind = kind;
  call.part = arriving.lastElementChild;
}

function add(kind, text) {
  if (kind === "tool" || kind !== call.kind) begin(kind === "tool" ? "input" : kind);
  (call.part.matches("[data-part]") ? call.part : call.part.querySelector(`[data-part=${kind}]`)).append(text);
}

document.addEventListener("opened", ({ detail }) => {
  call = JSON.parse(detail.data);
  forgive();
  find("id_once").value = call.once;
  const answer = find("answer");
  answer.replaceChildren(find("live-answer").content.cloneNode(true));
  if (document.activeElement === document.body || document.activeElement.id === "send") answer.focus();
  answer.scrollIntoView({ block: "nearest" });
  say(find("answer-head").textContent);
});

document.addEventListener("piece", ({ detail }) => {
  const { kind, text } = JSON.parse(detail.data);
  const answer = find("answer");
  const following = answer.scrollHeight - answer.scrollTop - answer.clientHeight < 40;
  add(kind, text);
  if (following) answer.scrollTop = answer.scrollHeight;
});

document.addEventListener("closed", async () => {
  const { result } = call;
  call = null;
  for (const script of find("answer").dataset.scripts.split(" ")) import(script);
  await htmx.ajax("GET", result, { target: "#answer", swap: "innerHTML" });
  say(find("answer-head").querySelector("header").textContent);
});

document.addEventListener("htmx:sse:close", () => {
  if (call) end(call.stopped ? "stopped" : "lost");
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("#stop")) stop();
});

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") stop();
});
