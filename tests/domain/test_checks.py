"""Every contradiction that ships is found where it is, and not where it is not."""

from __future__ import annotations

import pytest

from sqs_tui.domain.case import Case
from sqs_tui.domain.checks import contradictions, sample_spread, titled, unknown_factors
from sqs_tui.domain.standing import standing
from tests.domain.samples import SQS, WAYS, YOUTH, case, catalogue, dudley

#: For each check, a small case it asks about, and what would put that right. Words with a small letter are particulars.
SQS_CHECKS = {
    "custodial-order-in-community": ("order=DTO phase=community", "phase=licence"),
    "community-order-in-custody": ("order=YRO phase=custody", "phase=community"),
    "psr-recorded-but-denied": ("psr=yes RR01=N", "RR01=Y"),
    "psr-found-but-not-recorded": ("psr=no RR01=Y", "psr=yes"),
    "psr-details-against-whole": ("RR02=Y RR03=N RR04=N RR05=Y", "RR03=Y"),
    "psr-diversity": ("RR02=N:barriers SS04=Y", "SS04=N"),
    "no-assessment": ("RR06=N RR08=Y", "RR08=N:not_done"),
    "assessment-done-or-not": ("RR06=Y RR08=N:not_done", "RR08=N:thin_evidence"),
    "assessment-late-or-not": ("RR07=Y RR08=N:late", "RR07=N"),
    "change-without-review-due": ("significant_change=yes RR09=N", "RR09=Y"),
    "plan-reviewed-without-assessment": ("RR10=N:not_done RR13=Y", "RR13=N"),
    "harm-level-but-not-relevant": ("rosh_level=medium PP01=N", "PP01=Y"),
    "harm-level-but-no-plan-needed": ("rosh_level=high PP01=Y PP04=NA", "rosh_level=low"),
    "harm-plan-without-assessment": ("PP02=N:not_done PP04=Y", "PP04=N"),
    "harm-plan-reviewed-without-assessment": ("PP06=N:not_done PP07=Y", "PP07=N"),
    "harm-review-done-plan-unchanged": ("PP06=N:plan_not_changed PP07=Y", "PP07=N"),
    "change-without-harm-review": ("significant_change=yes PP01=Y PP05b=N", "PP05b=Y"),
    "harm-oversight-against-work": ("PP08=Y PP02=N PP04=N", "PP08=N"),
    "vulnerability-level-but-not-relevant": ("vulnerability_level=high PC01=N", "PC01=Y"),
    "care-but-not-vulnerable": ("care_status=current PC01=N", "PC01=Y"),
    "exploited-but-not-vulnerable": ("PC08=Y PC01=N", "PC01=Y"),
    "vulnerability-plan-without-assessment": ("PC02=N:not_done PC04=Y", "PC04=N"),
    "change-without-vulnerability-review": ("significant_change=yes PC01=Y PC05b=N", "PC05b=Y"),
    "vulnerability-oversight-against-work": ("PC07=Y PC02=N PC04=N", "PC07=N"),
    "cse-recorded-but-denied": ("cse=yes PC08=N", "PC08=Y"),
    "cse-found-but-not-recorded": ("cse=no PC08=Y", "cse=yes"),
    "cse-acted-on-unrecognised": ("PC09=N PC10=Y", "PC10=N"),
    "cse-missed-is-no": ("PC09=N PC10=NA", "PC10=N"),
    "cse-partner-actions": ("PC09=Y PC10=N:partner_actions_unrecorded PC11=Y", "PC11=N"),
    "childs-voice": ("RR12=N:childs_voice_absent SS03=Y", "SS03=N"),
    "compliance-recorded-full": ("full_compliance=yes SS11=Y", "SS11=N"),
    "compliance-recorded-not-full": ("full_compliance=no SS11=N", "SS11=Y"),
    "quality-assurance-against-oversight": ("OM01=Y PP08=N PC07=N", "OM01=N"),
}


def _against_details(whole: str, *details: str) -> dict[str, tuple[str, str]]:
    """A key question against its details: Yes though most are No, No though none is."""
    no, yes = (" ".join(f"{id}={told}" for id in details) for told in "NY")
    return {
        f"{whole.lower()}-yes-but-details-no": (f"{whole}=Y {no}", f"{whole}=N"),
        f"{whole.lower()}-no-but-no-detail-no": (f"{whole}=N {yes}", f"{details[0]}=N"),
    }


