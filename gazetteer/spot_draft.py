"""Drafts of toponyms: pieces of runs with the evidence that speaks for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gazetteer.generic import ClassWord
from gazetteer.names import fold
from gazetteer.place import FeatureClass
from gazetteer.spot_evidence import WEIGHTS, known_weight
from gazetteer.spot_parse import INFLECTED, Known, Parser, Piece, RunParse
from gazetteer.spot_runs import Run, find_runs

__all__ = ["OWNS", "Draft", "Drafter"]

_HEAD = frozenset(".!?:;\n\r•|…")
_SKIP = " \t\u00a0\"'“”‘«»([—–-"
_ENDS = ("", "a", "o", "ya", "e")
_OPENING = ("«", "“", '"')
_CLOSING = ("»", "”", '"')
_MONEY = ("$", "€", "£")
_LIST_GAP = re.compile(r"(?:,|,? and|,? or|,? и|,? или|[ ]?[–—-]|/|&)[ \u00a0]?")
_DATELINE = re.compile(
    r"(?:,[ ][A-Z][\w. ]{0,20})?(?:[ ]?\([^)\n]{1,30}\))?[ ]?(?:—|–|--|-[ ]|,[ ]\d|\.[ ][A-Z]|:[ ])"
)
OWNS = re.compile(r"['’ʼ]s?[ \u00a0](?:[a-zа-яё-]{1,20}[ \u00a0]){0,2}")
_SHORT = re.compile(r"(?:[A-Z][a-z]{0,6}\.)+")
_AHEAD = re.compile(
    r"[ \u00a0]([^\W\d_]{1,30})(?:[ \u00a0]([^\W\d_]{1,30}))?(?:[ \u00a0]([^\W\d_]{1,30}))?(?!\w)"
)
_fold = lru_cache(maxsize=65536)(fold)


@dataclass(slots=True)
class Draft:
    """A piece that may be a toponym.

    ``start`` and ``end`` are the span with class words, ``name_start`` and
    ``name_end`` the name alone. ``barred``: no other mention can vouch for
    it (a person, a street). ``firm``: the wording itself says place.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    key: str
    known: Known | None
    score: float
    name: str = ""
    cue: FeatureClass | None = None
    vague: bool = False
    countries: tuple[str, ...] = ()
    barred: bool = False
    firm: bool = False
    listed: bool = False
    nation: bool = False


