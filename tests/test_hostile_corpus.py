"""The attacks that `test_hostile.py` runs are many, and each is told by its name."""

from __future__ import annotations

from test_hostile import ATTACKS, FAMILIES


def test_the_corpus_is_large_and_each_attack_has_a_name_of_its_own():
    names = [(family.__name__, attack.name) for family, attack in ATTACKS]
    assert len(set(names)) == len(names) > 150
    assert all(len(family.ATTACKS) >= 6 for family in FAMILIES)
    assert all(attack.must_not for _, attack in ATTACKS)
