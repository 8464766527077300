// Without this, the bar over the rows still shows, counts and works by the stylesheet alone. Here it moves before the rows
// for whoever goes by keyboard, as scrolling adds rows without end, and what is ticked is told to screen readers.
const form = document.querySelector("form.awards");
const tools = form?.querySelector(".tools");

function count() {
  const ticked = form.querySelectorAll('input[name="award"]:checked').length;
  for (const place of tools.querySelectorAll(".n")) place.textContent = ticked;
  const words = tools.querySelector(".selbar strong").textContent.trim();
  tools.querySelector("[role=status]").textContent = ticked ? words : "";
}

if (tools) {
  form.prepend(tools);
  if (!tools.classList.contains("all")) {
    form.addEventListener("change", count);
    form.addEventListener("reset", () => setTimeout(count));
    window.addEventListener("pageshow", count);
    count();
  }
}
