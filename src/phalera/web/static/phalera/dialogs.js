// Browsers that know `commandfor` need nothing of this; the others open and close dialogs here.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (!dialog) return;
    if (button.getAttribute("command") === "show-modal") dialog.showModal();
    if (button.getAttribute("command") === "close") dialog.close();
  });
}
// A click beside a dialog closes it, as people expect; the Close button and Escape do so without any script.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});
// What is fetched into a dialog opens it; without scripts its link leads to a page of its own.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof HTMLDialogElement && !event.target.open) event.target.showModal();
});
