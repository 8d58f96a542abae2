// Finds sections: MiniSearch ranks them; this file says what to ask it and how to show what it found.

import MiniSearch from "./minisearch.js";
import { fold, isRun, pairs, unpaired, Words } from "./words.js";

const MOST = 100; // sections to show
const TEASER = 180; // characters of a section's text
const FIELDS = { title: 6, tags: 6, text: 1 };
const asIs = { tokenize: (text) => [text], processTerm: (term) => term };

/** Load the stemmer of a language; without one, words are found as they are written. */
export async function loadStemmer(language) {
  if (!language) return (word) => word;
  return (await import(`./stemmers/${language}.js`)).stemmer;
}

export class Engine {
  constructor({ lang, pages }, stem) {
    this.words = new Words(lang, stem);
    this.docs = pages.flatMap(({ url, boost = 1, tags, sections }) => {
      let page;
      return sections.map(([anchor, title, text], place) => {
        const doc = { location: anchor && place ? `${url}#${anchor}` : url, title, text, boost };
        if (place === 0) {
          page = doc;
          if (tags) doc.tags = tags;
        }
        return Object.assign(doc, { page });
      });
    });
    this.index = new MiniSearch({
      fields: Object.keys(FIELDS),
      extractField: (doc, field) => (field === "tags" ? doc.tags?.join(" ") ?? "" : doc[field]),
      tokenize: (text) => this.words.tokens(text).map((token) => token.text),
      processTerm: (token) => this.words.terms(token),
    });
    this.docs.forEach((doc, id) => (doc.id = id));
    this.index.addAll(this.docs);
  }

  /** Return the theme's search result for what a reader typed. */
  search(query) {
    const asked = this.words.tokens(query.normalize("NFKC")).map((token) => this.asked(token.text));
    if (!asked.length) return { items: [] };
    const hits = this.found(asked).slice(0, MOST);
    const groups = new Map();
    for (const hit of hits) {
      const doc = this.docs[hit.id];
      if (!groups.has(doc.page)) groups.set(doc.page, []);
      groups.get(doc.page).push(this.shown(doc, hit, asked));
    }
    for (const [page, items] of groups) {
      if (!items.some((item) => item.location === page.location)) {
        items.push(this.shown(page, { score: 0, terms: [], queryTerms: [] }, []));
      }
    }
    return { items: [...groups.values()] };
  }

  /** Say what MiniSearch shall look for when a reader asks for a token. */
  asked(token) {
    const word = fold(token);
    if (!isRun(token)) {
      const forms = [{ queries: [word], prefix: true, boostTerm: () => 2 }];
      const plain = !/[._]/.test(token);
      const root = plain ? this.words.root(token) : word;
      if (root !== word) forms.push(root);
      const near = token.length > 3 && plain ? { queries: [word], fuzzy: 0.2 } : null;
      return { token, near, forms: [word, root], query: { combineWith: "OR", queries: forms } };
    }
    const two = pairs(word);
    if ([...word].length === 1) return { token, phrase: word, query: { queries: two, prefix: true } };
    const parts = { combineWith: "OR", queries: two };
    return { token, phrase: word, parts, query: { combineWith: "AND", queries: two } };
  }

  /** Find sections with all that was asked; else with some of it, or with what is like it. */
  found(asked) {
    const phrases = asked.flatMap(({ phrase }) => phrase ?? []);
    const whole = ({ id }) => phrases.every((phrase) => this.plain(this.docs[id]).includes(phrase));
    const all = this.ask("AND", asked.map(({ query }) => query), whole);
    if (all.length) return all;
    const some = asked.length > 1 ? this.ask("OR", asked.map(({ query }) => query), (hit) =>
      asked.some((one) => this.has(hit, one))) : [];
    if (some.length) return some;
    const near = this.ask("OR", asked.flatMap((one) => one.near ?? one.parts ?? []));
    const most = Math.max(...near.map(({ queryTerms }) => queryTerms.length));
    return near.filter(({ queryTerms }) => queryTerms.length * 2 >= most);
  }

  ask(combineWith, queries, filter) {
    if (!queries.length) return [];
    const boostDocument = (id) => {
      const doc = this.docs[id];
      return doc.boost * (doc.page === doc ? 1.2 : 1);
    };
    return this.index.search({ combineWith, queries }, { ...asIs, boost: FIELDS, boostDocument, filter });
  }

  /** Tell whether a section has what was asked for in one token. */
  has({ id, queryTerms }, { forms, phrase }) {
    if (phrase) return this.plain(this.docs[id]).includes(phrase);
    return forms.some((form) => queryTerms.includes(form));
  }

  plain(doc) {
    return (doc.plain ??= fold([doc.title, doc.text, ...(doc.tags ?? [])].join("\n")));
  }

  /** Return a section as the theme shows it: HTML, with what was found in it marked. */
  shown(doc, hit, asked) {
    const terms = Object.fromEntries(asked.map((one) => [one.token, this.has(hit, one)]));
    const item = { location: doc.location, score: hit.score, terms };
    item.title = marked(doc.title, this.places(doc.title, hit, asked));
    item.text = teaser(doc.text, this.places(doc.text, hit, asked));
    if (doc.tags) item.tags = doc.tags.map((tag) => marked(tag, this.places(tag, hit, asked)));
    return item;
  }

  /** Return the places, first and behind the last character, of what was found in a text. */
  places(text, hit, asked) {
    const found = new Set(hit.terms);
    if (!found.size) return [];
    const phrases = asked.flatMap(({ phrase }) => phrase ?? []);
    const twos = hit.terms.filter((term) => term.startsWith("#")).map(unpaired);
    return this.words.tokens(text).flatMap(({ text: token, start }) => {
      if (!isRun(token)) {
        const hits = this.words.terms(token).some((term) => found.has(term));
        return hits ? [[start, start + token.length]] : [];
      }
      const run = fold(token);
      const inside = phrases.filter((phrase) => run.includes(phrase));
      const wanted = inside.length ? inside : twos.filter((two) => run.includes(two));
      return wanted.flatMap((part) => every(run, part).map((at) => [start + at, start + at + part.length]));
    }).sort((one, other) => one[0] - other[0]);
  }
}

function every(text, part) {
  const places = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
}

/** Cut the part out of a text that has the most of what was found. */
function teaser(text, places) {
  let best = 0, most = 0, first = 0;
  places.forEach(([start], place) => {
    while (start - places[first][0] > TEASER * 0.7) first++;
    if (place - first + 1 > most) [most, best] = [place - first + 1, places[first][0]];
  });
  let start = best < TEASER * 0.3 ? 0 : best - Math.round(TEASER * 0.2);
  if (start) { // at a word's beginning, if there is one near
    const space = text.slice(start, best).search(/\s/);
    if (space >= 0) start += space + 1;
  }
  let end = Math.min(text.length, start + TEASER);
  if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), text.lastIndexOf("\n", end), end - 20);
  const inside = places.filter(([from, to]) => from >= start && to <= end)
    .map(([from, to]) => [from - start, to - start]);
  const cut = marked(text.slice(start, end), inside).replace(/\s+/g, " ");
  return `${start ? "… " : ""}${cut}${end < text.length ? " …" : ""}`;
}

/** Return a text as HTML with marks at places; places may overlap. */
function marked(text, places) {
  let html = "", done = 0;
  for (const [start, end] of places) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    html += `${escape(text.slice(done, from))}<mark data-md-highlight>${escape(text.slice(from, end))}</mark>`;
    done = end;
  }
  return (html + escape(text.slice(done))).replaceAll("</mark><mark data-md-highlight>", "");
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
