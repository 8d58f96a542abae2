"""The ways in which the words of a translation are damaged, one function each."""

import random
import re
from collections.abc import Callable

from mkdocs_parity.elements import Element
from mutations_of_pages import PROSE, Damage, Mutation

# A rendering that the glossary gives, and one that it says to avoid or does not allow.
TERMS = {
    "pt": [("codificador", "encoder"), ("perda", "loss"), ("treinamento", "treino"),
           ("estado oculto", "hidden state"), ("lotes", "batches"), ("atenção", "attention")],
    "zh": [("词元", "令牌"), ("词表", "词汇表"), ("编码器", " encoder "), ("批量", "批次"),
           ("隐状态", "隐藏状态"), ("损失", " loss ")],
}  # fmt: skip


def _long(page: Damage, *kinds: str) -> list[Element]:
    """Return the originals with several words outside of code, in an order of chance."""
    kinds = kinds or ("paragraph",)
    chosen = [
        element
        for element in page.originals
        if element.kind in kinds and len(re.findall(r"(?<![`\w(])[a-z]{2,}", element.text)) > 6
    ]
    page.rng.shuffle(chosen)
    return chosen


def _twin(page: Damage, original: Element) -> Element:
    return page.elements[page.originals.index(original)]


def _stale(page: Damage) -> str | None:
    """Paste the English paragraph in the translation's place."""
    chosen = _long(page, *PROSE)
    if not chosen:
        return None
    own = _twin(page, chosen[0])
    return page.put(own.start, own.end, *page.english[chosen[0].start : chosen[0].end])


def _stale_edited(page: Damage) -> str | None:
    """Paste the English paragraph as it was before a few of its words were changed."""
    chosen = _long(page, *PROSE)
    if not chosen:
        return None
    own = _twin(page, chosen[0])
    text = "\n".join(page.english[chosen[0].start : chosen[0].end])
    parts = re.split(r"(`[^`]*`|\]\([^)]*\))", text)
    old = {"the": "this", "a": "one", "is": "was", "of": "from", "with": "using", "it": "that"}
    parts[::2] = [
        re.sub(r"(?<![\w-])(\w+)(?![\w-])", lambda match: old.get(match[1], match[1]), part)
        for part in parts[::2]
    ]
    return page.put(own.start, own.end, "".join(parts))


def _stale_added(page: Damage) -> str | None:
    """Leave an English sentence behind the translated ones."""
    chosen = _long(page)
    if not chosen:
        return None
    own = _twin(page, chosen[0])
    sentences = re.split(r"(?<=[.!?])\s+", chosen[0].text)
    plain = [sentence for sentence in sentences if "`" not in sentence]
    whole = [sentence for sentence in plain if len(re.findall(r"\b[a-z]{2,}", sentence)) > 5]
    if not whole:
        return None
    return page.put(own.start, own.end, *page.of(own), whole[-1])


def _stale_line(kind: str, without: str = "\0") -> Mutation:
    """Put the English line of an element in the translation's place."""

    def mutation(page: Damage) -> str | None:
        chosen = [e for e in page.originals if e.kind == kind and without not in e.text]
        if not chosen:
            return None
        original = page.rng.choice(chosen)
        own, text = _twin(page, original), page.english[original.start]
        return None if own.text == original.text else page.put(own.start, own.end, text)

    return mutation


def _twice(page: Damage) -> str | None:
    """Give a paragraph twice, as when the new text was put behind the old one."""
    chosen = [element for element in page.some("paragraph") if len(element.text) > 40]
    return page.put(chosen[0].end, chosen[0].end, "", *page.of(chosen[0])) if chosen else None


def _twice_in_place(page: Damage) -> str | None:
    """Give a paragraph twice, the second time in the place of another."""
    long = 60 if page.language == "zh" else 150
    chosen = [element for element in page.some("paragraph") if len(element.text) > long]
    if len(chosen) < 2:
        return None
    return page.put(chosen[1].start, chosen[1].end, *page.of(chosen[0]))


def _term(page: Damage) -> str | None:
    right, wrong = page.rng.choice(TERMS[page.language])
    chosen = [
        element
        for element in page.some("paragraph", "item", "heading")
        if re.search(rf"(?<![-\w(*“]){right}(?![-\w)*”])", element.text)
        or (page.language == "zh" and right in element.text)
    ]
    return page.change(chosen[0], right, wrong) if chosen else None


