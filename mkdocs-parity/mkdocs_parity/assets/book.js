// Gathers the pages of the language whose home is open into its article, in the order of the navigation.
async () => {
  const home = location.href.split("#")[0];
  const published = document.querySelector("link[rel=canonical]")?.href ?? home;
  const root = published.endsWith(location.pathname) ? published.slice(0, -location.pathname.length) : "";
  const linked = [...document.querySelectorAll(".md-nav--primary a.md-nav__link[href]")];
  const pages = [...new Set([home, ...linked.map((link) => link.href.split("#")[0])])];
  const sections = [];
  for (const [number, page] of pages.entries()) {
    const answer = await fetch(page);
    if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = document.createElement("section");
    section.append(...read.querySelector("article").childNodes);
    section.id = `${number}:`;
    section.lang = read.documentElement.lang;
    if (number) section.style.breakBefore = "page";
    for (const element of section.querySelectorAll("[id]:not(svg *)")) element.id = `${number}:${element.id}`;
    for (const input of section.querySelectorAll("input[name]")) input.name = `${number}:${input.name}`;
    for (const label of section.querySelectorAll("label[for]")) label.htmlFor = `${number}:${label.htmlFor}`;
    for (const image of section.querySelectorAll("img[src]")) image.src = new URL(image.getAttribute("src"), page);
    for (const link of section.querySelectorAll("a[href]:not(svg *)")) {
      const target = new URL(link.getAttribute("href"), page);
      const found = pages.indexOf(target.href.split("#")[0]);
      if (found >= 0) link.href = `#${found}:${target.hash.slice(1)}`;
      else if (target.origin === location.origin) link.href = root + target.pathname + target.hash;
    }
    for (const fold of section.querySelectorAll("details:not(.parity-current)")) fold.open = true;
    sections.push(section);
  }
  document.querySelector("article").replaceChildren(...sections);
  document.title = document.querySelector("h1").innerText;
  return pages.length;
}
