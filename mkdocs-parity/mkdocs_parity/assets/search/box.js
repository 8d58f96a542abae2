// The theme asks its search again when a key goes up: text that came by pasting, dictation, or by choosing
// a Chinese or Japanese word with the mouse has no such key.
document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-md-component=search-query]")) {
    event.target.dispatchEvent(new KeyboardEvent("keyup"));
  }
});
