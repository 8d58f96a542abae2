/* The languages of a page: switching keeps the section, the choice is remembered, and a reader whose
   browser prefers another language is offered it. Nothing here is needed to read or to switch. */
(function () {
  "use strict";

  let site = null; // where the languages of the page are, as addresses
  const referrer = document.referrer;

  function read() {
    const meta = document.querySelector('meta[name="parity:languages"]');
    if (!meta) return null;
    const said = JSON.parse(meta.content);
    const languages = {};
    for (const [code, { home, page, translated }] of Object.entries(said.languages)) {
      languages[code] = {
        home: new URL(home, location.href).href,
        folder: new URL(".", new URL(home, location.href)).href,
        page: page && new URL(page, location.href).href,
        translated,
      };
    }
    const root = shortest(languages);
    const versioned = document.querySelector("a[data-parity-version]");
    const all = versioned ? new URL("..", new URL(root, location.href)).pathname : root;
    return { current: said.current, languages, root, key: `parity.language:${all}` };
  }

  function shortest(languages) {
    const paths = Object.values(languages).map((language) => new URL(language.folder).pathname);
    return paths.sort((one, other) => one.length - other.length)[0];
  }

  /* The language that an address of this site is in. */
  function languageOf(address) {
    let found = null;
    for (const [code, { folder }] of Object.entries(site.languages)) {
      if (address.startsWith(folder) && (!found || folder.length > site.languages[found].folder.length)) {
        found = code;
      }
    }
    return found;
  }

  function chosen() {
    try {
      return localStorage.getItem(site.key);
    } catch (error) {
      return null;
    }
  }

  function remember(code) {
    try {
      localStorage.setItem(site.key, code);
    } catch (error) {
      /* the browser keeps nothing: then the next visit offers again */
    }
  }

  /* The language of the site that the browser asks for first, e.g. pt for pt-PT. */
  function preferred() {
    const codes = Object.keys(site.languages);
    const plain = (code) => code.toLowerCase().replace("_", "-");
    for (const wanted of (navigator.languages || []).map(plain)) {
      const found =
        codes.find((code) => plain(code) === wanted) ||
        codes.find((code) => plain(code).split("-")[0] === wanted.split("-")[0]);
      if (found) return found;
    }
    return null;
  }

  /* The anchor of the section in view, e.g. "#training"; nothing at the top of a page. */
  function section() {
    const header = document.querySelector(".md-header");
    const line = (header ? header.offsetHeight : 0) + innerHeight / 5;
    const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (linked && shows(linked)) return location.hash;
    if (scrollY < line) return "";
    let found = "";
    for (const heading of document.querySelectorAll("h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]")) {
      const box = heading.getBoundingClientRect();
      if (!box.height) continue; // folded away
      if (box.top > line) break;
      found = heading.tagName === "H1" ? "" : `#${heading.id}`;
    }
    return found;
  }

  function shows(element) {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }

  /* Languages are sites of their own: the browser loads the whole page, which has another menu,
     search and language. A target keeps the theme's script from exchanging only the text. */
  function follow(event) {
    const link = event.target instanceof Element && event.target.closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || !site) return;
    const switched = link.dataset.paritySwitch;
    const language = switched || languageOf(link.href);
    if (!language || (!switched && language === site.current)) return;
    if (!link.target) link.target = "_self";
    if (!switched) return;
    if (site.languages[switched] && site.languages[switched].page) link.hash = section();
    if (event.type === "click") remember(switched);
  }

  /* Another version is a site beside this one. A reader stays on the page if that version has it, and
     else in the language; the theme would lead to the home page, in the default language. */
  async function changeVersion(event) {
    const link =
      event.target instanceof Element && event.target.closest("a.md-version__link, a[data-parity-version]");
    if (!link || !site || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const there = versionOf(link);
    const home = new URL(site.languages[site.current].folder).pathname;
    const inside = [location.pathname, home].map((path) => new URL(path.slice(site.root.length), there));
    inside[0].hash = section();
    for (const address of inside) {
      const found = await fetch(address, { method: "HEAD" }).catch(() => null);
      if (found && found.ok) return location.assign(address);
    }
    location.assign(there);
  }

  /* The folder of the version that a link leads to: the note's leads to a language in it. */
  function versionOf(link) {
    if (!link.matches("a[data-parity-version]")) return link.href;
    const above = new URL("..", new URL(site.root, location.href)).href;
    return `${above}${link.href.slice(above.length).split("/")[0]}/`;
  }

  /* The theme exchanges the text, not the menu: it would lead to the page before. */
  function refresh() {
    for (const link of document.querySelectorAll("a[data-parity-switch]")) {
      const language = site.languages[link.dataset.paritySwitch];
      if (language) link.href = language.page || language.home;
    }
  }

  function offer() {
    const shown = document.querySelector("aside.parity-offer");
    const code = chosen() || preferred();
    const wanted = site.languages[code];
    const came = languageOf(referrer);
    const asked = came && came !== site.current; // from another language of this site
    if (!wanted || code === site.current || !wanted.translated || (asked && !shown)) {
      if (shown) shown.remove();
      return;
    }
    if (shown) return;
    const template = document.querySelector(`template[data-parity-offer="${code}"]`);
    if (!template) return;
    const added = template.content.firstElementChild.cloneNode(true);
    added.querySelector("button").addEventListener("click", () => {
      remember(site.current);
      added.remove();
    });
    template.closest("header").after(added);
  }

  function start() {
    site = read();
    if (!site) return;
    offer();
    refresh();
  }

  for (const type of ["pointerdown", "click"]) document.addEventListener(type, follow, true);
  document.addEventListener("click", changeVersion, true);
  if (window.document$) window.document$.subscribe(start);
  else start();
})();
