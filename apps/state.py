"""What the user has chosen: district, language, zone, goal, method. Lives in the session and in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

import streamlit as st

__all__ = ["Choice", "choice", "remember", "restore"]

_KEY = "yitu_choice"
_ADDRESS = "yitu_address"


@dataclass(frozen=True)
class Choice:
    """The choices; empty text: none. `method` is "both", "radius" or "walk"."""

    district: str = ""
    lang: str = "zh"
    zone: str = ""
    goal: str = ""
    method: str = "both"


def choice() -> Choice:
    """What is chosen now."""
    kept = st.session_state.get(_KEY)
    return kept if isinstance(kept, Choice) else Choice()


def remember(**changes: str) -> Choice:
    """Change some choices; another district forgets its zone and goal."""
    now = choice()
    if now.district and changes.get("district", now.district) != now.district:
        changes = {"zone": "", "goal": "", **changes}
    chosen = replace(now, **changes)
    st.session_state[_KEY] = chosen
    _write_address(chosen)
    return chosen


def restore() -> Choice:
    """Take over what the address says, once for each address; unknown names are ignored."""
    given = {name.name: st.query_params[name.name] for name in fields(Choice) if name.name in st.query_params}
    if given and given != st.session_state.get(_ADDRESS):
        st.session_state[_KEY] = replace(choice(), **_valid(given))
    _write_address(choice())
    return choice()


def _valid(given: Mapping[str, str]) -> dict[str, str]:
    """Closed sets are checked here, districts, zones and goals where they are looked up."""
    allowed = {"lang": ("zh", "en"), "method": ("both", "radius", "walk")}
    return {key: value for key, value in given.items() if value in allowed.get(key, (value,))}


def _write_address(chosen: Choice) -> None:
    plain = asdict(Choice())
    shown = {key: value for key, value in asdict(chosen).items() if value and value != plain[key]}
    if dict(st.query_params) != shown:
        st.query_params.from_dict(shown)
    st.session_state[_ADDRESS] = shown