class Drafter:
    """Makes the drafts of one text.

    Parameters
    ----------
    text : str
        The text.
    parser : Parser
        Of its language.
    """

    def __init__(self, text: str, parser: Parser) -> None:
        self.text = text
        self.parser = parser
        self.lexicon = parser.lexicon
        self.persons: Counter[str] = Counter()
        self.owners: list[tuple[int, str]] = []

    def drafts(self) -> list[Draft]:
        """Weigh every piece of every run."""
        drafts: list[Draft] = []
        before: tuple[Run, RunParse] | None = None
        for run in find_runs(self.text):
            parse = self.parser.parse(run.text)
            if parse.pieces or parse.nations:
                for draft in self._of_run(run, parse, before):
                    self._link(drafts[-1] if drafts else None, draft)
                    drafts.append(draft)
            before = (run, parse)
        return drafts

    def _of_run(
        self, run: Run, parse: RunParse, before: tuple[Run, RunParse] | None
    ) -> Iterator[Draft]:
        for piece in parse.pieces:
            draft = self._abbreviation(run, piece) or self._weigh(run, parse, piece)
            if draft is not None:
                draft.countries = self._owner(run, parse, piece, before, draft)
                if draft.countries:
                    draft.score += WEIGHTS["owned by a country"]
                yield draft

    def _abbreviation(self, run: Run, piece: Piece) -> Draft | None:
        """Read "Fla." after a comma as the state that it is short for."""
        table = self.lexicon.abbreviations
        if not table or piece.first or self.text[run.start - 2 : run.start] != ", ":
            return None
        match = _SHORT.match(self.text, run.start)
        full = table.get(match.group()) if match else None
        if match is None or full is None:
            return None
        end = match.end()
        known = self.parser.known(_fold(full))
        return Draft(run.start, end, run.start, end, _fold(full), known, 1.5, name=full, cue="adm1")

    def _weigh(self, run: Run, parse: RunParse, piece: Piece) -> Draft | None:
        words, first, last = parse.words, piece.first, piece.last
        start, end = run.start + words[first].start, run.start + words[last - 1].end
        key = " ".join(w.key for w in words[first:last])
        full = self.lexicon.aliases.get(self.text[start:end])
        if full is not None:
            piece = piece._replace(known=self.parser.known(_fold(full)))
        draft = Draft(start, end, start, end, key, piece.known, 0.0, name=full or "")
        if piece.known:
            draft.score = known_weight(piece.known.feature_class, piece.known.population)
            if last - first > 1 and piece.known.feature_class != "country":
                draft.score += WEIGHTS["several words"]
        else:
            draft.score = WEIGHTS["unknown"] - max(0, last - first - 3)
        classed = self._class_words(run, parse, piece, draft)
        self._inside(run, parse, piece, draft, classed=classed)
        self._outside(run, parse, piece, draft, classed=classed)
        return draft

    # Evidence inside the run

    def _inside(
        self, run: Run, parse: RunParse, piece: Piece, draft: Draft, *, classed: bool
    ) -> None:
        kinds, first, last = parse.kinds, piece.first, piece.last
        left = kinds[:first].rpartition("F")[2]
        right = kinds[last:].partition("F")[0]
        country = piece.known is not None and piece.known.feature_class == "country"
        plain = kinds[first] != "G"
        if not left.strip("NDC") and not right.strip("C"):
            draft.score += WEIGHTS["whole run"]
        self._left(left, parse, piece, draft, safe=classed or (country and plain))
        self._right(right, draft, safe=classed or (country and plain))
        if not piece.known and kinds[first] == "G" and last - first > 1 and not classed:
            self._person(parse, piece, draft)
        single = last - first == 1
        keys = [w.key for w in parse.words[first:last]]
        if not country and all(k in self.lexicon.common for k in keys):
            draft.score += WEIGHTS["common word"] * (1.0 if single else 0.5)
            if not piece.known:
                draft.score += WEIGHTS["plain words"]
        if single and kinds[first] == "G" and not country:
            draft.score += WEIGHTS["given name"]
        name = self.text[draft.name_start : draft.name_end]
        if classed and "G" in kinds[first:last] and kinds[last : last + 1] == "C":
            draft.score += WEIGHTS["given name with a class word"] * (not piece.known)
        if single and not country and not draft.name and 1 < len(name) <= 5 and name.isupper():
            draft.score += WEIGHTS["capitals"]

    def _left(self, left: str, parse: RunParse, piece: Piece, draft: Draft, *, safe: bool) -> None:
        reach = re.search(r"[-GINT]*$", left)
        chain = reach.group() if reach else ""
        if not chain or (safe and "T" not in chain):
            return
        if "T" in chain:
            draft.score += WEIGHTS["title before"] if not safe else 0.0
            if not safe:
                self._person(parse, piece, draft)
        elif "G" in chain:
            draft.score += WEIGHTS["given name before"]
            self._person(parse, piece, draft)
        elif chain[-1] == "I":
            draft.score += WEIGHTS["initial before"]
            self._person(parse, piece, draft)
        elif chain[-1] == "-":
            draft.score += WEIGHTS["word before"]

    def _right(self, right: str, draft: Draft, *, safe: bool) -> None:
        rest = right.lstrip("C")
        if "O" in rest:
            draft.score += WEIGHTS["organisation"]
        elif rest[:1] == "S":
            draft.score += WEIGHTS["street"]
            draft.barred = True
        elif rest[:1] in ("-", "G", "I") and rest and not safe:
            draft.score += WEIGHTS["word after"]

    def _person(self, parse: RunParse, piece: Piece, draft: Draft) -> None:
        draft.barred = True
        self.persons[parse.words[piece.last - 1].key] += 1
        if piece.last < len(parse.words) and parse.kinds[piece.last] in "-G":
            self.persons[parse.words[piece.last].key] += 1

    # Class words

    def _class_words(self, run: Run, parse: RunParse, piece: Piece, draft: Draft) -> bool:
        if piece.known and piece.known.feature_class in ("country", "border"):
            return False
        own = self._own_class(parse, piece, run, draft) if piece.known else None
        found = own or self._class_after(run, parse, piece, draft)
        found = found or self._class_before(run, parse, piece, draft)
        if found is None:
            return False
        draft.cue = found.feature_class
        draft.firm = True
        draft.score += WEIGHTS["class word"]
        return True

    def _own_class(self, parse: RunParse, piece: Piece, run: Run, draft: Draft) -> ClassWord | None:
        """Part a known name from the class word that it ends with ("Batken Region")."""
        words = parse.words[piece.first : piece.last]
        for count in (3, 2, 1):
            if len(words) > count:
                word = self.lexicon.classes.get(" ".join(w.key for w in words[-count:]))
                if word and word.after and _same_class(piece.known, word):
                    draft.name_end = run.start + words[-count - 1].end
                    return word
        return None

    def _class_after(
        self, run: Run, parse: RunParse, piece: Piece, draft: Draft
    ) -> ClassWord | None:
        inside = [(w.key, run.start + w.end) for w in parse.words[piece.last : piece.last + 3]]
        room = 3 - len(inside)
        ahead = inside + (self._words_after(run.end)[:room] if len(inside) < 3 else [])
        for count in range(len(ahead), 0, -1):
            stop = piece.last + count
            if "O" in parse.kinds[piece.last : stop + 1]:
                continue
            word = self.lexicon.classes.get(" ".join(k for k, _ in ahead[:count]))
            if word and word.after:
                draft.end = ahead[count - 1][1]
                draft.vague = ahead[count - 1][0] in self.lexicon.vague_after
                return word
        return None

    def _class_before(
        self, run: Run, parse: RunParse, piece: Piece, draft: Draft
    ) -> ClassWord | None:
        inside = [
            (w.key, run.start + w.start)
            for w in reversed(parse.words[max(0, piece.first - 3) : piece.first])
        ]
        behind = inside + (self._words_before(run.start) if len(inside) < 3 else [])
        for count in range(min(3, len(behind)), 0, -1):
            word = self._class_word(" ".join(k for k, _ in reversed(behind[:count])))
            begin = behind[count - 1][1]
            if word and word.before and not self._named_already(begin, word):
                draft.start = begin
                draft.end += self.text[draft.end : draft.end + 1] in _CLOSING
                return word
        return None

    def _class_word(self, key: str) -> ClassWord | None:
        """Look a class word up, in Russian also in its oblique forms."""
        found = self.lexicon.classes.get(key)
        if found is None and self.lexicon.lang in INFLECTED and " " not in key:
            return self._oblique(key)
        return found

    def _oblique(self, key: str) -> ClassWord | None:
        stems = (key[:-1], key[:-2], key[:-3])
        words = (self.lexicon.classes.get(stem + end) for stem in stems for end in _ENDS)
        return next((w for w in words if w is not None and len(w.key) > 3), None)

    def _named_already(self, start: int, word: ClassWord) -> bool:
        """Tell whether the class word belongs to a name before it ("X district of Y")."""
        if len(word.key) == 1 and self.text[start + 1 : start + 2] != ".":
            return True  # Russian "с", "г" without a full stop are prepositions
        behind = self.text[max(0, start - 40) : start].rstrip(" ").rpartition(" ")[2]
        return word.key.endswith(" of") and behind[:1].isupper()

    # Evidence outside the run

    def _words_before(self, start: int) -> list[tuple[str, int]]:
        """Give up to three words before a position, the nearest first."""
        if start and self.text[start - 1] in _OPENING:
            start -= 1
        chunk = self.text[max(0, start - 48) : start]
        if not chunk or chunk[-1] not in " \u00a0":
            return []
        words: list[tuple[str, int]] = []
        position = start - len(chunk) + len(chunk.rstrip())
        for part in reversed(chunk.split()[-3:]):
            if not part.rstrip(".").replace("-", "").isalpha():
                break
            if part.endswith(".") and (words or len(part) > 3):
                break
            position -= len(part) + (1 if words else 0)
            words.append((_fold(part), position))
        return words

    def _words_after(self, end: int) -> list[tuple[str, int]]:
        match = _AHEAD.match(self.text, end)
        if match is None:
            return []
        return [(_fold(match[i]), match.end(i)) for i in (1, 2, 3) if match[i]]

    def _outside(
        self, run: Run, parse: RunParse, piece: Piece, draft: Draft, *, classed: bool
    ) -> None:
        before = self._before(run, parse, piece, draft)
        if before is None:
            return
        lexicon = self.lexicon
        head = self._at_head(draft.start)
        if before:
            nearest = before[0]
            if nearest == "the" and len(before) > 1:
                nearest = before[1]
                town = draft.known is not None and draft.known.feature_class == "populated place"
                draft.score += WEIGHTS["article"] * (town and not classed)
            if nearest in lexicon.direction and len(before) > 1:
                draft.score += WEIGHTS["direction"]
                nearest = before[1]
            if any(
                phrase.endswith(nearest) and self._ends(before, phrase) for phrase in lexicon.near
            ):
                draft.score += WEIGHTS["near"]
                draft.firm = True
            if nearest in lexicon.prep_strong:
                draft.score += WEIGHTS["strong preposition"]
            elif nearest in lexicon.prep_weak:
                draft.score += WEIGHTS["weak preposition"]
            elif nearest in lexicon.title and not classed:
                draft.score += WEIGHTS["title before"]
                draft.barred = True
        elif head and piece.first == 0:
            draft.score += WEIGHTS["head of a sentence"]
            if piece.last - piece.first == 1 and draft.key in lexicon.common:
                draft.score += WEIGHTS["common word at the head"]
            if self._dateline(draft):
                draft.score += WEIGHTS["dateline"]
        self._after(run, parse, piece, draft)

    def _ends(self, before: list[str], phrase: str) -> bool:
        words = [_fold(w) for w in phrase.split()][::-1]
        skip = before[1:] if before[0] == "the" else before
        return skip[: len(words)] == words

    def _before(self, run: Run, parse: RunParse, piece: Piece, draft: Draft) -> list[str] | None:
        """Words that stand before the draft, the nearest first."""
        outside = [key for key, _ in self._words_before(run.start)]
        inside = [w.key for w in reversed(parse.words) if run.start + w.end <= draft.start]
        return (inside + outside)[:4]

    def _after(self, run: Run, parse: RunParse, piece: Piece, draft: Draft) -> None:
        if self.text[draft.end : draft.end + 1] in _MONEY:
            draft.score += WEIGHTS["street"]
            draft.barred = True
        after = self._words_after(draft.end)
        if not after:
            return
        key = after[0][0]
        if key in self.lexicon.street:
            draft.score += WEIGHTS["street"]
            draft.barred = True
        elif key in self.lexicon.person_verbs:
            known = piece.known
            placed = draft.firm or self._after_preposition(draft.start)
            small = known is None or (
                known.feature_class != "country" and known.population < 300_000
            )
            if small and not placed:
                draft.score += WEIGHTS["person's verb"]

    def _after_preposition(self, start: int) -> bool:
        before = self._words_before(start)
        words = self.lexicon.prep_strong | self.lexicon.prep_weak
        return bool(before) and before[0][0] in words

    def _at_head(self, start: int) -> bool:
        position = start - 1
        while position >= 0 and start - position < 8 and self.text[position] in _SKIP:
            position -= 1
        return position < 0 or self.text[position] in _HEAD

    def _dateline(self, draft: Draft) -> bool:
        at_line = draft.start == 0 or self.text[draft.start - 1] == "\n"
        return at_line and _DATELINE.match(self.text, draft.end) is not None

    # Links between neighbours

    def _link(self, left: Draft | None, right: Draft) -> None:
        if left is None or right.start - left.end > 12 or right.start < left.end:
            return
        gap = self.text[left.end : right.start]
        if gap == ", " and _is_larger(right) and not _is_country(left):
            left.score += WEIGHTS["in a larger place"]
            right.score += WEIGHTS["holds the place before"]
        elif _LIST_GAP.fullmatch(gap):
            right.listed = True

    def _owner(
        self,
        run: Run,
        parse: RunParse,
        piece: Piece,
        before: tuple[Run, RunParse] | None,
        draft: Draft,
    ) -> tuple[str, ...]:
        """Countries that the wording attaches: an owner before, an adjective in the run."""
        for position, iso3 in parse.nations:
            if position == piece.first - 1 and draft.cue:
                return (iso3,)
        if before is None or piece.first:
            return ()
        owner, its = before
        gap = self.text[owner.end : draft.start]
        if owner.owner and its.pieces:
            known = its.pieces[-1].known
            ends = its.pieces[-1].last == len(its.words)
            if ends and known and known.feature_class == "country" and OWNS.fullmatch(gap):
                return (known.iso3,)
        if draft.cue and its.nations and its.nations[-1][0] == len(its.words) - 1 and gap == " ":
            return (its.nations[-1][1],)
        return ()


def _same_class(known: Known | None, word: ClassWord) -> bool:
    """Tell whether a name's last word says what it is: of "Batken Region", not of "Rock Hill"."""
    if known is None or word.feature_class == "populated place":
        return False
    return known.feature_class == word.feature_class


def _is_larger(draft: Draft) -> bool:
    return draft.known is not None and draft.known.feature_class in ("country", "adm1")


def _is_country(draft: Draft) -> bool:
    return draft.known is not None and draft.known.feature_class == "country"
