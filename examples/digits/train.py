"""Trains one network on drawn digits and logs it with Stepwell: what a training script of yours may look like.

    pip install ./clients/python
    python3 examples/digits/train.py --rate 0.03 --optimizer adam
    npm start                                              # shows ./runs, live

Standard library only. A training that was killed goes on behind its last checkpoint when it is started again with the same
--name and --checkpoint.
"""

from __future__ import annotations

import argparse
import math
import os
import pickle
import random
import signal
import time
from pathlib import Path
from typing import Any, Sequence

import stepwell
from draw import CLASSES, SIZE, draw_digits
from network import OPTIMIZERS, Network, norm
from parent import end_with_parent
from pictures import confusion_picture, digits_picture
from progress import Progress

BATCH, HIDDEN = 16, 24


def main() -> None:
    options = read_options()
    if options.with_parent:
        end_with_parent()
    stepwell.init(
        project_name=options.project,
        experiment_name=options.optimizer,
        run_name=options.name or f"{options.optimizer}-{options.rate:g}-s{options.seed}",
        root=options.root,
        config={
            "lr": options.rate,
            "optimizer": {"name": options.optimizer, "schedule": "cosine", "warmup": options.steps // 10},
            "seed": options.seed,
            "steps": options.steps,
            "batch": BATCH,
            "hidden": HIDDEN,
        },
        tags=["sweep"] if options.sweep else [],
    )
    stepwell.set_primary_metric("val/accuracy", "max")
    Training(options).run()
    stepwell.close()


class Training:
    """The state of one training, and how it goes on."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.images, self.labels = draw_digits(options.images, seed=1000 + options.seed)
        self.test = draw_digits(options.images // 4, seed=7)
        self.chance = random.Random(options.seed)
        self.network = Network(SIZE * SIZE, HIDDEN, CLASSES, options.seed)
        self.optimizer = OPTIMIZERS[options.optimizer]()
        self.step = 0
        self.restore()

    def run(self) -> None:
        steps = self.options.steps
        every = max(1, steps // 12)
        progress = Progress(steps, self.step)
        while self.step < steps:
            stepwell.set_stage("warmup" if self.step < steps // 10 else "train")
            progress.show(self.step, self.one_step())
            self.step += 1
            if self.step % every == 0 or self.step == steps:
                progress.clear()
                self.evaluate()
                self.save()
            if self.step == self.options.die_at:
                # As the kernel ends a process that takes too much memory: no line of Python runs any more.
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            if self.options.pause > 0:
                time.sleep(self.options.pause)
        progress.close(self.step)

    def one_step(self) -> float:
        """One batch; gives its loss."""
        batch = self.chance.sample(range(len(self.images)), BATCH)
        gradients, loss, accuracy = self.network.gradients([self.images[n] for n in batch], [self.labels[n] for n in batch])
        rate = self.options.rate * schedule(self.step, self.options.steps)
        self.optimizer.update(self.network.rows, gradients, rate)
        values = {"train/loss": loss, "train/accuracy": accuracy, "optimizer/lr": rate, "optimizer/gradient": norm(gradients)}
        stepwell.log(values, step=self.step)
        return loss

    def evaluate(self) -> None:
        """Loss and accuracy on digits that were not trained on, and pictures of what goes wrong."""
        chances = [self.network.probabilities(image) for image in self.test[0]]
        guesses = [one.index(max(one)) for one in chances]
        right = [one[label] for one, label in zip(chances, self.test[1])]
        loss = sum(-math.log(chance) if chance > 0 else math.inf if chance == 0 else math.nan for chance in right) / len(right)
        accuracy = sum(map(int.__eq__, guesses, self.test[1])) / len(right)
        print(f"step {self.step}: val loss {loss:.4f}, accuracy {accuracy:.3f}")
        worst_digit = min(recall(digit, guesses, self.test[1]) for digit in set(self.test[1]))
        stepwell.log({"val/loss": loss, "val/accuracy": accuracy, "val/worst digit": worst_digit}, step=self.step - 1)
        worst = sorted(range(len(right)), key=right.__getitem__)[:12]
        caption = ", ".join(f"{self.test[1][n]} for {guesses[n]}" for n in worst[:6])
        stepwell.log_image("val/confusion", confusion_picture(guesses, self.test[1]), self.step - 1, f"accuracy {accuracy:.3f}")
        stepwell.log_image("val/worst", digits_picture([self.test[0][n] for n in worst]), self.step - 1, f"taken {caption} …")

    def save(self) -> None:
        """Keeps all that the next steps depend on; an old checkpoint stands until the new one is whole."""
        if self.options.checkpoint is None:
            return
        state = {name: getattr(self, name) for name in ("network", "optimizer", "chance", "step")}
        new = self.options.checkpoint.with_suffix(".new")
        new.write_bytes(pickle.dumps(state))
        os.replace(new, self.options.checkpoint)

    def restore(self) -> None:
        if self.options.checkpoint is None or not self.options.checkpoint.exists():
            return
        state: dict[str, Any] = pickle.loads(self.options.checkpoint.read_bytes())
        self.__dict__.update(state)
        print(f"goes on behind step {self.step}")
        stepwell.annotate("resumed from a checkpoint", {"checkpoint_step": self.step}, step=self.step)


def recall(digit: int, guesses: Sequence[int], labels: Sequence[int]) -> float:
    """The share of a digit's images that were taken for it."""
    hits = [guess == digit for guess, label in zip(guesses, labels) if label == digit]
    return sum(hits) / len(hits)


def schedule(step: int, steps: int) -> float:
    """Rises to 1 over the first tenth, then falls as a cosine."""
    warmup = max(1, steps // 10)
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains a small network on drawn digits.")
    parser.add_argument("--rate", type=float, default=0.03, help="learning rate (default 0.03)")
    parser.add_argument("--optimizer", choices=sorted(OPTIMIZERS), default="adam")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--images", type=int, default=640, help="digits to train on; a quarter of it to test with")
    parser.add_argument("--name", help="run name (default: optimizer, rate and seed)")
    parser.add_argument("--project", default="digits")
    parser.add_argument("--root", help="folder of the runs (default: STEPWELL_ROOT, else ./runs)")
    parser.add_argument("--checkpoint", type=Path, help="file to keep the state in, and to go on from")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds to wait after each step")
    parser.add_argument("--die-at", type=int, metavar="STEP", help="be killed after this step")
    parser.add_argument("--sweep", action="store_true", help="tag the run as part of a sweep")
    parser.add_argument("--with-parent", action="store_true", help="end when stdin closes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
