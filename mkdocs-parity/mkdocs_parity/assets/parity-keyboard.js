// Material opens its drawer and its search by labels, which no key reaches: they become buttons.
const opened = { __drawer: "nav[data-md-level='0']", __search: ".md-search__input" };

function dress() {
  for (const label of document.querySelectorAll("label.md-header__button[for]")) {
    const name = document.querySelector(opened[label.htmlFor] ?? "none")?.getAttribute("aria-label");
    if (name) {
      label.tabIndex = 0;
      label.setAttribute("role", "button");
      label.setAttribute("aria-label", name);
    }
  }
}

document.addEventListener("keydown", (event) => {
  const label = event.target;
  if (!(label instanceof HTMLLabelElement) || label.getAttribute("role") !== "button") return;
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.stopPropagation(); // the theme clicks, too, at Enter
  label.click();
  if (label.htmlFor === "__search") document.querySelector(opened.__search).focus();
});

dress();
