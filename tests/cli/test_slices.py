"""Slices and feedback on the command line: which cases count, and what may be told in the room."""

from __future__ import annotations

import pytest


def counted(found):
    return found["inspection"]["cases"]["counted"]


def test_slices_combine_and_values_of_a_kind_are_alternatives(sqs, aldermere):
    whole = sqs("summary", aldermere, "--json").json
    dto = sqs("summary", aldermere, "--json", "--order", "DTO").json
    both = sqs("summary", aldermere, "--json", "--order", "DTO", "--order", "yro").json
    male = sqs("summary", aldermere, "--json", "--order", "DTO", "--gender", "M").json
    assert counted(male) <= counted(dto) < counted(both) < counted(whole) == 14
    assert {one["ref"] for one in dto["cases"]} == {"ALD-03", "ALD-09", "ALD-12"}
    assert [(one["kind"], one["value"]) for one in male["inspection"]["slice"]] == [("order", "DTO"), ("gender", "M")]
    assert whole["inspection"]["cases"]["total"] == dto["inspection"]["cases"]["total"]


def test_the_slices_of_a_kind_add_up_to_the_whole(sqs, aldermere):
    whole = sqs("summary", aldermere, "--json").json["criteria"]
    parts = [sqs("summary", aldermere, "--json", "--order", order).json["criteria"] for order in ("RO", "YRO", "DTO")]
    for place, criterion in enumerate(whole):
        assert criterion["met"] == sum(part[place]["met"] for part in parts)
        assert criterion["relevant"] == sum(part[place]["relevant"] for part in parts)


def test_a_slice_is_named_and_a_small_one_marked(sqs, aldermere):
    out = sqs("summary", aldermere, "--order", "DTO", "--complete-only").out
    assert "Only Detention and training order; complete: 3 cases counted, small base" in out


def test_phase_is_what_the_order_means_and_none_is_what_nobody_recorded(sqs, aldermere):
    assert counted(sqs("summary", aldermere, "--json", "--phase", "custody").json) == 3
    assert counted(sqs("summary", aldermere, "--json", "--inspector", "none").json) == 0


@pytest.mark.parametrize("words", [("--order", "XX"), ("--care-status", "some"), ("--order", "RO", "--feedback")])
def test_a_slice_that_cannot_be_is_wrong_usage(sqs, aldermere, words):
    assert sqs("summary", aldermere, *words).code == 2


def test_no_slice_is_by_case_manager(sqs, aldermere):
    assert sqs("summary", aldermere, "--case-manager", "CM-A").code == 2


def test_feedback_is_words_and_counts_and_nothing_that_leads_to_a_case(sqs, aldermere):
    out = sqs("summary", aldermere, "--feedback").out
    assert "14 of 14 cases read" in out
    assert "two-thirds" in out
    assert not any(sign in out for sign in ("%", "ALD-", "CM-", "RR0", "PC0", "SS0"))


def test_feedback_does_not_tell_of_fewer_than_three_cases(sqs, aldermere, file):
    sqs("import", aldermere, file("case,criterion,verdict,parked\nALD-12,RR01,,yes\n"))
    out = sqs("summary", aldermere, "--feedback").out
    assert "13 of 14 cases read" in out
    assert [line.split("  ")[-1].strip() for line in out.splitlines() if "custody" in line] == ["too few to tell"] * 4


def test_why_not_counts_the_judgements_that_mark_each_factor(sqs, aldermere):
    found = sqs("summary", aldermere, "--json").json
    plan = next(one for one in found["criteria"] if one["id"] == "PC04")
    assert plan["factors"]
    assert all(one["no"] == one["cases"] <= plan["relevant"] - plan["met"] for one in plan["factors"])
    assert [one["no"] for one in plan["factors"]] == sorted((one["no"] for one in plan["factors"]), reverse=True)
    section = next(one for one in found["sections"] if one["id"] == "3")
    assert section["factors"]
    assert all(one["cases"] <= one["no"] for one in section["factors"])
