// Copies the code beside the button; where the browser has no clipboard for us, it is selected to be copied.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const code = document.getElementById(button.dataset.copies);
  if (!navigator.clipboard) return getSelection().selectAllChildren(code);
  await navigator.clipboard.writeText(code.textContent);
  button.textContent = button.previousElementSibling.textContent = button.dataset.copied;
});
