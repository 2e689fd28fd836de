"""Callbacks for Lightning, the Hugging Face Trainer and Keras. The frameworks are stand-ins (framework_standins.py)."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any

import stepwell
from framework_standins import fit_keras, fit_lightning, installed, train_transformers
from support import SOURCE, StepwellCase, points, read_json, read_lines


class CallbackCase(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        os.environ["STEPWELL_LOG_LEVEL"] = "Off"

    def module(self, framework: str, name: str) -> Any:
        """The shim's module, with the stand-in framework below it."""
        scope = installed(framework, f"stepwell.{name}")
        scope.__enter__()
        self.addCleanup(scope.__exit__, None, None, None)
        return importlib.import_module(f"stepwell.{name}")

    def folder(self) -> Path:
        (found,) = self.root.rglob("meta.json")
        return found.parent

    def status(self) -> str:
        return read_json(self.folder() / "status.json")["status"]  # type: ignore[no-any-return]


class Shared(CallbackCase):
    def test_a_missing_framework_is_named_and_stepwell_itself_needs_none(self) -> None:
        for name, needed in (("lightning", "lightning"), ("huggingface", "transformers"), ("keras", "keras")):
            with installed("nothing", f"stepwell.{name}"), self.assertRaisesRegex(ImportError, f"stepwell.{name} needs {needed}"):
                importlib.import_module(f"stepwell.{name}")
        loaded = subprocess.run(
            [sys.executable, "-c", "import sys, stepwell; print([m for m in sys.modules if m.startswith('stepwell.')])"],
            env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for shim in ("wandb", "tensorboard", "lightning", "huggingface", "keras", "query"):
            self.assertNotIn(f"'stepwell.{shim}'", loaded)

    def test_a_run_that_is_open_is_used_and_left_open(self) -> None:
        keras = self.module("keras", "keras")
        run = stepwell.init(root=self.root, capture_console=False, system_metrics=False)
        fit_keras(keras.StepwellCallback(), [0.5], 1)
        self.assertEqual(points(read_lines(run.place), "loss"), [(0, 0.5)])
        self.assertEqual((run.finished, self.status()), (False, "running"))
        given = self.folder_run()
        fit_keras(keras.StepwellCallback(given), [0.25], 1)
        self.assertEqual(points(read_lines(given.place), "loss"), [(0, 0.25)])
        with self.assertRaisesRegex(stepwell.OptionError, "run and project cannot both be given"):
            keras.StepwellCallback(given, project="x")


class Lightning(CallbackCase):
    def test_both_names_of_the_package(self) -> None:
        for framework in ("lightning", "pytorch_lightning"):
            with installed(framework, "stepwell.lightning"):
                logger = importlib.import_module("stepwell.lightning").StepwellLogger(project=framework, root=self.root)
                self.assertTrue(logger.made)
                fit_lightning(logger, [1.0, 0.5])
                self.assertEqual((logger.name, logger.version, logger.save_dir), (framework, logger.experiment.id, str(self.root)))
                lines = read_lines(logger.experiment.place)
                self.assertEqual(points(lines, "train_loss"), [(0, 1.0), (1, 0.5)])
                self.assertEqual(lines[-1]["data"], {"text": "saved checkpoint", "metadata": {"path": "best.ckpt"}, "step": 1})
                place = Path(logger.experiment.place)
                self.assertEqual(read_json(place / "meta.json")["config"], {"lr": 0.1})
                self.assertEqual(read_json(place / "status.json")["status"], "finished")
                logger._target.close()

    def test_a_test_after_the_fit_goes_on_and_a_failure_is_said(self) -> None:
        logger = self.module("lightning", "lightning").StepwellLogger(root=self.root)
        fit_lightning(logger, [1.0])
        logger.log_metrics({"test_loss": 0.5}, 1)
        self.assertEqual(self.status(), "running")
        logger.finalize("success")
        self.assertEqual(self.status(), "finished")
        fit_lightning(logger, [1.0], fails=True)
        self.assertEqual(self.status(), "failed")
        logger._target.close()

    def test_images_are_kept_and_graphs_counted(self) -> None:
        logger = self.module("lightning", "lightning").StepwellLogger(root=self.root)
        logger.log_image("samples", [b"GIF89a", b"GIF89a"], step=3, caption=["a"])
        logger.log_graph(object())
        images = [(one["data"]["key"], one["data"]["step"], one["data"]["caption"]) for one in read_lines(self.folder())]
        self.assertEqual(images, [("samples/0", 3, "a"), ("samples/1", 3, None)])
        self.assertEqual(logger.experiment.reporter.dropped, {"log_graph is not supported": 1})
        logger._target.close()

    def test_only_rank_0_writes(self) -> None:
        os.environ["LOCAL_RANK"] = "1"
        logger = self.module("lightning", "lightning").StepwellLogger(project="p", root=self.root)
        fit_lightning(logger, [1.0])
        self.assertEqual((logger.name, self.root.exists()), ("p", False))
        logger._target.close()


class HuggingFace(CallbackCase):
    def test_what_the_trainer_logs(self) -> None:
        callback = self.module("transformers", "huggingface").StepwellCallback(project="glue", run_name="bert", root=self.root)

        def evaluate(args: Any, state: Any) -> None:
            self.assertEqual(self.status(), "finished")
            callback.on_log(args, state, None, logs={"eval_loss": 0.125})

        train_transformers(callback, [1.0, 0.5], after=evaluate)
        lines = read_lines(self.folder())
        self.assertEqual(points(lines, "train/loss"), [(10, 1.0), (20, 0.5)])
        self.assertEqual(points(lines, "eval/loss"), [(20, 0.25), (20, 0.125)])
        self.assertEqual(points(lines, "test/f1"), [(20, 0.5)])
        self.assertEqual([one["data"] for one in lines if one["type"] == "annotation"],
                         [{"text": "saved checkpoint", "metadata": {"path": "out/checkpoint-20"}, "step": 20}])  # fmt: skip
        config = read_json(self.folder() / "meta.json")["config"]
        self.assertEqual(config, {"learning_rate": 0.1, "output_dir": "out", "model": {"hidden_size": 8}})
        self.assertEqual((self.status(), callback._target.run.reporter.dropped), ("running", {}))
        callback._target.close()
        self.assertEqual(self.status(), "finished")

    def test_only_process_zero_of_the_world_writes(self) -> None:
        callback = self.module("transformers", "huggingface").StepwellCallback(root=self.root)
        train_transformers(callback, [1.0], zero=False)
        self.assertFalse(self.root.exists())


class Keras(CallbackCase):
    def test_both_names_of_the_package(self) -> None:
        for framework in ("keras", "tensorflow"):
            with installed(framework, "stepwell.keras"):
                callback = importlib.import_module("stepwell.keras").StepwellCallback(project=framework, root=self.root)
                fit_keras(callback, [1.0, 0.5], batches=3)
                place = Path(callback._target.run.place)
                lines = read_lines(place)
                self.assertEqual((points(lines, "loss"), points(lines, "val_loss")), ([(0, 1.0), (1, 0.5)], [(0, 2.0), (1, 1.0)]))
                self.assertEqual(points(lines, "batch/loss"), [])
                config = read_json(place / "meta.json")["config"]
                self.assertEqual((config["epochs"], config["optimizer"]), (2, {"name": "adam", "learning_rate": 0.1}))
                self.assertEqual(read_json(place / "status.json")["status"], "finished")
                callback._target.close()

    def test_batches_are_counted_over_the_whole_run(self) -> None:
        keras = self.module("keras", "keras")
        callback = keras.StepwellCallback(log_freq=2, root=self.root)
        fit_keras(callback, [1.0, 0.5], batches=3)
        fit_keras(callback, [0.25], batches=2)
        self.assertEqual(points(read_lines(self.folder()), "batch/loss"), [(0, 1.0), (2, 1.0), (4, 0.5), (6, 0.25)])
        for wrong in ("batch", 0, True, 1.5):
            with self.assertRaisesRegex(stepwell.OptionError, "log_freq="):
                keras.StepwellCallback(log_freq=wrong)
        callback._target.close()

    def test_an_exception_in_training_fails_the_run(self) -> None:
        code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from framework_standins import installed, fit_keras
with installed("keras"):
    from stepwell.keras import StepwellCallback
    fit_keras(StepwellCallback(root=sys.argv[1]), [1.0], batches=1)
    callback = StepwellCallback(root=sys.argv[1], run_name="broken")
    callback.on_train_begin()
    raise ValueError("broken")
"""
        subprocess.run([sys.executable, "-c", code, str(self.root)], env={**os.environ, "PYTHONPATH": str(SOURCE)},
                       stderr=subprocess.DEVNULL, check=False)  # fmt: skip
        ends = {read_json(path)["status"] for path in self.root.rglob("status.json")}
        self.assertEqual(ends, {"finished", "failed"})


if __name__ == "__main__":
    unittest.main()
