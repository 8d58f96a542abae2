/* A button at each block of Python: copies the whole program up to it, which runs by itself. */
(() => {
  "use strict";

  /* The same as `whole` in copying.py. */
  const program = (blocks, index) => {
    const start = blocks[index][1];
    return blocks
      .slice(start, index + 1)
      .filter(([, , runs], place) => runs || start + place === index)
      .map(([code]) => code)
      .join("\n");
  };

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); // pages not served over https
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const button = (said, text) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "md-code__button parity-copy";
    const name = (words) => {
      made.title = words;
      made.setAttribute("aria-label", words);
    };
    name(said.copy);
    made.addEventListener("click", async () => {
      await copy(text);
      made.classList.add("parity-copied");
      name(said.copied);
      status(said.copied);
      setTimeout(() => {
        made.classList.remove("parity-copied");
        name(said.copy);
      }, 2000);
    });
    return made;
  };

  /* Said to those who cannot see the button change. */
  const status = (words) => {
    let place = document.querySelector(".parity-status");
    if (!place) {
      place = document.createElement("div");
      place.className = "parity-status";
      place.setAttribute("role", "status");
      document.body.append(place);
    }
    place.textContent = words;
  };

  /* Beside the theme's button, which comes when the theme is ready; alone where there is none. */
  const put = (block, made) => {
    const pre = block.querySelector("pre:not(.linenodiv pre)") || block;
    const theirs = () => pre.querySelector(".md-code__nav");
    if (theirs()) return theirs().append(made);
    const own = document.createElement("div");
    own.className = "parity-nav";
    own.append(made);
    pre.classList.add("parity-nav-place"); // CSS that looks for it by :has() would slow every page
    pre.prepend(own);
    const wait = new MutationObserver(() => {
      if (!theirs()) return;
      wait.disconnect();
      theirs().append(made);
      own.remove();
    });
    wait.observe(pre, { childList: true });
  };

  const place = () => {
    const data = document.querySelector("template.parity-programs");
    if (!data) return;
    const said = JSON.parse(data.content.textContent);
    for (const block of document.querySelectorAll("[data-parity-block][class*=language-py]")) {
      if (block.querySelector(".parity-copy")) continue;
      const [language, index] = block.dataset.parityBlock.split(":");
      const blocks = said.blocks[language];
      if (blocks) put(block, button(said, program(blocks, Number(index))));
    }
  };

  if (window.document$) window.document$.subscribe(place);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
