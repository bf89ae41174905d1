"""A program's own items and changes in a newer edition: three ways into one."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.checklists.editions.merging import (
    WHOLE,
    Choice,
    apply,
    changes,
    merge,
)

OLD = {"slug": "sign", "title": "Sign", "owner": "resident", "days": 14}


def entry(**says):
    return OLD | says


def changed(**says):
    return Choice("changed", "sign", says, OLD)


def merged(shipped, *choices):
    return merge(shipped, choices)


def test_change_of_a_program_survives_a_newer_edition():
    found = merged([entry(owner="coordinator")], changed(title="Sign it here"))

    assert found.items == [entry(owner="coordinator", title="Sign it here")]
    assert found.conflicts == []


def test_what_both_changed_stays_as_the_program_has_it_and_is_named():
    found = merged([entry(days=21)], changed(days=7))

    assert found.items == [entry(days=7)]
    [conflict] = found.conflicts
    assert (conflict.key, conflict.was, conflict.ours, conflict.theirs) == (
        "days",
        14,
        7,
        21,
    )


def test_newer_edition_that_says_the_same_is_no_conflict():
    found = merged([entry(days=7)], changed(days=7))

    assert (found.items, found.conflicts) == ([entry(days=7)], [])


def test_key_that_a_program_left_out_stays_left_out():
    found = merged([entry()], changed(days=None))

    assert "days" not in found.items[0]


def test_own_item_stands_beside_the_shipped_ones():
    own = {"slug": "badge", "title": "Get a badge"}

    found = merged([entry()], Choice("own", "badge", own))

    assert found.items == [entry(), own]


def test_own_item_whose_name_is_shipped_later_is_kept_and_named():
    own = {"slug": "sign", "title": "Our own way to sign"}

    found = merged([entry()], Choice("own", "sign", own))

    assert found.items == [own]
    assert (found.conflicts[0].key, found.conflicts[0].theirs) == (WHOLE, entry())


def test_changed_item_that_is_no_longer_shipped_is_kept_and_named():
    found = merged([], changed(title="Sign it here"))

    assert found.items == [entry(title="Sign it here")]
    assert (found.conflicts[0].key, found.conflicts[0].theirs) == (WHOLE, None)


def test_item_that_is_switched_off_is_gone_and_nothing_waits_for_it():
    waits = {"slug": "pay", "title": "Pay", "requires": ["sign", "tax"]}

    found = merged([entry(), waits], Choice("off", "sign", {}, OLD))

    assert found.items == [waits | {"requires": ["tax"]}]
    assert found.freed == ["pay"]


# Drawing takes long on a machine with other work.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ENTRIES = st.dictionaries(
    st.sampled_from("abcdef"), st.sampled_from([0, 1, 2, "", "x", "y"])
)


@UNHURRIED
@given(ENTRIES, ENTRIES)
def test_changes_applied_to_what_is_shipped_give_what_was_wanted(shipped, wanted):
    assert apply(shipped, changes(shipped, wanted)) == wanted


@UNHURRIED
@given(ENTRIES, ENTRIES, ENTRIES)
def test_merge_keeps_every_choice_and_takes_everything_else(old, wanted, new):
    base = {"slug": "x", "title": "X"}
    old, wanted, new = old | base, wanted | base, new | base
    says = changes(old, wanted)

    found = merge([new], [Choice("changed", "x", says, old)])

    [item] = found.items
    for key in {*old, *wanted, *new}:
        assert item.get(key) == (wanted if key in says else new).get(key)
    named = {conflict.key for conflict in found.conflicts}
    assert named == {
        key for key in says if new.get(key) not in (old.get(key), wanted.get(key))
    }
