// A formula that is wider than its box can be scrolled by the keyboard.
(() => {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  const watch = () => {
    observer.disconnect();
    for (const box of document.querySelectorAll(".parity-math__box")) observer.observe(box);
  };
  if (window.document$) window.document$.subscribe(watch);
  else document.addEventListener("DOMContentLoaded", watch);
})();
