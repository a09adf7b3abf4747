"""What the page 项目审查 works on: files by role, the project they or drawings give, its review, the rulings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from apps import bringing, engine
from apps.bringing import Desk as Files
from apps.jobs import Cancelled, Job
from apps.panels import Page
from apps.review_book import Entered, book_of
from apps.store import Kept
from gis.assessment.desk_inputs import Brought, brought
from gis.assessment.review import review_inputs, review_project
from gis.assessment.review_effects import EffectStage
from gis.read.industries import read_industries
from gis.read.projects import drawn_project, project_of
from gis.read.review_record import read_rulings
from gis.read.rule_packs import read_rule_pack, shipped_packs
from gis.read.workspace import workspace_folder
from gis.review.model import Finding, Project, Review, ReviewInputs
from gis.review.record import head_of
from gis.review.rules import RulePack
from gis.review.rulings import Decision, RulingLog
from gis.views.drawing import Drawn
from gis.views.files import workspace_error
from gis.views.review_layers import plots_layer
from gis.views.review_record import append_ruling

__all__ = [
    "ROLES", "Cancelled", "Done", "again", "asked", "choose_finding", "chosen_finding", "done_of",
    "edit_name", "files_of", "fresh_project", "industries", "industry_words", "log_of", "packs_of", "pending",
    "plots_of", "project_now", "reviewed", "rule_on", "shift", "start",
]  # fmt: skip

ROLES = ("project", "controls", "approved", "packs")

# effects lay a district out: few are kept, for all sessions
_STAGES: Kept[EffectStage] = Kept(2)
_REVIEWS: Kept[Job[Done]] = Kept(12)
_PROJECTS: Kept[Project] = Kept(12)
_PLOTS: Kept[Drawn] = Kept(4)


@dataclass(frozen=True, eq=False)
class Done:
    """A review that was made. `packs`: those it was made with. `off`: rules switched off."""

    key: Hashable
    review: Review
    packs: tuple[RulePack, ...]
    off: frozenset[str] = frozenset()

    @property
    def project(self) -> Project:
        """The project reviewed."""
        return self.review.project


# --- what is brought --------------------------------------------------------------------------------------------------


def files_of(page: Page, role: str) -> Files:
    """The session's files of a role; "other" is the second submission of a comparison."""
    on = bringing.desk(f"{page.choice.district}/review/{role}")
    on.kind = "plots" if role in ("project", "approved", "other") else ""
    return on


def pending(page: Page) -> Files | None:
    """Files that were dropped and not read yet; None where all are read. A rule pack is read by itself."""
    named = [files_of(page, role) for role in (*ROLES, "other") if role != "packs"]
    return next((on for on in named if on.files and on.intake is None), None)


def _layers(page: Page, role: str) -> tuple[Brought, ...]:
    on = files_of(page, role)
    return tuple(brought(on.intake)) if on.usable and on.intake is not None else ()


def _named(page: Page, role: str) -> tuple[str, str]:
    on = files_of(page, role)
    return (on.key, f"{on.options}") if on.usable else ("", "")


def project_now(page: Page, *, role: str = "project") -> Project | None:
    """The project of the files of a role, else of what is drawn; None where there is nothing yet.

    Raises
    ------
    GisError: the files hold no areas, or a fact is wrong.
    """
    now = book_of(page.choice.district).now
    key = (engine.stamp(page.choice.district), role, _named(page, role), now.key)
    if not _layers(page, role) and (role != "project" or not now.areas):
        return None
    return _PROJECTS.get(key, lambda: _project(page, role, now))


def _project(page: Page, role: str, now: Entered) -> Project:
    crs, layers, on = page.district.crs.to_string(), _layers(page, role), files_of(page, role)
    if not layers:
        return drawn_project(now.areas, crs=crs, facts=dict(now.facts), codes=[now.code] * len(now.areas))
    told = on.intake.messages if on.intake is not None else ()
    facts = dict(now.facts) if role == "project" else {}
    found = project_of(layers, crs=crs, facts=facts, messages=told)
    return _edited(page, found, now) if role == "project" else found


def edit_name(page: Page, part: str) -> str:
    """What an edit of a part is kept under: of this file alone, another one may have a part of the same id."""
    return f"{files_of(page, 'project').key[:16]}/{part}"


def fresh_project(page: Page) -> bool:
    """Where another file has taken the place of the project's: what was stated of that one goes, and can come back."""
    on, book, place = files_of(page, "project"), book_of(page.choice.district), f"yitu_review_{page.choice.district}_of"
    last = st.session_state.get(place, "")
    if not on.key or on.key == last:
        return False
    st.session_state[place] = on.key
    if not last or not (book.now.facts or book.now.edits):
        return False
    book.keep(facts=(), edits=())
    book.turn += 1
    return True


def _edited(page: Page, project: Project, now: Entered) -> Project:
    """The parts of a file with the outlines that were changed on the page, which the notes say."""
    ids = {str(part): part for part in project.parts.index}
    changed = dict(now.edits)
    edits = [(part, changed[name]) for part in ids if (name := edit_name(page, part)) in changed]
    if not edits:
        return project
    parts = project.parts.copy()
    for part, shape in edits:
        parts.loc[ids[part], parts.geometry.name] = shape
    notes = tuple(f"地块 {part} 的边界在本页改动过 / outline of part {part} changed on this page" for part, _ in edits)
    return replace(project, parts=parts, notes=(*project.notes, *notes))


def industries() -> list[str]:
    """Suggestions for the industry of a project: the divisions by name, and the words of plans."""
    known = read_industries()
    return list(dict.fromkeys([*known.divisions.values(), *(one.word for one in known.words)]))


