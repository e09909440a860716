"""The part of the benchmark that reads minutes: it scores both halves of the corpus and times longer texts."""

from bench import minutes, scores
from bench.scores import Names, Tally


def test_both_halves_are_scored_and_texts_of_two_lengths_are_timed() -> None:
    figures = minutes.measured({1_000: 1, 2_000: 1})
    assert len(minutes.lines(figures)) == 1 + len(minutes.PARTS) + 3
    assert all(figures[f"read_{half}_directives_f1"] > 0 for half in ("odd", "even"))
    assert min(figures["read_1kb_s"], figures["read_2kb_s"], figures["read_growth"]) > 0


def test_a_text_of_any_length_is_made_of_the_samples() -> None:
    whole = sum(len(sample.text) + 1 for sample in scores.samples())
    assert [len(minutes.text_of(size)) for size in (10, whole + 10)] == [10, whole + 10]


def test_the_most_alike_stretches_are_matched_and_each_only_once() -> None:
    wanted, found = [(0, 10), (10, 30), (40, 50)], [(0, 9), (0, 10), (11, 30), (44, 60)]
    assert sorted(scores.matched(wanted, found)) == [(0, 1), (1, 2)]


def test_a_tally_counts_what_is_right_among_what_was_found_and_wanted() -> None:
    tally = Tally(right=1, found=2, wanted=4)
    assert (tally.precision, tally.recall, round(tally.f1, 3)) == (0.5, 0.25, 0.333)
    assert (Tally().precision, Tally().recall, Tally().f1) == (1, 1, 1)


def test_names_agree_word_for_word_in_any_order() -> None:
    names = Names()
    assert names.f1 == 1
    names.add(["Phòng Y tế", "BHXH huyện"], ["BHXH huyện", "phòng Y tế"])
    names.add([], ["các xã"])
    assert (names.precision, names.recall, names.f1) == (1, 0.5, 0.5)