YOUTH_CHECKS = {
    "safety-level-but-no-work": ("vulnerability_level=medium AS13=N AS11=N:too_low", "AS11=N:too_high"),
    "safety-level-low-but-work": ("vulnerability_level=low AS13=Y", "AS11=N:too_low"),
    "harm-level-but-no-work": ("rosh_level=very_high AS18=N AS16=Y", "AS16=N:too_high"),
    "harm-level-low-but-work": ("rosh_level=low AS18=Y", "AS16=N:too_low"),
    "safety-review-due-but-no-work": ("AS13=N RV06=Y DL06b=N", "DL06b=Y"),
    "harm-review-due-but-no-work": ("AS18=N RV10=Y DL08b=N", "RV10=N"),
    "safety-level-wrong-how": ("AS11=N", "AS11=N:inconsistent"),
    "harm-level-wrong-how": ("AS16=N", "AS16=N:not_recorded"),
    **_against_details("AS08", "AS01", "AS02", "AS03", "AS04"),
    **_against_details("AS12", "AS09", "AS10", "AS11"),
    **_against_details("AS17", "AS14", "AS15", "AS16"),
    **_against_details("PL05", "PL01", "PL02", "PL03", "PL04"),
    **_against_details("PL09", "PL06", "PL07", "PL08"),
    **_against_details("PL13", "PL10", "PL11", "PL12"),
    **_against_details("DL06", "DL01", "DL02", "DL03", "DL04", "DL05"),
    **_against_details("DL08", "DL07"),
    **_against_details("DL11", "DL09", "DL10"),
    **_against_details("RV05", "RV02", "RV03", "RV04"),
    **_against_details("RV09", "RV07", "RV08"),
    **_against_details("RV13", "RV11", "RV12"),
}
#: A No behind an open detail is not yet a contradiction, so what is left blank must be settled for these to be found.
YOUTH_CHECKS["as08-no-but-no-detail-no"] = ("AS05=Y AS08=N AS01=Y AS02=Y AS03=Y AS04=Y AS06=Y AS07=Y", "AS06=N")

EVERY = [(SQS, *one) for one in SQS_CHECKS.items()] + [(YOUTH, *one) for one in YOUTH_CHECKS.items()]


def told(*words: str) -> Case:
    """A case from words as "RR01=N:late psr=yes"; later ones win."""
    pairs = dict(word.split("=", 1) for part in words for word in part.split())
    answers = {id: value for id, value in pairs.items() if id[0].isupper()}
    return case(answers, **{name: value for name, value in pairs.items() if name[0].islower()})


def asked_about(name: str, found: Case, extended: bool = True) -> set[str]:
    asked = catalogue(name, extended)
    say = {titled(asked, check.criteria, check.say): check.id for check in asked.checks}
    return {say[finding.say] for finding in contradictions(asked, found, standing(asked, found)) if finding.say in say}


@pytest.mark.parametrize(("name", "checks"), [(SQS, SQS_CHECKS), (YOUTH, YOUTH_CHECKS)])
def test_every_check_that_ships_has_its_case_here(name, checks):
    assert {check.id for check in catalogue(name).checks} == set(checks)


@pytest.mark.parametrize(("name", "check", "cases"), EVERY)
def test_a_contradiction_is_found(name, check, cases):
    assert check in asked_about(name, told(cases[0]))


@pytest.mark.parametrize(("name", "check", "cases"), EVERY)
def test_it_is_not_found_once_it_is_put_right(name, check, cases):
    assert check not in asked_about(name, told(*cases))


@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_nothing_is_found_in_a_case_with_yes_everywhere(name, extended):
    asked = catalogue(name, extended)
    assert asked_about(name, case({one.id: "Y" for one in asked.criteria}), extended) == set()


@pytest.mark.parametrize(("name", "extended"), WAYS)
def test_nothing_is_found_in_a_new_case(name, extended):
    asked = catalogue(name, extended)
    assert list(contradictions(asked, case(), standing(asked, case()))) == []


def test_a_check_on_a_criterion_that_is_not_asked_is_silent():
    assert asked_about(SQS, told("RR10=N:not_done RR13=Y"), extended=False) == set()


@pytest.mark.parametrize(("id", "strange"), [("RR08", True), ("SS03", True), ("SS05", False), ("PP08", False)])
def test_a_chosen_not_applicable_is_asked_about_where_the_catalogue_foresees_none(id, strange):
    asked = catalogue()
    found = case({id: "NA"})
    assert (
        f"{id} was set to not applicable" in str(list(contradictions(asked, found, standing(asked, found))))
    ) is strange


def test_a_factor_that_is_not_on_the_list_is_asked_about():
    assert [finding.criteria for finding in unknown_factors(catalogue(), told("RR08=N:late,invented"))] == [("RR08",)]
    assert list(unknown_factors(catalogue(), told("RR08=N:late,ete"))) == []


def test_the_dudley_factors_are_all_on_their_lists():
    assert [finding for one in dudley() for finding in unknown_factors(catalogue(), one)] == []


def test_the_spread_of_the_sample_is_told():
    lines = list(sample_spread(catalogue(), dudley()))
    assert "Order: RO 6, YRO 5, DTO 3." in lines
    assert not [line for line in lines if "No custody case" in line]


def test_a_sample_without_custody_is_told():
    assert "No custody case is in the sample." in list(sample_spread(catalogue(), [case(order="RO")]))


def test_an_empty_sample_is_told():
    assert list(sample_spread(catalogue(), [])) == ["The sample has no cases yet."]
