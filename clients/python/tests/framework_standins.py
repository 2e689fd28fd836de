"""Stand-ins for lightning, pytorch_lightning, transformers, keras and tensorflow: the base classes, and the order in which each
framework calls them, as their documentation says. The frameworks themselves are not needed to run the tests. For tests only."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Iterator

LOGGER = '''
from abc import ABC, abstractmethod

class Logger(ABC):
    def __init__(self):
        self.made = True
    @property
    @abstractmethod
    def name(self): ...
    @property
    @abstractmethod
    def version(self): ...
    @abstractmethod
    def log_metrics(self, metrics, step=None): ...
    @abstractmethod
    def log_hyperparams(self, params, *args, **kwargs): ...
    def after_save_checkpoint(self, checkpoint_callback): ...
'''
CALLBACK = '''
class Callback:
    def __init__(self):
        self.params = None
        self._model = None
    @property
    def model(self):
        return self._model
    def set_params(self, params):
        self.params = params
    def set_model(self, model):
        self._model = model
    def on_train_begin(self, logs=None): ...
    def on_train_batch_end(self, batch, logs=None): ...
    def on_epoch_end(self, epoch, logs=None): ...
    def on_train_end(self, logs=None): ...
'''
FILES = {
    "lightning": {"lightning/pytorch/loggers/logger.py": LOGGER},
    "pytorch_lightning": {"pytorch_lightning/loggers/logger.py": LOGGER},
    "transformers": {"transformers/__init__.py": "class TrainerCallback:\n    pass\n"},
    "keras": {"keras/callbacks.py": CALLBACK},
    "tensorflow": {"tensorflow/keras/callbacks.py": CALLBACK},
}


@contextlib.contextmanager
def installed(framework: str, *forget: str) -> Iterator[None]:
    """The framework's stand-in is on sys.path; what was imported of it, and the modules of ``forget``, is forgotten before and after."""

    def forget_all() -> None:
        for name in list(sys.modules):
            if name.split(".")[0] in FILES or name in forget:
                del sys.modules[name]

    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.get(framework, {}).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        forget_all()
        sys.path.insert(0, folder)
        try:
            yield
        finally:
            sys.path.remove(folder)
            forget_all()


def fit_lightning(logger: Any, losses: list[float], fails: bool = False) -> None:
    """What a Trainer calls of its logger."""
    logger.log_hyperparams(SimpleNamespace(lr=0.1).__dict__)
    for step, loss in enumerate(losses):
        logger.log_metrics({"train_loss": loss, "epoch": 0}, step)
        logger.save()
    logger.after_save_checkpoint(SimpleNamespace(best_model_path="best.ckpt", last_model_path=""))
    logger.finalize("failed" if fails else "success")


class TrainingArguments:
    output_dir = "out"

    def to_sanitized_dict(self) -> dict[str, Any]:
        return {"learning_rate": 0.1, "output_dir": self.output_dir}


def train_transformers(callback: Any, losses: list[float], zero: bool = True, after: Callable[[Any, Any], None] | None = None) -> None:
    """What the Trainer calls of its callbacks."""
    args, control = TrainingArguments(), SimpleNamespace()
    state = SimpleNamespace(is_world_process_zero=zero, global_step=0)
    model = SimpleNamespace(config=SimpleNamespace(to_dict=lambda: {"hidden_size": 8}))
    callback.on_train_begin(args, state, control, model=model)
    for loss in losses:
        state.global_step += 10
        callback.on_log(args, state, control, logs={"loss": loss, "epoch": 0.5, "note": "text"})
    callback.on_log(args, state, control, logs={"eval_loss": 0.25, "test_f1": 0.5})
    callback.on_save(args, state, control)
    callback.on_train_end(args, state, control)
    if after is not None:
        after(args, state)


def fit_keras(callback: Any, losses: list[float], batches: int) -> None:
    """What ``fit`` calls of its callbacks."""
    callback.set_params({"epochs": len(losses), "steps": batches, "verbose": 0})
    callback.set_model(SimpleNamespace(optimizer=SimpleNamespace(get_config=lambda: {"name": "adam", "learning_rate": 0.1})))
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        for batch in range(batches):
            callback.on_train_batch_end(batch, {"loss": loss})
        callback.on_epoch_end(epoch, {"loss": loss, "val_loss": 2 * loss})
    callback.on_train_end()
