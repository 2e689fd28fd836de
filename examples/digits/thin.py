"""Copies runs with less in them, and with nothing that names a machine or a person: how the runs in ``runs/`` were made.

    python3 examples/digits/thin.py /tmp/sweep runs
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

#: Fields of meta.json that say where a run was trained.
PERSONAL = ("cwd", "git", "platform")


def main() -> None:
    options = read_options()
    for events in sorted(options.source.rglob("events.jsonl")):
        run = events.parent
        thin_run(run, options.target / run.relative_to(options.source), options.every, options.images)


def thin_run(source: Path, target: Path, every: int, images: int) -> None:
    """Keeps the files of one run: of its training steps and images only some, and all that is neither."""
    (target / "media").mkdir(parents=True)
    for file in source.glob("*.json"):
        known = json.loads(file.read_text(encoding="utf-8"))
        if file.name == "meta.json":
            known = without_place(known)
        (target / file.name).write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for file in source.glob("logs*"):
        shutil.copyfile(file, target / file.name)
    for file in source.glob("events*.jsonl"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if is_kept(json.loads(line), every, images)]
        (target / file.name).write_text("".join(kept), encoding="utf-8")
        for event in map(json.loads, kept):
            if event["type"] == "image":
                shutil.copyfile(source / event["data"]["path"], target / event["data"]["path"])


def is_kept(event: dict[str, Any], every: int, images: int) -> bool:
    """Each ``every``-th step of the training, and of every ``images``-th multiple of ten per cent of the images."""
    data = event["data"]
    if event["type"] == "image":
        return data["step"] // 25 % images == images - 1
    if "train/loss" not in data:
        return True
    # A step at which the loss is no number any more stays, whatever its place.
    return data["global_step"] % every == 0 or isinstance(data["train/loss"], str)


def without_place(meta: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in meta.items() if name not in PERSONAL}
    kept["hostname"] = "workstation"
    kept["argv"] = [f"examples/digits/{Path(meta['argv'][0]).name}", *without_options(meta["argv"][1:])]
    return kept


def without_options(arguments: list[str]) -> list[str]:
    """Without --root and --checkpoint, which name folders."""
    kept: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--root", "--checkpoint"):
            next(rest, None)
        else:
            kept.append(argument)
    return kept


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Copies runs with less in them.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--every", type=int, default=2, help="keep each of so many training steps")
    parser.add_argument("--images", type=int, default=4, help="keep each of so many images")
    return parser.parse_args()


if __name__ == "__main__":
    main()
