"""An edited copy is held against what was frozen: figures are compared, codes are none."""

from __future__ import annotations

import pytest

from sqs_tui.domain.letter_against import Frozen, mismatches

TEXT = "In the work the plans were reviewed in 12 cases and the panels met weekly."


def differing(copy):
    return [(one.was, one.now) for one in mismatches([Frozen("1.1", TEXT, {})], [], [copy])]


@pytest.mark.parametrize("code", ["SS02", "PC04b", "ALD-05"])
def test_no_number_is_read_out_of_a_code(code):
    assert not [pair for pair in differing(f"{TEXT[:-1]} as {code} says.") if pair[1].strip("0").isdigit()]


def test_a_figure_that_became_another_is_found():
    assert ("12", "11") in differing(TEXT.replace("12", "11"))
