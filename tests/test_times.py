"""Time expressions: the table in cases/times.tsv, tense in hand-built parses, and what holds for every text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.calendar import CAL, Calendar
from kg.errors import OntologyError
from kg.extract.times import find, find_in_title
from kg.model import Article, Parse, Sentence, Span, TimeExpression, Token
from kg.ontology import directory
from kg.vocab import RDF

CALENDAR = Calendar.load([directory() / "times.ttl"])
CASES = Path(__file__).parent / "cases" / "times.tsv"
WORD = re.compile(r"""\d{1,2}[:.]\d\d(?:[ap]m)?|\d+(?:,\d+)+|\d{1,2}/\d{1,2}/\d{4}|\d{4}/\d\d(?:/\d\d)?|\d+–\d+|\d+(?:st|nd|rd|th|s)\b|\d+|[ap]\.m\.?
    |mid-\d+s?|[A-Z][a-z]{2,3}\.(?=[ ,]|$)|o'clock|'s\b|[^\W\d]+\d*|\S""", re.VERBOSE)  # fmt: skip
VERBS = {  # tense → what follows the expression: words with tag and dependency, the last one governing
    "past": (("fell", "VBD", "ROOT"),),
    "future": (("will", "MD", "aux"), ("fall", "VB", "ROOT")),
    "present": (("falls", "VBZ", "ROOT"),),
    "infinitive": (("to", "TO", "aux"), ("fall", "VB", "ROOT")),
    "": (),
}
COUNTED = ("people", "cases", "protesters", "states", "attacks")
POS = {"NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "CD": "NUM", "IN": "ADP", "MD": "AUX", "TO": "PART", "RB": "ADV", "JJ": "ADJ", "RP": "ADP"}


def tokenize(text: str, sentence: int = 0, first: int = 0, begin: int = 0) -> list[Token]:
    found = []
    for number, match in enumerate(WORD.finditer(text), first):
        word = match[0]
        tag = "NNP" if word[0].isupper() else "CD" if word[0].isdigit() else "MD" if word == "may" else "VBP" if word == "march" else "NN"
        pos = "VERB" if tag.startswith("VB") else POS[tag]
        found.append(Token(number, word, word.lower(), pos, tag, "dep", begin + match.start(), sentence=sentence))
    return found


def attach(token: Token, head: Token, dep: str) -> None:
    token.head, token.dep = head, dep
    head.children.append(token)


def parsed(text: str, tense: str = "", issued: date | None = None) -> Parse:
    """A parse in which every word hangs on one verb, and a figure before a plural counts it."""
    whole = " ".join([text, *(word for word, _, _ in VERBS[tense])])
    tokens = tokenize(whole)
    verbs = tokens[len(tokens) - len(VERBS[tense]) :]
    for token, (_, tag, _) in zip(verbs, VERBS[tense], strict=True):
        token.tag, token.pos = tag, POS.get(tag, "VERB")
    for token, after in pairwise(tokens):
        if token.tag == "CD" and after.lower in COUNTED:
            after.tag = "NNS"
            attach(token, after, "nummod")
    root = tokens[-1] if verbs else None
    for token in tokens:
        if root and token.head is token and token is not root:
            attach(token, root, "aux" if token in verbs else "dep")
    return Parse(Article("x", whole, Span(0, len(whole)), "x", issued=issued), (Sentence(0, Span(0, len(whole)), 0, len(tokens)),), tuple(tokens))


def shown(expression: TimeExpression) -> str:
    value = expression.value
    if value.value is not None:
        return written(value.value)
    return f"{written(value.begin)}/{written(value.end)}"


def written(bound: date | datetime | str | None) -> str:
    if isinstance(bound, datetime):
        assert bound.tzinfo is UTC
        return f"{bound:%Y-%m-%dT%H:%M:%SZ}"
    return "" if bound is None else str(bound)


def rows() -> list[tuple[str, str, str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("# "))
    return [(expression, anchor, tense, expected) for expression, anchor, tense, expected in cells]


@pytest.mark.parametrize(("expression", "anchor", "tense", "expected"), rows(), ids=lambda cell: cell or "none")
def test_case(expression: str, anchor: str, tense: str, expected: str) -> None:
    text = expression.replace("{", "").replace("}", "")
    parse = parsed(text, tense, None if anchor == "-" else date.fromisoformat(anchor))
    found = find(parse, CALENDAR)
    assert (" ; ".join(map(shown, found)) or "-") == expected
    if expected != "-":
        words = re.findall(r"\{(.*?)\}", expression) or [text]
        assert [parse.article.text[e.span.begin : e.span.end] for e in found] == words


# ---------------------------------------------------------------- words and trees
def tree(spec: str, issued: date | None = None) -> Parse:
    """A parse from words written as word/TAG/dependency/head; "=lemma" after the word, and "!LABEL" at the end, where they matter."""
    parts = [re.fullmatch(r"([^/=]+)(?:=([^/]+))?/([^/]+)/([^/]+)/(\d+)(?:!(\w+))?", word) for word in spec.split()]
    text = " ".join(part[1] for part in parts if part)
    tokens, begin = [], 0
    for number, part in enumerate(parts):
        assert part, spec
        pos = "VERB" if part[3].startswith("VB") else "AUX" if part[3] == "MD" else POS.get(part[3], "X")
        label = f"B-{part[6]}" if part[6] else ""
        tokens.append(Token(number, part[1], part[2] or part[1].lower(), pos, part[3], part[4], begin, entity=label))
        begin += len(part[1]) + 1
    for token, part in zip(tokens, parts, strict=True):
        assert part
        if int(part[5]) != token.i:
            attach(token, tokens[int(part[5])], part[4])
    sentence = Sentence(0, Span(0, len(text)), 0, len(tokens))
    return Parse(Article("x", text, Span(0, len(text)), "x", issued=issued), (sentence,), tuple(tokens))


TENSES = (
    ("future", "He/PRP/nsubj/1 agreed=agree/VBD/ROOT/1 to/TO/aux/3 meet/VB/xcomp/1 on/IN/prep/3 Friday/NNP/pobj/4"),
    ("past", "He/PRP/nsubj/1 agreed=agree/VBD/ROOT/1 on/IN/prep/1 Friday/NNP/pobj/2 to/TO/aux/5 meet/VB/xcomp/1"),
    ("past", "He/PRP/nsubj/1 failed=fail/VBD/ROOT/1 to/TO/aux/3 meet/VB/xcomp/1 on/IN/prep/3 Friday/NNP/pobj/4"),
    ("future", "He/PRP/nsubj/1 wants=want/VBZ/ROOT/1 to/TO/aux/3 meet/VB/xcomp/1 on/IN/prep/3 Friday/NNP/pobj/4"),
    ("future", "On/IN/prep/3 Friday/NNP/pobj/0 they/PRP/nsubj/3 are=be/VBP/ROOT/3 to/TO/aux/5 meet/VB/xcomp/3"),
    ("future", "They/PRP/nsubj/2 would/MD/aux/2 meet/VB/ROOT/2 Friday/NNP/npadvmod/2"),
    ("past", "They/PRP/nsubj/3 would/MD/aux/3 have/VB/aux/3 met=meet/VBN/ROOT/3 Friday/NNP/npadvmod/3"),
    ("past", "It/PRP/nsubj/2 has=have/VBZ/aux/2 met=meet/VBN/ROOT/2 Friday/NNP/npadvmod/2"),
    ("future", "It/PRP/nsubj/2 is=be/VBZ/aux/2 meeting=meet/VBG/ROOT/2 Friday/NNP/npadvmod/2"),
    ("past", "It/PRP/nsubj/1 left=leave/VBD/ROOT/1 after/IN/prep/1 meeting=meet/VBG/pcomp/2 them/PRP/dobj/3 Friday/NNP/npadvmod/3"),
    ("past", "reports=report/NNS/ROOT/0 published=publish/VBN/acl/0 Friday/NNP/npadvmod/1"),
    ("future", "plans=plan/NNS/ROOT/0 for/IN/prep/0 talks/NNS/pobj/1 on/IN/prep/2 Friday/NNP/pobj/3"),
    ("future", "talks/NNS/nsubjpass/2 were=be/VBD/auxpass/2 scheduled=schedule/VBN/ROOT/2 for/IN/prep/2 Friday/NNP/pobj/3"),
    ("past", "talks/NNS/nsubjpass/3 had=have/VBD/aux/3 been=be/VBN/auxpass/3 scheduled=schedule/VBN/ROOT/3 for/IN/prep/3 Friday/NNP/pobj/4"),
    ("future", "It/PRP/nsubj/1 came=come/VBD/ROOT/1 ahead/RB/advmod/1 of/IN/prep/2 Friday/NNP/poss/5 vote/NN/pobj/3"),
    ("future", "It/PRP/nsubj/1 is=be/VBZ/ROOT/1 due/JJ/acomp/1 Friday/NNP/npadvmod/2"),
    ("future", "It/PRP/nsubjpass/2 was=be/VBD/auxpass/2 postponed=postpone/VBN/ROOT/2 to/IN/prep/2 Friday/NNP/pobj/3"),
    ("past", "It/PRP/nsubjpass/2 was=be/VBD/auxpass/2 postponed=postpone/VBN/ROOT/2 on/IN/prep/2 Friday/NNP/pobj/3"),
    ("future", "It/PRP/nsubj/1 ends=end/VBZ/ROOT/1 Friday/NNP/npadvmod/1"),
    ("past", "It/PRP/nsubj/1 follows=follow/VBZ/ROOT/1 talks/NNS/dobj/1 on/IN/prep/2 Friday/NNP/pobj/3"),
    ("past", "Friday/NNP/poss/1 vote/NN/nsubj/2 is=be/VBZ/ROOT/2"),
    ("future", "It/PRP/nsubj/1 plans=plan/VBZ/ROOT/1 talks/NNS/dobj/1 on/IN/prep/2 Friday/NNP/pobj/3"),
    ("future", "Leader/NN/nsubj/2 to/TO/aux/2 visit/VB/ROOT/2 on/IN/prep/2 Friday/NNP/pobj/3"),
)


@pytest.mark.parametrize(("tense", "spec"), TENSES)
def test_the_governing_verb_decides_between_past_and_future(tense: str, spec: str) -> None:
    (expression,) = find(tree(spec, date(2023, 8, 24)), CALENDAR)
    assert expression.value.value == {"past": date(2023, 8, 18), "future": date(2023, 8, 25)}[tense]


def test_an_attempt_that_failed_lies_in_the_past() -> None:
    spec = "It/PRP/nsubj/1 used=use/VBD/ROOT/1 the/DT/det/3 attempt/NN/dobj/1 to/TO/aux/5 launch/VB/acl/3 in/IN/prep/5 May/NNP/pobj/6"
    (expression,) = find(tree(spec, date(2023, 8, 24)), CALENDAR)
    assert expression.value.value == "2023-05"


NO_DATES = (
    "one/CD/nummod/1 day/NN/npadvmod/2 before/IN/prep/5 the/DT/det/4 vote/NN/pobj/2 fell=fall/VBD/ROOT/5",
    "one/CD/nummod/1 day/NN/npadvmod/4 after/IN/mark/4 he/PRP/nsubj/4 left=leave/VBD/ROOT/4",
    "Theresa/NNP/compound/1!PERSON May/NNP/nsubj/2!PERSON spoke=speak/VBD/ROOT/2",
    "by/IN/prep/3 April/NNP/compound/2!PERSON Smith/NNP/pobj/0 fell=fall/VBD/ROOT/3",
    "August/NNP/compound/1!DATE Willich/NNP/nsubj/2 fled=flee/VBD/ROOT/2",
    "the/DT/det/1 Today/NNP/compound/2!ORG show/NN/nsubj/3 said=say/VBD/ROOT/3",
    "Ash/NNP/compound/1 Wednesday/NNP/nsubj/2 fell=fall/VBD/ROOT/2",
    "first/RB/advmod/1 fall/NN/ROOT/1 in/IN/prep/1 two/CD/nummod/4 years/NNS/pobj/2",
    "of/IN/prep/0 1500/CD/pobj/0!CARDINAL",
    "NGC/NNP/nsubj/2 1090/CD/nummod/0!DATE is=be/VBZ/ROOT/2",
)


@pytest.mark.parametrize("spec", NO_DATES)
def test_words_that_only_look_like_times(spec: str) -> None:
    assert find(tree(spec, date(2023, 8, 24)), CALENDAR) == ()


def test_the_models_label_makes_a_bare_year_or_month_a_date() -> None:
    (year,) = find(tree("the/DT/det/2 1969/CD/nummod/2!DATE film/NN/ROOT/2"), CALENDAR)
    (month,) = find(tree("the/DT/det/2 May/NNP/compound/2!DATE attempt/NN/ROOT/2", date(2023, 8, 24)), CALENDAR)
    assert (year.value.value, month.value.value) == ("1969", "2023-05")


def article(*sentences: str, issued: date | None) -> Parse:
    """Sentences without verbs, one after another."""
    text, tokens, bounds = " ".join(sentences), [], []
    for index, sentence in enumerate(sentences):
        begin = sum(len(s) + 1 for s in sentences[:index])
        words = tokenize(sentence, index, len(tokens), begin)
        bounds.append(Sentence(index, Span(begin, begin + len(sentence)), len(tokens), len(tokens) + len(words)))
        tokens.extend(words)
    return Parse(Article("x", text, Span(0, len(text)), "x", issued=issued), tuple(bounds), tuple(tokens))


def test_words_that_point_back_reach_one_sentence_far() -> None:
    near = find(article("On Aug. 18.", "The next day.", issued=date(2023, 8, 24)), CALENDAR)
    far = find(article("On Aug. 18.", "Nothing.", "The next day.", issued=date(2023, 8, 24)), CALENDAR)
    assert [shown(e) for e in near] == ["2023-08-18", "2023-08-19"]
    assert [shown(e) for e in far] == ["2023-08-18"]


def test_no_expression_crosses_the_end_of_a_sentence() -> None:
    found = find(article("It began in March", "2022 people came on the 3rd", "May rain", issued=date(2023, 8, 24)), CALENDAR)
    assert [shown(e) for e in found] == ["2023-03"]


# ---------------------------------------------------------------- what holds for every text
FIGURES = "3 18 31 99 0 2022 1718 9999 1990s 90s 18:00 2.30 2022-03-03 31/12/2020 18th 2017–19 24–31 1,000 x ( ) . mid-2022 ٣"
PIECES = [*sorted(CALENDAR.words), *FIGURES.split()]
LABELS = ("", "", "B-DATE", "I-DATE", "B-PERSON", "B-CARDINAL")


@st.composite
def parses(draw: st.DrawFn) -> Parse:
    """Words of time in any order, in two sentences, under any heads."""
    words = draw(st.lists(st.sampled_from(PIECES).flatmap(lambda w: st.sampled_from([w, w.capitalize()])) | st.text(min_size=1, max_size=3), max_size=20))
    cut = draw(st.integers(0, len(words)))
    issued = draw(st.none() | st.dates())
    tokens, begin = [], 0
    for number, word in enumerate(words):
        tag, dep, label = (draw(st.sampled_from(some)) for some in (("NNP", "CD", "VBD", "VB", "MD", "NNS"), ("prep", "nummod", "aux"), LABELS))
        pos = "VERB" if tag.startswith("VB") else POS[tag]
        tokens.append(Token(number, word, word.lower(), pos, tag, dep, begin, entity=label, sentence=int(number >= cut)))
        begin += len(word) + 1
    for token in tokens[1:]:
        attach(token, tokens[draw(st.integers(0, token.i - 1))], token.dep)
    text = " ".join(words)
    sentences = (Sentence(0, Span(0, 0), 0, cut), Sentence(1, Span(0, len(text)), cut, len(tokens)))
    return Parse(Article("x", text, Span(0, len(text)), "x", issued=issued), sentences, tuple(tokens))


@settings(max_examples=300, deadline=None)
@given(parses())
@example(parsed("yesterday", "past", date.min))
@example(parsed("the end of next century", "future", date.max))
def test_any_words_give_expressions_in_order_that_are_slices_of_the_text(parse: Parse) -> None:
    found = find(parse, CALENDAR)
    for before, after in pairwise(found):
        assert before.last <= after.first
    for expression in found:
        assert 0 <= expression.first < expression.last <= len(parse.tokens)
        assert expression.span == Span(parse.tokens[expression.first].begin, parse.tokens[expression.last - 1].end)
        value = expression.value
        assert value.value is not None or value.begin is not None or value.end is not None
        assert value.value is None or (value.begin is None and value.end is None)
        assert all(re.fullmatch(r"\d{4}(-\d\d){0,2}(T[\d:]{8}Z)?", written(v)) for v in (value.value, value.begin, value.end) if v is not None)
    assert found == find(parse, CALENDAR)


@pytest.mark.parametrize("nest", ["the end of ", "the morning of ", "the first week of ", "early the evening of ", "( 3 a.m. ", "March 3 - "])
def test_words_that_nest_without_end_are_read_to_a_depth(nest: str) -> None:
    found = find(parsed(nest * 300 + "May 3", "past", date(2023, 8, 24)), CALENDAR)
    assert all(e.last - e.first < 40 for e in found)


# ---------------------------------------------------------------- the words themselves
def test_words_of_ones_own() -> None:
    own = [(CAL + "yestreen", RDF.type, CAL + "RelativeDay"), (CAL + "yestreen", CAL + "number", "-1"), (CAL + "yestreen", CAL + "word", "yestreen")]
    (expression,) = find(parsed("yestreen", "past", date(2023, 8, 24)), Calendar(own))
    assert expression.value.value == date(2023, 8, 23)


@pytest.mark.parametrize(
    ("triples", "message"),
    [
        ([("x", RDF.type, CAL + "Fortnight")], "no class that the grammar of times knows"),
        ([("x", RDF.type, CAL + "Month")], "needs one whole cal:number, has none"),
        ([("x", RDF.type, CAL + "Month"), ("x", CAL + "number", "five")], r"has \['five'\]"),
        (
            [(s, p, v) for s, n in (("x", "1"), ("y", "2")) for p, v in ((RDF.type, CAL + "Month"), (CAL + "number", n), (CAL + "word", "jan"))],
            '"jan" is a month with another number already',
        ),
    ],
)
def test_a_word_that_contradicts_the_grammar_is_refused(triples: list[tuple[str, str, str]], message: str) -> None:
    with pytest.raises(OntologyError, match=message):
        Calendar((CAL + subject, predicate, value) for subject, predicate, value in triples)


def test_clock_times_are_in_utc() -> None:
    (expression,) = find(parsed("3 a.m. KST on Aug. 24, 2023", "past"), CALENDAR)
    assert expression.value.value == datetime(2023, 8, 23, 18, tzinfo=UTC)


# ---------------------------------------------------------------- titles
@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Expo 2016 in Norland", ["2016"]),
        ("Norland to vote on Friday", []),  # the tense of headlines says too little
        ("Norland votes in May 2019", ["2019-05"]),
        ("Fire in 2000 homes", []),
        ("Council passes Resolution 2016", []),
        ("The 1992-1995 war remembered", ["1992/1995"]),
    ],
)
def test_a_title_tells_times_that_its_words_fix(title: str, expected: list[str]) -> None:
    text = f"{title}\n\nIt fell."
    parse = parsed("It fell.")
    article = Article("x", text, Span(0, len(text)), "x", title=title, issued=date(2024, 3, 14))
    sentence = Sentence(0, Span(len(title) + 2, len(text)), 0, len(parse.tokens))
    found = find_in_title(Parse(article, (sentence,), parse.tokens), CALENDAR)
    assert [shown(e) for e in found] == expected
    assert all(e.span.end <= len(title) for e in found)
    assert find_in_title(Parse(Article("x", text, Span(0, len(text)), "x"), (sentence,), parse.tokens), CALENDAR) == ()