def _zh(pattern: str, new: str) -> Mutation:
    def mutate(page: Damage) -> str | None:
        if page.language != "zh":
            return None
        chosen = page.some("paragraph", "item", inside=pattern)
        return page.change(chosen[0], pattern, new) if chosen else None

    return mutate


def _number(page: Damage) -> str | None:
    pattern = r"(?<![\w`.,({#*/:-])(\d+)(?![\w`.,*/-])"
    for element in page.some("paragraph"):
        parts = re.split(r"(`[^`]*`)", "\n".join(page.of(element)))
        for index in range(0, len(parts), 2):
            changed = re.sub(pattern, lambda match: str(int(match[1]) + 7), parts[index], count=1)
            if changed != parts[index]:
                parts[index] = changed
                return page.put(element.start, element.end, "".join(parts))
    return None


def _paragraph_dropped(page: Damage) -> str | None:
    chosen = page.some("paragraph")
    return page.put(chosen[0].start, chosen[0].end) if chosen else None


HAN = "[\u4e00-\u9fff]"
TEXTS: dict[str, Mutation] = {
    "stale English": _stale,
    "stale English, edited": _stale_edited,
    "stale English sentence": _stale_added,
    "English heading": _stale_line("heading", without="encdec"),
    "English title of a box": _stale_line("admonition"),
    "English table row": _stale_line("row"),
    "paragraph dropped": _paragraph_dropped,
    "paragraph twice": _twice,
    "paragraph twice, one lost": _twice_in_place,
    "number edited": _number,
    "term against the glossary": _term,
    "Chinese: half-width mark": _zh(rf"(?<={HAN})[，：；](?={HAN})", ", "),
    "Chinese: half-width bracket": _zh(r"（([^（）]*)）", r"(\1)"),
    "Chinese: space lost": _zh(rf"(?<={HAN}) (?=[A-Za-z0-9`])", ""),
    "Chinese: line broken": _zh(rf"(?<={HAN})，(?={HAN})", "，\n"),
}

Spoil = Callable[[random.Random, str], str | None]


def _entries(text: str) -> list[str]:
    return re.findall(r'#: \S+\.py[^\n]*\nmsgid "[^\n]{12,}"\nmsgstr "[^\n]+"\n', text)


def _entry_dropped(rng: random.Random, text: str) -> str:
    return text.replace(rng.choice(_entries(text)), "")


def _entry_doubled(rng: random.Random, text: str) -> str:
    return text + "\n" + rng.choice(_entries(text))


def _entry_edited(rng: random.Random, text: str) -> str:
    entry = rng.choice(_entries(text))
    return text.replace(entry, entry.replace('msgid "', 'msgid "Now: ', 1))


def _entry_emptied(rng: random.Random, text: str) -> str:
    entry = rng.choice(_entries(text))
    return text.replace(entry, re.sub(r'msgstr ".*"', 'msgstr ""', entry))


def _entry_fuzzy(rng: random.Random, text: str) -> str:
    entry = rng.choice(_entries(text))
    return text.replace(entry, entry.replace("msgid", "#, fuzzy\nmsgid", 1))


def _entry_without_code(rng: random.Random, text: str) -> str | None:
    entries = [entry for entry in _entries(text) if "``" in entry.split("msgstr")[1]]
    entry = rng.choice(entries)
    head, tail = entry.split("msgstr")
    return text.replace(entry, f"{head}msgstr{tail.replace('``', '')}")


def _entries_reordered(rng: random.Random, text: str) -> str | None:
    """Swap the translations of two entries that name different code."""
    entries = [entry for entry in _entries(text) if "``" in entry]
    one, other = rng.sample(entries, 2)
    first, second = (re.findall(r"``(\w+)``", entry) for entry in (one, other))
    if sorted(first) == sorted(second):
        return None
    said = [entry.split("msgstr")[1] for entry in (one, other)]
    text = text.replace(one, f"{one.split('msgstr')[0]}msgstr{said[1]}")
    return text.replace(other, f"{other.split('msgstr')[0]}msgstr{said[0]}")


CATALOGUE: dict[str, Spoil] = {
    "catalogue entry dropped": _entry_dropped,
    "catalogue entry doubled": _entry_doubled,
    "catalogue entry edited": _entry_edited,
    "catalogue entry emptied": _entry_emptied,
    "catalogue entry fuzzy": _entry_fuzzy,
    "catalogue entry loses code": _entry_without_code,
    "catalogue entries reordered": _entries_reordered,
}
