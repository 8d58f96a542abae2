// A link to something inside of a closed tab or fold opens it.
(() => {
  const show = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = name && document.getElementById(name);
    if (!target) return;
    let opened = false;
    for (let node = target.parentElement; node; node = node.parentElement) {
      if (node.matches("details:not([open])")) {
        node.open = opened = true;
      } else if (node.matches(".tabbed-block")) {
        const index = [...node.parentElement.children].indexOf(node);
        const input = node.closest(".tabbed-set").querySelectorAll(":scope > input")[index];
        if (input && !input.checked) {
          input.checked = opened = true;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }
    }
    if (opened) target.scrollIntoView();
  };
  window.addEventListener("hashchange", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#']");
    if (link && link.hash === location.hash) setTimeout(show);
  });
  if (window.document$) window.document$.subscribe(show);
  else document.addEventListener("DOMContentLoaded", show);
})();
