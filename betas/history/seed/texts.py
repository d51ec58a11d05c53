"""Words nobody wrote: some that every text holds, many that hardly any does."""

from itertools import accumulate
from random import Random

COMMON = (  # noqa: SIM905
    "the of and to a in is that it for on with as this be are we which from the model answer request tool file line "
    "river table number sum write read list name find north notes summary question code function error test value "
    "month report customer order price plan team review change first second third please explain briefly carefully"
).split()
SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu wa xe yo za bel cor dan fel gim".split()  # noqa: SIM905
OPENINGS = ("Summarise", "Explain", "Translate", "Compare", "Write about", "List", "Check", "Rewrite", "Count", "Find")
RARE_WORDS = 5_000
SENTENCES = 3_000
LONGEST_SENTENCE = 18


class Texts:
    """Sentences made once, and texts put together from them."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        words = COMMON + ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(RARE_WORDS)]
        weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
        lengths = [chance.randint(4, LONGEST_SENTENCE) for _ in range(SENTENCES)]
        drawn = (chance.choices(words, cum_weights=weights, k=length) for length in lengths)
        self._sentences = [" ".join(sentence).capitalize() + "." for sentence in drawn]

    def prompt(self) -> str:
        return f"{self._chance.choice(OPENINGS)} {self.some(0.7)}"

    def some(self, mean: float) -> str:
        """About e^`mean` sentences, sometimes many more."""
        count = 1 + int(self._chance.lognormvariate(mean, 0.9))
        return " ".join(self._chance.choices(self._sentences, k=min(count, 400)))
