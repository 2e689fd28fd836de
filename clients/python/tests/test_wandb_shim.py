"""Scripts written for wandb run with one line changed; what has no counterpart is said once, counted and raises nothing."""

from __future__ import annotations

import argparse
import os
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import stepwell
import stepwell.wandb as wandb
from support import StepwellCase, points, quiet, read_json, read_lines, script

PNG = b"\x89PNG\r\n\x1a\n"


class Figure:
    """What matplotlib's figure offers."""

    def savefig(self, file: Any, format: str) -> None:
        assert format == "png"
        file.write(PNG)


class WandbShim(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        clean = {name: "" for name in os.environ if name.startswith("WANDB_")}
        patched = mock.patch.dict(os.environ, {**clean, "STEPWELL_LOG_LEVEL": "Off"})
        patched.start()
        self.addCleanup(patched.stop)
        self.addCleanup(wandb.finish)
        # Console capture and system metrics are tested elsewhere.
        quiet_run = mock.patch.object(wandb, "start_run", self.start_run)
        quiet_run.start()
        self.addCleanup(quiet_run.stop)

    def start_run(self, **options: Any) -> stepwell.Run:
        self.asked = dict(options)
        return stepwell.start_run(**{**options, "capture_console": False, "system_metrics": False})

    def init(self, **options: Any) -> wandb.Run:
        return wandb.init(**{"dir": self.root, **options})

    def meta(self, run: wandb.Run) -> dict[str, Any]:
        return read_json(Path(run.dir) / "meta.json")

    def end(self, run: wandb.Run) -> dict[str, Any]:
        return read_json(Path(run.dir) / "status.json")

    def test_the_usual_script(self) -> None:
        run = self.init(project="digits", entity="team", group="sweep", name="cnn", notes="why", tags=["a"], job_type="train",
                        config={"lr": 0.1, "net": {"depth": 2}})  # fmt: skip
        self.assertIs(wandb.run, run)
        self.assertEqual((run.get_url(), run.sweep_id), (run.dir, None))
        wandb.config.epochs = 3
        for epoch in range(wandb.config.epochs):
            wandb.log({"loss": 1 / (epoch + 1), "acc": epoch})
        wandb.summary["best"] = 0.5
        wandb.finish()
        self.assertIsNone(wandb.run)
        self.assertEqual(Path(run.dir).parent, self.root / "team" / "digits" / "sweep")
        meta = self.meta(run)
        kept = [meta[name] for name in ("alias", "notes", "tags", "job_type", "config")]
        self.assertEqual(kept, ["cnn", "why", ["a"], "train", {"lr": 0.1, "net": {"depth": 2}, "epochs": 3}])
        self.assertEqual(points(read_lines(run.dir), "loss"), [(0, 1.0), (1, 0.5), (2, 1 / 3)])
        self.assertEqual(read_json(Path(run.dir) / "summary.json"), {"best": 0.5, "loss": 1 / 3, "acc": 2})
        self.assertEqual((self.end(run)["status"], run.stepwell.reporter.dropped), ("finished", {}))
        self.assertEqual((self.asked["capture_console"], self.asked["system_metrics"]), (True, True))

    def test_one_step_for_the_whole_run(self) -> None:
        run = self.init()
        wandb.log({"a": 1.0})
        wandb.log({"b": 1.0}, commit=False)
        wandb.log({"a": 2.0})
        wandb.log({"a": 3.0}, step=10)
        wandb.log({"b": 3.0})
        wandb.log({"a": 4.0})
        wandb.log({"a": 5.0}, step=20, commit=True)
        wandb.log({"a": 6.0})
        lines = read_lines(run.dir)
        self.assertEqual(points(lines, "a"), [(0, 1.0), (1, 2.0), (10, 3.0), (11, 4.0), (20, 5.0), (21, 6.0)])
        self.assertEqual(points(lines, "b"), [(1, 1.0), (10, 3.0)])
        self.assertEqual(run.step, 22)

    def test_runs_of_one_name_are_two_and_one_id_is_continued(self) -> None:
        first = self.init(name="same")
        wandb.finish()
        second = self.init(name="same")
        wandb.finish()
        self.assertNotEqual(first.dir, second.dir)
        third = self.init(id="job-1", name="x")
        wandb.log({"a": 1.0}, step=7)
        wandb.finish()
        fourth = self.init(id="job-1", resume="allow")
        self.assertEqual((fourth.dir, fourth.resumed, fourth.step, fourth.id), (third.dir, True, 8, "job-1"))
        wandb.finish()
        with self.assertRaises(stepwell.RunExistsError):
            self.init(id="job-1", resume="never")
        with self.assertRaisesRegex(stepwell.OptionError, "resume="):
            self.init(id="job-1", resume="maybe")

    def test_init_again_returns_the_open_run_or_finishes_it_first(self) -> None:
        first = self.init()
        self.assertIs(self.init(), first)
        second = self.init(reinit=True)
        self.assertIsNot(second, first)
        self.assertEqual(self.end(first)["status"], "finished")
        third = self.init(reinit="create_new")
        self.assertEqual(self.end(second)["status"], "running")
        second.finish()
        third.finish()
        self.assertIsNone(wandb.run)

    def test_the_variables_of_launchers_are_read(self) -> None:
        variables = {"WANDB_PROJECT": "p", "WANDB_ENTITY": "e", "WANDB_NAME": "n", "WANDB_RUN_ID": "i", "WANDB_RUN_GROUP": "g",
                     "WANDB_TAGS": "a, b", "WANDB_NOTES": "why", "WANDB_JOB_TYPE": "eval"}  # fmt: skip
        with mock.patch.dict(os.environ, variables):
            run = self.init(project="given")
        self.assertEqual((run.project, run.entity, run.name, run.id, run.group, run.tags, run.notes, run.job_type),
                         ("given", "e", "n", "i", "g", ("a", "b"), "why", "eval"))  # fmt: skip
        wandb.finish()
        with mock.patch.dict(os.environ, {"WANDB_MODE": "disabled"}):
            self.assertTrue(self.init().disabled)

    def test_disabled_keeps_nothing_and_a_mode_there_is_not_is_an_error(self) -> None:
        run = self.init(mode="disabled", config={"lr": 1})
        wandb.log({"a": 1.0})
        run.summary["b"] = 2
        self.assertEqual((run.summary["a"], run.summary["b"], run.config.lr), (1.0, 2, 1))
        wandb.finish()
        self.assertFalse(self.root.exists())
        with self.assertRaisesRegex(stepwell.OptionError, "mode='quick'"):
            self.init(mode="quick")

    def test_to_a_server(self) -> None:
        server = self.server()
        run = wandb.init(project="p", server=server.url, api_key="k")
        wandb.log({"a": 1.0})
        wandb.finish()
        self.assertEqual(server.values("a"), [1.0])
        self.assertEqual(server.headers[-1]["Authorization"], "Bearer k")
        self.assertTrue(run.stepwell.finished)

    def test_config_is_read_and_written_as_people_do(self) -> None:
        run = self.init(config=argparse.Namespace(lr=0.1, seed=3, secret="x"), config_exclude_keys=["secret"])
        config = wandb.config
        config.update({"a": 1}, allow_val_change=True)
        config.update(argparse.Namespace(b=2))
        config["c"] = 3
        config.setdefault("d", 4)
        self.assertEqual((config.lr, config["seed"], config.get("none"), "a" in config), (0.1, 3, None, True))
        self.assertEqual(dict(config), {"lr": 0.1, "seed": 3, "a": 1, "b": 2, "c": 3, "d": 4})
        self.assertEqual(self.meta(run)["config"], config.as_dict())
        with self.assertRaisesRegex(AttributeError, "no 'missing': there are lr"):
            print(config.missing)

    def test_images_figures_and_alerts(self) -> None:
        run = self.init()
        path = self.root / "picture.png"
        path.write_bytes(PNG)
        wandb.log({"a": wandb.Image(PNG, caption="one"), "b": [wandb.Image(str(path)), wandb.Image(PNG)], "plot": Figure()}, step=4)
        wandb.alert("slow", text="GPU waits", level=wandb.AlertLevel.WARN)
        lines = read_lines(run.dir)
        images = [(one["data"]["key"], one["data"]["step"], one["data"]["caption"]) for one in lines if one["type"] == "image"]
        self.assertEqual(images, [("a", 4, "one"), ("b/0", 4, None), ("b/1", 4, None), ("plot", 4, None)])
        self.assertEqual([(Path(run.dir) / one["data"]["path"]).read_bytes() for one in lines if one["type"] == "image"], [PNG] * 4)
        self.assertEqual(lines[-1]["data"], {"text": "slow: GPU waits", "metadata": {"level": "WARN"}})

    def test_values_of_every_kind(self) -> None:
        run = self.init()
        wandb.log({"flag": True, "nested": {"a": {"b": 1.5}}, "text": "cat", "big": 2**60, "nan": float("nan")})
        wandb.log({"text": "cat"})
        (line,) = read_lines(run.dir)
        data = {name: value for name, value in line["data"].items() if name not in ("time", "global_step")}
        self.assertEqual(data, {"flag": 1, "nested.a.b": 1.5, "big": 2**60, "nan": "NaN"})
        self.assertEqual(read_json(Path(run.dir) / "summary.json"), {"text": "cat"})

    def test_what_has_no_counterpart_is_said_once_counted_and_raises_nothing(self) -> None:
        os.environ["STEPWELL_LOG_LEVEL"] = "Warn"
        with quiet() as said:
            run = self.init(monitor_gym=True)
            for _ in range(3):
                wandb.log({"loss": 1.0, "table": wandb.Table(columns=["a"]), "hist": wandb.Histogram([1, 2]), "none": None})
            table = wandb.Table(columns=["a"])
            table.add_data(1)
            artifact = wandb.Artifact("model", type="model")
            artifact.add_file("x")
            run.log_artifact(artifact).wait()
            wandb.watch(object(), log="all")
            wandb.save("*.pt")
            wandb.plot.line(table, "x", "y")
            wandb.log("no dict")  # type: ignore[arg-type]
            wandb.log({"a": 1}, step="x")  # type: ignore[arg-type]
            wandb.finish()
            run.log({"loss": 2.0})
        self.assertEqual(points(read_lines(run.dir), "loss"), [(0, 1.0), (1, 1.0), (2, 1.0)])
        dropped = run.stepwell.reporter.dropped
        self.assertEqual(dropped["wandb.Table is not supported"], 3)
        self.assertEqual(dropped["run.log_artifact is not supported"], 1)
        self.assertEqual(dropped["a value of type NoneType is not supported"], 3)
        for text in ("init(monitor_gym=) has no effect", "wandb.Histogram is not supported", "run.watch", "run.save", "log(str)"):
            self.assertEqual(said.getvalue().split("events were not written")[0].count(text), 1, text)

    def test_a_goal_makes_a_primary_metric(self) -> None:
        run = self.init()
        wandb.define_metric("acc", summary="max")
        for value in (0.1, 0.7, 0.3):
            wandb.log({"acc": value})
        wandb.finish()
        summary = read_json(Path(run.dir) / "summary.json")
        self.assertEqual((summary["best_metric_name"], summary["best_metric_value"], summary["best_metric_step"]), ("acc", 0.7, 1))

    def test_before_init_the_calls_say_what_to_do(self) -> None:
        for use in (lambda: wandb.log({}), lambda: wandb.config, lambda: wandb.summary, lambda: wandb.watch(1)):
            with self.assertRaisesRegex(stepwell.NotInitializedError, r"call wandb\.init\(\) first"):
                use()
        wandb.finish()
        with self.assertRaisesRegex(AttributeError, "has no sweep"):
            print(wandb.sweep)

    def test_the_end_of_a_run_is_said(self) -> None:
        with self.assertRaises(ValueError), self.init() as run:
            raise ValueError("broken")
        self.assertEqual((self.end(run)["status"], self.end(run)["exit_reason"]), ("failed", "ValueError: broken"))
        failed = self.init()
        failed.finish(exit_code=2)
        self.assertEqual((self.end(failed)["status"], self.end(failed)["exit_reason"]), ("failed", "exit code 2"))

    def test_a_script_that_forgets_to_finish_or_breaks(self) -> None:
        for body, status, printed in (("", "finished", ["said\n"]), ("raise ValueError('broken')", "failed", ["said\n", "ValueError"])):
            root = self.root / status
            code = f"import sys, stepwell.wandb as wandb\nrun = wandb.init(dir=sys.argv[1])\nprint('said')\nwandb.log({{'a': 1}})\n{body}"
            script(code, str(root)).communicate(timeout=60)
            (end,) = root.rglob("status.json")
            self.assertEqual(read_json(end)["status"], status)
            log = (end.parent / "logs.txt").read_text()
            for text in printed:
                self.assertIn(text, log)
            summary = read_json(end.parent / "summary.json")
            self.assertEqual(summary, {"a": 1})


if __name__ == "__main__":
    unittest.main()
