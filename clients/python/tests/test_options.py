"""Every option and environment variable has an effect; what is not accepted is an error that names it."""

from __future__ import annotations

import argparse
import dataclasses
import os
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import stepwell
from stepwell.strategies import StandardMetricScale
from support import StepwellCase, points, quiet, read_json, read_lines, script


class ModuleLevel(StepwellCase):
    def init(self, **options: Any) -> stepwell.Run:
        quiet_options = {"capture_console": False, "system_metrics": False, "log_level": "Off"}
        return stepwell.init(**{"root": self.root, **quiet_options, **options})

    def test_log_before_init_and_after_close_are_errors_that_say_what_to_call(self) -> None:
        for call in (
            lambda: stepwell.log("loss", 0.5),
            lambda: stepwell.log_rl_step("loss", 0.5),
            lambda: stepwell.log_rl_episode("loss", 0.5, 1),
            lambda: stepwell.log_rl_environment_step("loss", 0.5, 1),
            lambda: stepwell.annotate("text"),
            lambda: stepwell.summary({}),
            lambda: stepwell.flush(),
        ):
            with self.assertRaisesRegex(stepwell.NotInitializedError, r"call stepwell\.init\(\) first"):
                call()
        self.init()
        stepwell.close()
        stepwell.close()
        with self.assertRaises(stepwell.NotInitializedError):
            stepwell.log("loss", 0.5)

    def test_close_before_init_is_an_error(self) -> None:
        with mock.patch("stepwell.api._was_open", False), self.assertRaises(stepwell.NotInitializedError):
            stepwell.close()

    def test_a_second_init_is_an_error_until_close(self) -> None:
        run = self.init()
        with self.assertRaisesRegex(stepwell.AlreadyInitializedError, "close"):
            self.init()
        self.assertIs(stepwell.current_run(), run)
        stepwell.close()
        self.init()

    def test_an_unknown_option_is_named_with_those_that_exist(self) -> None:
        with self.assertRaisesRegex(stepwell.UnknownOptionError, r"'projct_name' \(did you mean project_name\?\).*run_name"):
            self.init(projct_name="x")
        with self.assertRaises(TypeError):
            self.init(nothing_like_it=1)

    def test_nothing_is_required_and_the_run_lies_below_runs(self) -> None:
        os.makedirs(self.root.parent, exist_ok=True)
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.root.parent)
        with quiet() as said:
            run = stepwell.init(capture_console=False, system_metrics=False)
        os.chdir(before)
        self.assertEqual(os.path.realpath(Path(run.place).parent), os.path.realpath(self.root / "default"))
        self.assertIn(f"run {run.id} writes runs/default/{run.id}\n", said.getvalue())
        self.assertIn("see it with: stepwell runs\n", said.getvalue())
        run.log("x", 1.0)
        run.log_image("i", b"GIF89a")
        stepwell.close()
        self.assertEqual(read_json(Path(run.place) / "status.json")["status"], "finished")
        self.assertEqual(len(list((Path(run.place) / "media").iterdir())), 1)

    def test_positional_order_and_names_make_the_folder_and_meta(self) -> None:
        run = self.init(api_key="k", workspace_name="team", project_name="digits", run_name="cnn", experiment_name="sweep",
                        config={"lr": 1e-3}, tags=["a", "b", "a"], description="why")  # fmt: skip
        self.assertEqual(Path(run.place).parent, self.root / "team" / "digits" / "sweep")
        meta = read_json(Path(run.place) / "meta.json")
        expected = {
            "key": "cnn", "alias": "cnn", "workspace": "team", "project": "digits", "experiment": "sweep",
            "config": {"lr": 1e-3}, "tags": ["a", "b"], "description": "why", "id": Path(run.place).name, "pid": os.getpid(),
        }  # fmt: skip
        self.assertEqual({name: meta.get(name) for name in expected}, expected)
        self.assertIn("hostname", meta)
        self.assertNotIn("k", [value for value in meta.values() if isinstance(value, str)])

    def test_config_may_be_a_dict_a_dataclass_or_a_namespace(self) -> None:
        @dataclasses.dataclass
        class Options:
            lr: float = 0.1
            inner: Any = None

        for given, kept in (
            ({"a": {"b": (1, None, float("inf"))}, 3: {4}}, {"a": {"b": [1, None, "Infinity"]}, "3": [4]}),
            (Options(inner=Options()), {"lr": 0.1, "inner": {"lr": 0.1, "inner": None}}),
            (argparse.Namespace(lr=0.5, path=Path("x")), {"lr": 0.5, "path": "x"}),
        ):
            run = self.init(config=given)
            self.assertEqual(read_json(Path(run.place) / "meta.json")["config"], kept)
            stepwell.close()
        with self.assertRaisesRegex(stepwell.OptionError, "config must be a dict, not list"):
            self.init(config=[1])

    def test_aggregation_rules_are_checked_and_kept(self) -> None:
        fns = [stepwell.AggregationFn.AGGREGATION_FN_MEAN, "AGGREGATION_FN_STD_DEV"]
        rule = stepwell.AggregationRule(source_scale="EPISODE", output_scale=StandardMetricScale.EPISODE, fns=fns,
                                        aggregate_over_labels=["environment_id"], output_name_suffix="/all")  # fmt: skip
        run = self.init(aggregation_rules=[rule])
        self.assertEqual(
            read_json(Path(run.place) / "meta.json")["aggregation_rules"],
            [{
                "metric_name": None, "source_scale": "EPISODE", "output_scale": "EPISODE", "fns": ["mean", "std_dev"],
                "aggregate_over_labels": ["environment_id"], "output_metric_name": None, "output_name_suffix": "/all",
            }],
        )  # fmt: skip
        stepwell.close()
        with self.assertRaisesRegex(stepwell.OptionError, "fns is empty"):
            stepwell.AggregationRule(source_scale="EPISODE", output_scale="EPISODE", fns=[])
        with self.assertRaisesRegex(stepwell.OptionError, "AGGREGATION_FN_MEAN"):
            stepwell.AggregationRule(source_scale="EPISODE", output_scale="EPISODE", fns=["MEDIAN"])
        with self.assertRaisesRegex(stepwell.OptionError, "output_metric_name"):
            stepwell.AggregationRule(source_scale="A", output_scale="A", fns=fns, output_metric_name="x")
        with self.assertRaisesRegex(stepwell.OptionError, r"aggregation_rules\[0\]"):
            self.init(aggregation_rules=["mean"])

    def test_resume_allow_continues_and_never_raises(self) -> None:
        first = self.init(run_name="a", config={"lr": 1, "kept": True})
        stepwell.log("x", 1.0)
        stepwell.log("x", 1.0)
        stepwell.log("y", 1.0, labels={"a": "b"})
        stepwell.close(status="failed", reason="test")
        second = self.init(run_name="a", config={"lr": 2})
        stepwell.log("x", 2.0)
        stepwell.log("y", 2.0, labels={"a": "b"})
        self.assertEqual(second.place, first.place)
        self.assertEqual(second.config, {"lr": 2, "kept": True})
        lines = read_lines(second.place)
        self.assertEqual(points(lines, "x"), [(0, 1.0), (1, 1.0), (2, 2.0)])
        self.assertEqual([line["data"]["step"] for line in lines if line["type"] == "metric"], [0, 1])
        stepwell.close()
        status = read_json(Path(first.place) / "status.json")
        self.assertEqual([one["status"] for one in status["attempts"]], ["failed"])
        with self.assertRaisesRegex(stepwell.RunExistsError, "run_name='a'.*Allow"):
            self.init(run_name="a", resume_strategy="Never")
        self.assertNotEqual(self.init(run_name="b", resume_strategy="Never").place, first.place)

    def test_a_second_writer_of_a_run_is_warned(self) -> None:
        another = "import stepwell, sys, time; stepwell.init(root=sys.argv[1], run_name='a'); print(1, flush=True); time.sleep(60)"
        other = script(another, str(self.root))
        assert other.stdout is not None and other.stderr is not None
        other.stdout.readline()
        with quiet() as said:
            run = self.init(run_name="a", log_level="Warn")
        self.assertIn(f"run a is being written by process {other.pid} too", said.getvalue())
        self.assertEqual((run.name, run.id), ("a", Path(run.place).name))
        other.kill()
        other.communicate()

    def test_a_name_is_a_run_of_its_own_in_each_project_and_experiment(self) -> None:
        places = set()
        for project, experiment in (("p", None), ("q", None), ("p", "e")):
            places.add(self.init(run_name="a", project_name=project, experiment_name=experiment).place)
            stepwell.close()
        self.assertEqual(len(places), 3)

    def test_log_levels_say_more_or_less(self) -> None:
        for level, said_something in (("Trace", True), ("Success", True), ("Warn", False), ("Off", False)):
            with quiet() as said:
                self.init(log_level=level)
                stepwell.close()
            self.assertEqual(said.getvalue() != "", said_something, level)

    def test_server_and_ingestion_url_are_one_option(self) -> None:
        server = self.server()
        for name in ("server", "ingestion_url"):
            stepwell.init(**{name: server.url}, capture_console=False, system_metrics=False, log_level="Off")
            stepwell.close()
        self.assertEqual(len(server.runs), 2)
        with self.assertRaisesRegex(stepwell.OptionError, "server and ingestion_url"):
            stepwell.init(server=server.url, ingestion_url="http://127.0.0.1:1")
        with self.assertRaisesRegex(stepwell.OptionError, "root and server"):
            stepwell.init(server=server.url, root=self.root)
        with self.assertRaisesRegex(stepwell.OptionError, "server='127.0.0.1'"):
            stepwell.init(server="127.0.0.1")

    def test_other_values_that_are_not_accepted(self) -> None:
        for options, named in (
            ({"num_dispatch_workers": 0}, "num_dispatch_workers=0"),
            ({"resume_strategy": "Maybe"}, "resume_strategy='Maybe' is not accepted: it is one of Allow, Never"),
            ({"backpressure_strategy": "x"}, "DropNew, Block, Raise"),
            ({"error_strategy": "x"}, "Silent, Warn, RaiseOnLog, RaiseOnClose"),
            ({"close_strategy": "x"}, "Immediate, CompletePending, CompleteAll"),
            ({"log_level": "x"}, "Trace, Debug, Info, Success, Warn, Error, Critical, Off"),
            ({"system_metrics": "yes"}, "system_metrics='yes'"),
            ({"capture_console": "yes"}, "capture_console='yes'"),
            ({"tags": "one"}, "tags='one'"),
            ({"project_name": 3}, "project_name=3"),
        ):
            with self.assertRaisesRegex(stepwell.OptionError, named):
                self.init(**options)
        self.assertIsNone(stepwell.current_run())

    def test_a_root_that_cannot_be_written_is_an_error_at_once(self) -> None:
        file = self.root.parent / "file"
        file.write_text("")
        with self.assertRaisesRegex(stepwell.OptionError, "root=.*cannot be written"):
            self.init(root=file / "runs")
        self.init(run_name="a")
        stepwell.close()
        with mock.patch("stepwell.folder_sink.open_events", side_effect=PermissionError(13, "Permission denied")):
            with self.assertRaisesRegex(stepwell.OptionError, "run folder .* cannot be written: Permission denied"):
                self.init(run_name="a")
        self.assertIsNone(stepwell.current_run())


if __name__ == "__main__":
    unittest.main()
