"use strict";
(() => {
  // The theme asks its search again when a key goes up: text that came by pasting, dictation, or by choosing
  // a Chinese or Japanese word with the mouse has no such key.
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches("[data-md-component=search-query]")) {
      target.dispatchEvent(new KeyboardEvent("keyup"));
    }
  });

  // Instant navigation leaves the search box, the menus and the document's language as they were: a page in
  // another language is loaded whole.
  const language = () => document.querySelector("meta[name=parity-search]")?.content;
  const loaded = language();
  window.document$?.subscribe(() => {
    if (language() !== loaded) location.reload();
  });
})();
