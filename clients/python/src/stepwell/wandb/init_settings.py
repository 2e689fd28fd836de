"""What ``init`` was told, by its arguments or by the variables that launchers set."""

from __future__ import annotations

import os
from typing import Any, Mapping

from ..errors import OptionError

#: Options and the variable that stands for each where it is not given.
VARIABLES = {
    "project": "WANDB_PROJECT",
    "entity": "WANDB_ENTITY",
    "name": "WANDB_NAME",
    "id": "WANDB_RUN_ID",
    "group": "WANDB_RUN_GROUP",
    "job_type": "WANDB_JOB_TYPE",
    "notes": "WANDB_NOTES",
    "tags": "WANDB_TAGS",
    "mode": "WANDB_MODE",
    "resume": "WANDB_RESUME",
}
MODES = ("online", "offline", "disabled", "shared", "dryrun")


def with_environment(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options, those that are None from the environment. Raises OptionError for a mode that there is not."""
    made = {name: value if value is not None else os.environ.get(VARIABLES[name]) or None for name, value in given.items()}
    if isinstance(made.get("tags"), str):
        made["tags"] = [tag.strip() for tag in made["tags"].split(",") if tag.strip() != ""]
    if made.get("mode") not in (None, *MODES):
        raise OptionError(f"mode={made['mode']!r} is not accepted: it is one of {', '.join(MODES)}")
    return made


def resume_strategy(resume: Any, run_id: Any) -> str:
    """What ``resume`` says about a run of this id: "Never" or "Allow". Raises OptionError for what it cannot be."""
    if resume in (None, False, True, "allow", "auto", "must") or (resume == "never" and run_id is None):
        return "Allow"
    if resume == "never":
        return "Never"
    raise OptionError(f"resume={resume!r} is not accepted: it is allow, never, must, auto, True or None")
