"""Items that are refused: the line, the place and the sentence."""

import pytest

from tests.checklists.packs import FRAMEWORK, SOURCE, item, problems_of

ITEM_CASES = {
    "unknown key": (
        {"ownr": "resident"},
        "11: sign-contract: The key “ownr” is unknown here; did you mean “owner”?",
    ),
    "unknown key inside": (
        {"due": "{anchor: match_day, day: 3}"},
        "6: sign-contract: The key “due.day” is unknown here; did you mean “days”?",
    ),
    "missing key": ({"owner": None}, "1: sign-contract: “owner” is missing."),
    "missing due": ({"due": None}, "1: sign-contract: “due” is missing."),
    "missing sensitive": (
        {"sensitive": None},
        "1: sign-contract: “sensitive” is missing.",
    ),
    "empty value": ({"verifier": ""}, "11: sign-contract: “verifier” has no value."),
    "empty window": (
        {"not_before": ""},
        "11: sign-contract: “not_before” has no value.",
    ),
    "slug of other signs": (
        {"slug": "Sign_Contract"},
        "1: Sign_Contract: “slug” must be lowercase words and digits with hyphens "
        "between, not “Sign_Contract”.",
    ),
    "number for text": (
        {"title": "2027"},
        "3: sign-contract: “title” must be text; put it in quotes.",
    ),
    "yes for true": (
        {"sensitive": "yes"},
        "9: sign-contract: “sensitive” must be true or false.",
    ),
    "long title": (
        {"title": "a" * 61},
        "3: sign-contract: “title” may have 60 characters at most; it has 61.",
    ),
    "title of two lines": (
        {"title": '"Sign\\nit"'},
        "3: sign-contract: “title” must be one line, without blanks around it.",
    ),
    "telling title": (
        {"title": "Get your Visa"},
        "3: sign-contract: The title “Get your Visa” tells something private; reword "
        "it or set “sensitive: true”.",
    ),
    "blank guidance": ({"guidance": '" "'}, "4: sign-contract: “guidance” is empty."),
    "unknown section": (
        {"section": "mach"},
        "2: sign-contract: “section” has the unknown section “mach” (not in "
        "pack.yaml); did you mean “match”?",
    ),
    "unknown owner": (
        {"owner": "cordinator"},
        "5: sign-contract: “owner” has the unknown role “cordinator”; did you mean "
        "“coordinator”?",
    ),
    "unknown verifier": (
        {"verifier": "boss"},
        "11: sign-contract: “verifier” has the unknown role “boss”.",
    ),
    "unknown deadline": (
        {"deadline": "law"},
        "7: sign-contract: “deadline” has the unknown kind of deadline “law”.",
    ),
    "unknown evidence": (
        {"evidence": "dat"},
        "8: sign-contract: “evidence” has the unknown kind of evidence “dat”; did you "
        "mean “date”?",
    ),
    "unknown anchor": (
        {"due": "{anchor: match_dy, days: 3}"},
        "6: sign-contract: “due.anchor” has the unknown anchor “match_dy”; did you "
        "mean “match_day”?",
    ),
    "anchor that the pack does not list": (
        {"due": "{anchor: tax_day, days: 3}"},
        "6: sign-contract: “due.anchor” has the unknown anchor “tax_day” (not in "
        "pack.yaml); did you mean “match_day”?",
    ),
    "unknown anchor of a window": (
        {"not_before": "{anchor: moon, days: 3}"},
        "11: sign-contract: “not_before.anchor” has the unknown anchor “moon”.",
    ),
    "unknown category": (
        {"applies_to": "{category: [j1, h1]}"},
        "11: sign-contract: “applies_to.category” has the unknown category “h1”; did "
        "you mean “h1b”?",
    ),
    "unknown single category": (
        {"applies_to": "{category: h2b}"},
        "11: sign-contract: “applies_to.category” has the unknown category “h2b”; did "
        "you mean “h1b”?",
    ),
    "unknown switch": (
        {"applies_to": "{has_snn: true}"},
        "11: sign-contract: “applies_to.has_snn” has the unknown switch “has_snn”; did "
        "you mean “has_ssn”?",
    ),
    "switch that the pack does not list": (
        {"applies_to": "{new_to_us: true}"},
        "11: sign-contract: “applies_to.new_to_us” has the unknown switch “new_to_us” "
        "(not in pack.yaml).",
    ),
    "switch that is no yes or no": (
        {"applies_to": "{has_ssn: no}"},
        "11: sign-contract: “applies_to.has_ssn” must be true or false.",
    ),
    "condition on no state": (
        {"applies_to": "{state: []}"},
        "11: sign-contract: “applies_to.state” needs 1 or more; it has 0.",
    ),
    "unknown prerequisite": (
        {"requires": "[sign-contrct]"},
        "11: sign-contract: “requires” has the unknown item “sign-contrct” (not in "
        "items/*.yaml); did you mean “sign-contract”?",
    ),
    "unknown item to count from": (
        {"due": "{after: arrive, days: 1}"},
        "6: sign-contract: “due.after” has the unknown item “arrive” (not in "
        "items/*.yaml).",
    ),
    "unknown competency": (
        {"competencies": "[pain-natur]"},
        "11: sign-contract: “competencies” has the unknown competency “pain-natur” "
        "(not in framework.yaml); did you mean “pain-nature”?",
    ),
    "due of no kind": (
        {"due": "{days: 1}"},
        "6: sign-contract: “due” needs an “anchor” or, with “after”, another item.",
    ),
    "due in both units": (
        {"due": "{anchor: match_day, days: 1, business_days: 1}"},
        "6: sign-contract: “due” has both “days” and “business_days”; keep one.",
    ),
    "window in both units": (
        {"not_before": "{anchor: match_day, days: 1, business_days: 1}"},
        "11: sign-contract: “not_before” has both “days” and “business_days”; keep "
        "one.",
    ),
    "window after due": (
        {"not_before": "{anchor: match_day, days: 15}"},
        "11: sign-contract: “not_before” is after “due”: nobody could do this in time.",
    ),
    "window in working days after due": (
        {"not_before": "{anchor: match_day, business_days: 12}"},
        "11: sign-contract: “not_before” is after “due”: nobody could do this in time.",
    ),
    "requires itself": (
        {"requires": "[sign-contract]"},
        "11: sign-contract: These items wait for each other: sign-contract -> "
        "sign-contract.",
    ),
    "days beyond the calendar": (
        {"due": "{anchor: match_day, days: 999999999}"},
        "6: sign-contract: “due.days” must be 3660 or less.",
    ),
    "repeats without months": (
        {"repeats": "{every_months: 0, until: program_end}"},
        "11: sign-contract: “repeats.every_months” must be 1 or more.",
    ),
    "repeats until nothing known": (
        {"repeats": "{every_months: 6, until: program_nd}"},
        "11: sign-contract: “repeats.until” has the unknown anchor “program_nd”; did "
        "you mean “program_end”?",
    ),
    "lead time of no day": (
        {"lead_days": "0"},
        "11: sign-contract: “lead_days” must be 1 or more.",
    ),
    "no source": (
        {"sources": "[]"},
        "10: sign-contract: “sources” needs 1 or more; it has 0.",
    ),
    "source elsewhere": (
        {"sources": f"[{SOURCE.replace('https', 'ftp')}]"},
        "10: sign-contract: “sources.url” must be a web address (http or https), not "
        "“ftp://rules.example/1”.",
    ),
    "source checked on no day": (
        {"sources": f"[{SOURCE.replace('11-23', '13-45')}]"},
        "10: sign-contract: “sources.checked_on” must be a date such as 2026-11-23.",
    ),
    "source not marked": (
        {"sources": "[{name: A rule, checked_on: 2026-11-23}]"},
        "10: sign-contract: “sources.verified” is missing.",
    ),
}


@pytest.mark.parametrize(("values", "said"), ITEM_CASES.values(), ids=ITEM_CASES.keys())
def test_item_with_a_mistake_is_refused_with_its_line(tmp_path, values, said):
    found = problems_of(tmp_path, items=item(**values), framework=FRAMEWORK)

    assert found == [f"items/all.yaml:{said}"]
