"""Drafts of toponyms: pieces of runs with the evidence round them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gazetteer.generic import ClassWord
from gazetteer.spot_evidence import WEIGHTS
from gazetteer.spot_inside import Known, Piece, judge, judge_classed
from gazetteer.spot_lexicon import Lexicon
from gazetteer.spot_links import Draft, link, owner
from gazetteer.spot_parse import Parser, RunParse
from gazetteer.spot_position import (
    TAKES,
    apposed,
    may_be_apposed,
    may_take_a_place,
    naming,
    position,
)
from gazetteer.spot_round import CLOSING, OPENING, WORDS, Round, fold_word
from gazetteer.spot_runs import Run, find_runs

__all__ = ["Drafter"]

_HEAD = frozenset(".!?:;\n\r•|…")
_SKIP = " \t\u00a0\"'“”‘«»([—–-"
_ENDS = ("", "a", "o", "ya", "e")
_MONEY = ("$", "€", "£")
_DATELINE = re.compile(
    r"(?:,[ ][A-Z][\w. ]{0,20})?(?:[ ]?\([^)\n]{1,30}\))?[ ]?(?:—|–|--|-[ ]|,[ ]\d|\.[ ][A-Z]|:[ ])"
)
_SHORT = re.compile(r"(?:[A-Z][a-z]{0,6}\.)+")
NAME_KINDS = "-G"
CLOSE = 12
"""Characters between neighbours that the wording may link."""
LARGE_PEOPLE = 300_000
"""A city this large may itself say something ("Moscow said")."""


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
        self.lexicon: Lexicon = parser.lexicon
        self.persons: Counter[str] = Counter()
        self.passed: dict[str, list[tuple[Round, Piece]]] = {}

    def drafts(self) -> list[Draft]:
        """Weigh every piece of every run."""
        drafts: list[Draft] = []
        before: tuple[Run, RunParse] | None = None
        for run in find_runs(self.text):
            parse = self.parser.parse(run.text)
            if parse.pieces:
                round_ = Round(self.text, run, parse)
                for piece in parse.pieces:
                    draft = self._draft(round_, piece, before, drafts)
                    if draft is not None:
                        drafts.append(draft)
            before = (run, parse)
        return drafts

    def revived(self, sure: set[str]) -> Iterator[Draft]:
        """Weigh unknown pieces after all whose name is surely a place elsewhere."""
        for key in sure & self.passed.keys():
            for round_, piece in self.passed[key]:
                yield self._weigh(round_, piece)

    def _draft(
        self,
        round_: Round,
        piece: Piece,
        before: tuple[Run, RunParse] | None,
        drafts: list[Draft],
    ) -> Draft | None:
        left = drafts[-1] if drafts else None
        close = left is not None and 0 <= round_.run.start + piece.start - left.end <= CLOSE
        if piece.known is None and not close and self._hopeless(round_, piece):
            if piece.plain.persons:
                self.persons.update(piece.plain.persons)
            self.passed.setdefault(piece.key, []).append((round_, piece))
            return None
        draft = self._abbreviation(round_.run, piece) or self._weigh(round_, piece)
        if draft.barred:
            return None
        draft.countries = owner(self.text, round_, piece, before, draft)
        if draft.countries:
            draft.score += WEIGHTS["owned by a country"]
        if close and left is not None:
            link(self.text, left, draft, self.lexicon)
        return draft

    def _hopeless(self, round_: Round, piece: Piece) -> bool:
        """Tell quickly that nothing beside an unknown piece may say place."""
        lexicon = self.lexicon
        after, before = round_.after(piece), round_.before(piece)
        if after and after[0][0] in lexicon.class_heads:
            return False
        end = round_.run.start + piece.end
        if self.text[end : end + 2] == ", " and self.text[end + 2 : end + 3].isupper():
            return False
        words = [key for key, _ in before if key != "the"]
        if may_be_apposed(self.text, end, lexicon):
            return False
        if not words:
            return True
        if may_take_a_place(words, lexicon) or naming(before, lexicon):
            return False
        near = words[0] in lexicon.place_words or bool(lexicon.bearings.intersection(words[1:2]))
        return not near and not lexicon.inflected and words[0] not in lexicon.direction

    def _abbreviation(self, run: Run, piece: Piece) -> Draft | None:
        """Read "Fla." after a comma as the state that it is short for."""
        table = self.lexicon.abbreviations
        if not table or piece.first or self.text[run.start - 2 : run.start] != ", ":
            return None
        match = _SHORT.match(self.text, run.start)
        full = table.get(match.group()) if match else None
        if match is None or full is None:
            return None
        end, key = match.end(), fold_word(full)
        known = self.parser.known(key)
        return Draft(run.start, end, run.start, end, key, known, 1.5, name=full, cue="adm1")

    def _weigh(self, round_: Round, piece: Piece) -> Draft:
        start, end = round_.run.start + piece.start, round_.run.start + piece.end
        draft = Draft(start, end, start, end, piece.key, piece.known, 0.0, name=piece.name)
        word = self._class_words(round_, piece, draft)
        if word is not None and piece.own is None:
            piece = self._whole_name(round_, piece, draft)
        verdict = judge_classed(round_.parse.run, piece) if word else piece.plain
        draft.score, draft.barred = verdict.score, verdict.barred
        if verdict.persons:
            self.persons.update(verdict.persons)
        if verdict.barred:
            return draft
        if word is not None:
            draft.cue, draft.firm = word.feature_class, True
            draft.score += WEIGHTS["class word"]
        self._outside(round_, piece, draft, classed=word is not None)
        return draft

    def _whole_name(self, round_: Round, piece: Piece, draft: Draft) -> Piece:
        """Take in the words beside a name that a class word stands with: "Ta Muen Thom temple"."""
        run = round_.parse.run
        first, last = piece.first, piece.last
        taken = self._taken(round_.parse)
        if draft.end > draft.name_end:
            while first and run.kinds[first - 1] in NAME_KINDS and first - 1 not in taken:
                first -= 1
        else:
            while last < len(run.kinds) and run.kinds[last] in NAME_KINDS and last not in taken:
                last += 1
        if (first, last) == (piece.first, piece.last):
            return piece
        whole = judge(run, (first, last), None, "")
        draft.start = min(draft.start, round_.run.start + whole.start)
        draft.name_start, draft.name_end = (
            round_.run.start + whole.start,
            round_.run.start + whole.end,
        )
        draft.end = max(draft.end, draft.name_end)
        draft.key, draft.known = whole.key, None
        return whole

    @staticmethod
    def _taken(parse: RunParse) -> set[int]:
        """Words of countries and regions: they are no part of another name."""
        large = (p for p in parse.pieces if p.known is not None and p.known.is_large)
        return {i for piece in large for i in range(piece.first, piece.last)}

    # Class words

    def _class_words(self, round_: Round, piece: Piece, draft: Draft) -> ClassWord | None:
        if piece.known and piece.known.feature_class in ("country", "border"):
            return None
        if piece.own is not None:
            draft.name_end = round_.run.start + piece.name_end
            return piece.own
        word = self._class_after(round_, piece, draft) or self._class_before(round_, piece, draft)
        whole = piece.last - piece.first == len(round_.parse.run.words)
        return word or (apposed(self.text, draft.end, self.lexicon) if whole else None)

    def _class_after(self, round_: Round, piece: Piece, draft: Draft) -> ClassWord | None:
        ahead = round_.after(piece)[:3]
        if not ahead or ahead[0][0] not in self.lexicon.class_heads:
            return None
        kinds = round_.parse.run.kinds
        for count in range(len(ahead), 0, -1):
            if "O" in kinds[piece.last : piece.last + count + 1]:
                continue
            word = self.lexicon.classes.get(" ".join(k for k, _ in ahead[:count]))
            if word and word.after:
                quoted = self.text[draft.end : draft.end + 1] in CLOSING
                draft.start -= quoted and self.text[draft.start - 1 : draft.start] in OPENING
                draft.end = ahead[count - 1][1]
                draft.vague = ahead[count - 1][0] in self.lexicon.vague_after
                return word
        return None

    def _class_before(self, round_: Round, piece: Piece, draft: Draft) -> ClassWord | None:
        lexicon = self.lexicon
        behind = round_.before(piece)[:3]
        if not behind:
            return None
        called = naming(behind, lexicon)
        behind = behind[called:]
        if not behind or not (called or lexicon.inflected or behind[0][0] in lexicon.class_tails):
            return None
        for count in range(len(behind), 0, -1):
            word = self._class_word(" ".join([k for k, _ in behind[count - 1 :: -1]]))
            begin = behind[count - 1][1]
            if word and (word.before or called) and not self._named_already(begin, word):
                draft.start = begin
                draft.end += self.text[draft.end : draft.end + 1] in CLOSING
                return word
        return None

    def _class_word(self, key: str) -> ClassWord | None:
        """Look a class word up, in Russian also in its oblique forms."""
        found = self.lexicon.classes.get(key)
        if found is None and self.lexicon.lang == "ru" and " " not in key:
            return self._oblique(key)
        return found

    def _oblique(self, key: str) -> ClassWord | None:
        stems = (key[:-1], key[:-2], key[:-3])
        words = (self.lexicon.classes.get(stem + end) for stem in stems for end in _ENDS)
        return next((w for w in words if w is not None and len(w.key) > 3), None)

    def _named_already(self, start: int, word: ClassWord) -> bool:
        """Tell whether the class word belongs to a name before it ("X district of Y")."""
        if len(word.key) == 1:  # Russian "с", "г" are prepositions, "2024 г." is a year
            year = self.text[max(0, start - 2) : start].strip()[-1:].isdigit()
            return year or self.text[start + 1 : start + 2] != "."
        behind = self.text[max(0, start - 40) : start].rstrip(" ").rpartition(" ")[2]
        named = word.key.endswith(" of") and behind[:1].isupper()
        return named and self.parser.country(fold_word(behind)) is None  # "the Thai village of X"

    # Evidence outside the run

    def _outside(self, round_: Round, piece: Piece, draft: Draft, *, classed: bool) -> None:
        if not classed and piece.name and self.lexicon.is_where(self._text_of(draft)):
            draft.score += WEIGHTS["strong preposition"]
        behind, moved = round_.before(piece), draft.start < draft.name_start
        before = [key for key, start in behind if not moved or start < draft.start]
        if before:
            self._prepositions(before, draft, classed=classed)
            ends = round_.parse.run.kinds[piece.last : piece.last + 1] in ("", "F", "M")
            says = position(before, self.lexicon) if ends and not classed else None
            if says == TAKES or (says and _is_small(piece.known)):
                draft.score += WEIGHTS[says]
        elif piece.first == 0 and self._at_head(draft.start):
            draft.score += WEIGHTS["head of a sentence"]
            if piece.last == 1 and self.lexicon.common[draft.key]:
                draft.score += WEIGHTS["common word at the head"]
            if self._dateline(draft):
                draft.score += WEIGHTS["dateline"]
        self._after(round_, piece, draft, before[:1])

    def _text_of(self, draft: Draft) -> str:
        return self.text[draft.name_start : draft.name_end]

    def _prepositions(self, before: list[str], draft: Draft, *, classed: bool) -> None:
        lexicon, nearest = self.lexicon, before[0]
        if nearest == "the" and len(before) > 1:
            nearest = before[1]
            town = draft.known is not None and draft.known.feature_class == "populated place"
            draft.score += WEIGHTS["article"] * (town and not classed)
        if nearest in lexicon.direction and len(before) > 1:
            draft.score += WEIGHTS["direction"]
            nearest = before[1]
        toward = len(before) > 1 and before[1] in lexicon.bearings
        if toward or (nearest in lexicon.near_tails and self._is_near(before)):
            draft.score += WEIGHTS["near"]
            draft.firm = True
        party = nearest in lexicon.parties and self.text[draft.start - 1] == "-"
        if party or nearest in lexicon.prep_strong:
            draft.score += WEIGHTS["strong preposition"]
        elif nearest in lexicon.prep_weak:
            draft.score += WEIGHTS["weak preposition"]
        elif nearest in lexicon.title and not classed:
            draft.score += WEIGHTS["title before"]
            draft.barred = True

    def _is_near(self, before: list[str]) -> bool:
        words = before[1:] if before[0] == "the" else before
        phrase = " ".join(reversed(words))
        keys = self.lexicon.near_keys
        cut = len(before) >= WORDS  # of "in the vicinity of" the last three words were read
        return any(phrase.endswith(k) or (cut and k.endswith(f" {phrase}")) for k in keys)

    def _after(self, round_: Round, piece: Piece, draft: Draft, before: list[str]) -> None:
        if self.text[draft.end : draft.end + 1] in _MONEY:
            draft.score += WEIGHTS["street"]
            draft.barred = True
        after = next((key for key, end in round_.after(piece) if end > draft.end), "")
        if after in self.lexicon.street:
            draft.score += WEIGHTS["street"]
            draft.barred = True
        elif after in self.lexicon.person_verbs and not draft.firm:
            known = piece.known
            small = known is None or (not known.is_country and known.population < LARGE_PEOPLE)
            if small and not self.lexicon.prepositions.intersection(before):
                draft.score += WEIGHTS["person's verb"]

    def _at_head(self, start: int) -> bool:
        position = start - 1
        while position >= 0 and start - position < 8 and self.text[position] in _SKIP:
            position -= 1
        return position < 0 or self.text[position] in _HEAD

    def _dateline(self, draft: Draft) -> bool:
        at_line = draft.start == 0 or self.text[draft.start - 1] == "\n"
        return at_line and _DATELINE.match(self.text, draft.end) is not None


def _is_small(known: Known | None) -> bool:
    """Tell whether a name is unknown, or of a place so small that it may well be something else."""
    return known is None or (not known.is_large and known.population < LARGE_PEOPLE)
