"""What is chosen lives in the session and in the address."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script():
    import streamlit as st

    from apps import state

    chosen = state.restore()
    st.text(f"{chosen.district}|{chosen.lang}|{chosen.zone}|{chosen.goal}|{chosen.method}")
    if st.button("zone"):
        state.remember(zone="b")
    if st.button("district"):
        state.remember(district="other")
    if st.button("same"):
        state.remember(district="one")


def opened(**address):
    page = AppTest.from_function(script)
    for key, value in address.items():
        page.query_params[key] = value
    return page.run()


def test_the_address_is_taken_over():
    page = opened(district="one", zone="a", lang="en", method="walk")
    assert page.text[0].value == "one|en|a||walk"


def test_words_outside_a_closed_set_are_ignored():
    assert opened(lang="fr", method="jump").text[0].value == "|zh|||both"


def test_unknown_names_in_the_address_are_left_alone():
    assert opened(utm="x").text[0].value == "|zh|||both"


def test_a_choice_is_written_into_the_address_and_defaults_are_not():
    page = opened(district="one")
    page.button[0].click().run()
    page.run()
    assert page.text[0].value == "one|zh|b||both"
    assert page.query_params["zone"] in ("b", ["b"])
    assert "lang" not in page.query_params


def test_another_district_forgets_zone_and_goal():
    page = opened(district="one", zone="a", goal="g")
    page.button[1].click().run()
    page.run()
    assert page.text[0].value == "other|zh|||both"


def test_the_first_district_keeps_zone_and_goal_of_the_address():
    page = opened(zone="a", goal="g")
    page.button[1].click().run()
    page.run()
    assert page.text[0].value == "other|zh|a|g|both"


def test_the_same_district_keeps_them():
    page = opened(district="one", zone="a", goal="g")
    page.button[2].click().run()
    page.run()
    assert page.text[0].value == "one|zh|a|g|both"