def industry_words(code: str) -> str:
    """The division a code of industry begins with, by name; empty where it is not known."""
    return str(read_industries().divisions.get(code.strip().lstrip("ABCDEFGHIJKLMNOPQRST")[:2], ""))


def packs_of(page: Page) -> tuple[RulePack, ...]:
    """The shipped packs of the district, and those the user brought.

    Raises
    ------
    DefinitionError, UnitError: a pack is wrong.
    """
    on = files_of(page, "packs")
    own = on.keep("packs", lambda: tuple(read_rule_pack(Path(one.path)) for one in on.files)) if on.files else ()
    return (*shipped_packs(page.choice.district), *own)


# --- the review -------------------------------------------------------------------------------------------------------


def stage_of(page: Page) -> EffectStage:
    """The district laid out for effects, shared by all reviews of it."""
    return _STAGES.get(engine.stamp(page.choice.district), lambda: EffectStage(page.district))


def asked(page: Page, *, role: str = "project") -> Hashable:
    """What names the review of everything as it is now."""
    now = book_of(page.choice.district).now
    roles = (role, "controls", "approved", "packs")
    files = tuple((name, *_named(page, name), files_of(page, name).key) for name in roles)
    return ("review", engine.stamp(page.choice.district), files, now.key, _today())


def _today() -> str:
    return datetime.now(tz=UTC).astimezone().date().isoformat()


def start(page: Page, project: Project, *, role: str = "project") -> Job[Done]:
    """The review of a project under way or done; one that failed is made once more.

    Raises
    ------
    DefinitionError, UnitError: a rule pack is wrong.
    """
    key, packs, now = asked(page, role=role), packs_of(page), book_of(page.choice.district).now
    layers, approved = _layers(page, "controls"), _layers(page, "approved")

    def work(told: Callable[[str, float], None]) -> Done:
        inputs = review_inputs(
            project, stage_of(page), brought_layers=layers, approved=approved, ellipsoidal=now.ellipsoidal
        )
        return reviewed(key, inputs, packs, off=now.off, step=told)

    found = _REVIEWS.get(key, lambda: Job(work))
    if found.failed:
        found = Job(work)
        _REVIEWS.put(key, found)
    return found


def reviewed(
    key: Hashable, inputs: ReviewInputs, packs: Sequence[RulePack], *, off: frozenset[str] = frozenset(),
    step: Callable[[str, float], None] | None = None,
) -> Done:  # fmt: skip
    """The review by these packs; rules switched off stand in it as not assessed, with that reason."""
    found = review_project(inputs, packs, date=_today(), off=off, progress=step)
    return Done(key, found, tuple(packs), off)


def done_of(page: Page) -> Done | None:
    """The review on the page; it stays when something is entered after it, and is told to be older."""
    found = st.session_state.get(f"yitu_review_done_{page.choice.district}")
    return found if isinstance(found, Done) else None


def plots_of(page: Page) -> Drawn | None:
    """The outlines of the district's plots for the map; None where it has none."""
    layer = page.district.layers.get("plots")
    if layer is None or layer.frame.empty:
        return None
    frame = layer.frame
    return _PLOTS.get(engine.stamp(page.choice.district), lambda: plots_layer(frame))


# --- the finding in hand ----------------------------------------------------------------------------------------------


def chosen_finding(page: Page) -> str:
    """The finding in hand; empty for none."""
    return str(st.session_state.get(f"yitu_review_finding_{page.choice.district}", ""))


def choose_finding(page: Page, finding: str, *, move: bool = True) -> None:
    """Take a finding in hand; `move`: the map goes there, unless it was clicked on it."""
    st.session_state[f"yitu_review_finding_{page.choice.district}"] = finding
    if move:
        place = f"yitu_review_shift_{page.choice.district}"
        st.session_state[place] = (finding, st.session_state.get(place, ("", 0))[1] + 1)


def shift(page: Page) -> tuple[str, int]:
    """The finding the map was last told to move to, and how often it was told."""
    told: tuple[str, int] = st.session_state.get(f"yitu_review_shift_{page.choice.district}", ("", 0))
    return told


# --- rulings ----------------------------------------------------------------------------------------------------------


def _log_path(head: str) -> Path:
    return workspace_folder(engine.workspace()) / "reviews" / f"{head[:32]}.rulings.jsonl"


def log_of(done: Done) -> RulingLog:
    """The log of rulings on a review, from the workspace.

    Raises
    ------
    UnreadableFileError: the file cannot be opened.
    """
    head = head_of(done.review)
    return read_rulings(_log_path(head), head=head)


def rule_on(done: Done, finding: Finding, *, decision: Decision, name: str, reason: str) -> None:
    """Put a ruling at the end of the log.

    Raises
    ------
    DefinitionError: no name, or no reason to overrule. WorkspaceError: the log cannot be written.
    """
    now = datetime.now(tz=UTC).astimezone().isoformat(timespec="seconds")
    log = log_of(done).ruled(finding, decision=decision, name=name, time=now, reason=reason)
    path = _log_path(log.head)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise workspace_error(path.parent, cause) from cause
    append_ruling(log, path)


def again(page: Page, done: Done, project: Project) -> ReviewInputs:
    """The inputs of a review of another project over the same layers; figures and effects are its own.

    Raises
    ------
    GisError: the goals of the district cannot be read.
    """
    fresh = review_inputs(project, stage_of(page), ellipsoidal=done.review.inputs.ellipsoidal)
    return replace(fresh, layers=done.review.inputs.layers)
