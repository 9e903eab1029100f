"""Findings become tasks (guide, Steps 2 to 6b): ``making.make_plan`` is the whole of it.

Its names are here too, and are loaded when one is asked for: who only asks for a phase's name does
not wait for the planner.
"""

from __future__ import annotations

from mosaic.standard import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.plan.making import PHASES as PHASES
    from mosaic.plan.making import Phase as Phase
    from mosaic.plan.making import Plan as Plan
    from mosaic.plan.making import PlannedTask as PlannedTask
    from mosaic.plan.making import Recognised as Recognised
    from mosaic.plan.making import make_plan as make_plan
    from mosaic.plan.making import recognise as recognise
    from mosaic.plan.making import sources as sources
    from mosaic.plan.making import unnamed as unnamed


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    value: object = getattr(import_module("mosaic.plan.making"), name)
    return value
