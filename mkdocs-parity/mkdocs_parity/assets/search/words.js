// Cuts text into what can be searched for: words, identifiers, and runs of scripts without spaces.

const UNSPACED = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}_])`;
const TOKEN = new RegExp(`[${UNSPACED}]+|${LETTER}+(?:\\.${LETTER}+)*`, "gu");
const RUN = new RegExp(`^[${UNSPACED}]`, "u");
const CAMEL = /(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

// What a reader may type for letters that carry marks, put right before the stem is taken.
const SPELLINGS = {
  pt: [
    [/([^aeiou])oes$|ões$/u, "$1ão"],
    [/ães$/u, "ão"],
    [/c[aã]o$/u, "ção"],
    [/s[aã]o$/u, "são"],
  ],
};

/** Spell text in one way: no case, no accents, no wide or narrow forms. */
export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
}

/** Tell whether a token is of a script without spaces. */
export const isRun = (token) => RUN.test(token);

// MiniSearch keeps terms in a tree and looks through all branches at a knot. With thousands of characters as
// branches that is slow; with the digits of their numbers it is not.
const number = (letter) => letter.codePointAt(0).toString(16).padStart(5, "0");

/** Return the terms that the characters of a run are found by, two and two; of one, how they begin. */
export function pairs(run) {
  const numbers = [...run].map(number);
  if (numbers.length === 1) return [`#${numbers[0]}`];
  return numbers.slice(1).map((next, place) => `#${numbers[place]}${next}`);
}

/** Return the characters of a term that `pairs` made. */
export function unpaired(term) {
  return term.slice(1).replace(/.{5}/g, (digits) => String.fromCodePoint(parseInt(digits, 16)));
}

export class Words {
  constructor(language, stem) {
    this.stem = stem;
    this.spellings = SPELLINGS[language] ?? [];
    this.known = new Map();
  }

  /** Cut text into tokens, each with its place. */
  tokens(text) {
    return [...text.matchAll(TOKEN)].map((match) => ({ text: match[0], start: match.index }));
  }

  /** Return all that a token is found by. */
  terms(token) {
    let terms = this.known.get(token);
    if (!terms) this.known.set(token, (terms = this._terms(token)));
    return terms;
  }

  /** Return what words with the same stem have in common. */
  root(word) {
    let plain = word.normalize("NFKC").toLowerCase();
    for (const [pattern, spelling] of this.spellings) plain = plain.replace(pattern, spelling);
    return fold(this.stem(plain));
  }

  _terms(token) {
    if (isRun(token)) {
      const run = fold(token);
      return [...new Set([...pairs(run), ...pairs([...run].at(-1))])]; // the last one has no other pair
    }
    const whole = fold(token);
    const found = new Set([whole]);
    if (!/^[\d.]+$/.test(whole)) {
      const dotted = token.split(".");
      for (let place = 1; place < dotted.length; place++) found.add(fold(dotted.slice(place).join(".")));
      const parts = dotted.flatMap((name) => [name, ...name.split("_")]);
      for (const part of parts) {
        for (const word of [part, ...part.split(CAMEL)]) {
          if (!word) continue;
          found.add(fold(word));
          if (!word.includes("_")) found.add(this.root(word));
        }
      }
    }
    return [...found];
  }
}
