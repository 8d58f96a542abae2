// Answers the theme's search box. It speaks the messages of mkdocs-material's own worker and loads the index
// of one language, named in this script's address, when the reader types for the first time.
"use strict";

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const root = new URL("../../", location.href);
const index = new URL(decodeURIComponent(new URL(location.href).search.slice(1)), root);

let engine; // a promise
let latest = 0;

async function load() {
  const [{ Engine, loadStemmer }, response] = await Promise.all([
    import("./engine.js"), fetch(index), import("./words.js"), import("./minisearch.js"), // at once
  ]);
  if (!response.ok) throw new Error(`${index}: ${response.status}`);
  const data = await response.json();
  return new Engine(data, await loadStemmer(data.stemmer));
}

async function answer(query) {
  if (!query.trim()) return { items: [] };
  try {
    return (await (engine ??= load())).search(query);
  } catch (error) {
    engine = undefined; // try again with the next letter; until then, do not say that nothing was found
    console.warn(error);
  }
}

addEventListener("message", async ({ data: { type, data } }) => {
  if (type === SETUP) {
    postMessage({ type: READY });
  } else if (type === QUERY) {
    const number = ++latest;
    const result = await answer(data);
    if (result && number === latest) postMessage({ type: RESULT, data: result }); // else one typed on
  }
});
