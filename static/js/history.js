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
