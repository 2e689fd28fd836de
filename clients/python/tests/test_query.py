"""``stepwell.query`` against the built server, without pandas: tables are lists."""

from __future__ import annotations

import math
import os
import statistics
import unittest
import warnings
from unittest import mock

from built_server import append, metrics, write_run
from query_case import QueryCase
from stepwell import query
from stepwell.errors import OptionError

T = 1_700_000_000


class RawMetrics(QueryCase):
    def test_fifty_thousand_rows_come_whole_and_one_more_is_warned_of(self) -> None:
        events = write_run(self.root, "p/a", (metrics(step, loss=step / 7) for step in range(50_000)))
        self.serve()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rows = self.client.get_raw_metrics("p", "a", "loss")
        self.assertEqual([row["value"] for row in rows], [step / 7 for step in range(50_000)])
        append(events, [metrics(50_000, loss=1)])
        with self.assertWarns(UserWarning) as caught:
            rows = self.client.get_raw_metrics("p", "a", "loss")
        self.assertEqual(len(rows), 50_000)
        self.assertEqual(rows[-1]["step"], 49_999)
        self.assertRegex(str(caught.warning), "truncated at 50000 rows.*step_min/step_max")
        self.assertEqual(caught.filename, __file__)
        with self.assertWarns(UserWarning) as caught:
            query.get_raw_metrics("p", "a", "loss", limit=10, server=self.client.server)
        self.assertEqual(caught.filename, __file__)
        rest = self.client.get_raw_metrics("p", "a", "loss", step_min=49_999)
        self.assertEqual([row["step"] for row in rest], [49_999, 50_000])

    def test_nan_over_a_number_and_back_are_three_writes_with_flags(self) -> None:
        lines = [metrics(5, T + n, **{"train/loss": value}) for n, value in enumerate([0.5, math.nan, 0.25])]
        lines += [metrics(step, **{"train/loss": value}) for step, value in ((6, "-Infinity"), (7, math.inf), (None, 3))]
        write_run(self.root, "p/a", lines)
        self.serve()
        rows = self.client.get_raw_metrics("p", "a", "train/loss")
        self.assertEqual(
            [tuple(row.values())[:5] for row in rows],
            [
                ("train", 5, T * 1000, 0.5, 0), ("train", 5, T * 1000 + 1000, 0, 1), ("train", 5, T * 1000 + 2000, 0.25, 0),
                ("train", 6, T * 1000, 0, 4), ("train", 7, T * 1000, 0, 2), ("train", None, T * 1000, 3, 0),
            ],
        )  # fmt: skip
        self.assertEqual(list(rows[0])[:5], ["logGroup", "step", "time", "value", "nonFiniteFlags"])
        current = self.client.get_metrics("p", "a", ["train/loss"])
        wanted = [(5, 0.25), (6, -math.inf), (7, math.inf), (None, 3.0)]
        self.assertEqual([(row["step"], row["value"]) for row in current], wanted)

    def test_bounds_are_inclusive_and_the_wrong_way_round_they_are_refused(self) -> None:
        write_run(self.root, "p/a", (metrics(step, loss=step) for step in range(10)))
        self.serve()
        rows = self.client.get_raw_metrics("p", "a", "loss", 3, 5)
        self.assertEqual([row["step"] for row in rows], [3, 4, 5])
        with self.raises(400) as refused:
            self.client.get_raw_metrics("p", "a", "loss", step_min=5, step_max=3)
        self.assertIn("stepMin", str(refused.error))
        self.assertEqual(self.client.get_raw_metrics("p", "a", "none"), [])
        for limit in (0, 50_001):
            with self.raises(422):
                self.client.get_raw_metrics("p", "a", "loss", limit=limit)

    def test_a_run_is_its_id_its_number_or_its_display_id_within_the_project(self) -> None:
        for number in range(1, 44):
            line = metrics(0, loss=number)
            write_run(self.root, f"my-ml-project/run{number:02}", [line], created_at=T + number)
        # A second root, as a prefix is given once in a root.
        other = self.root.with_name("other")
        write_run(other, "many-more-points/run", [metrics(0, loss=-1)])
        self.serve(str(other))
        for name in ("run42", 42, "42", "MMP-42"):
            for ask in (self.client.get_raw_metrics, self.client.get_metrics, self.client.get_statistics):
                found = ask("my-ml-project", name, "loss" if ask == self.client.get_raw_metrics else ["loss"])
                self.assertEqual(found[0]["value"] if "value" in found[0] else found[0]["last"], 42, (name, ask))
        for ask in (self.client.get_metrics, self.client.get_statistics):
            with self.raises(404) as refused:
                ask("my-ml-project", "MMP-44")
            self.assertIn("MMP-44 in project my-ml-project", str(refused.error))
        with self.raises(404):
            self.client.get_raw_metrics("my-ml-project", "MMP-44", "loss")
        # Both projects have the prefix MMP and a first run.
        for name in (1, "MMP-1"):
            with self.raises(409) as refused:
                self.client.get_raw_metrics(None, name, "loss")
            self.assertEqual(refused.error.candidates, ["many-more-points/run", "my-ml-project/run01"])
            with self.raises(409) as refused:
                self.client.get_metrics(None, name)
            self.assertEqual(len(refused.error.candidates), 2)
        self.assertEqual(self.client.get_raw_metrics(None, "run07", "loss")[0]["value"], 7)
        self.assertEqual(self.client.get_metrics(None, "MMP-43", ["loss"])[0]["value"], 43)


class Metrics(QueryCase):
    def test_points_that_stand_come_with_labels_scales_and_without_steps(self) -> None:
        reward = {"name": "reward", "value": 2, "step": 1, "scale": "EPISODE", "labels": {"env": "a"}}
        plain = [metrics(0, loss=1), metrics(1, loss=2, **{"a,b": 5}), metrics(0, T + 0.25, loss=3), metrics(None, loss=4)]
        write_run(self.root, "p/a", [*plain, {"ts": T, "type": "metric", "data": reward}])
        self.serve()
        unlabelled = {"scale": "ML_STEP", "labels": {}}
        self.assertEqual(
            self.client.get_metrics("p", "a", ["loss", "reward"]),
            [
                {"metric": "loss", "step": 0, "value": 3.0, "time": T * 1000 + 250, **unlabelled},
                {"metric": "loss", "step": 1, "value": 2.0, "time": T * 1000, **unlabelled},
                {"metric": "loss", "step": None, "value": 4.0, "time": T * 1000, **unlabelled},
                {"metric": "reward", "step": 1, "value": 2.0, "time": T * 1000, "scale": "EPISODE", "labels": {"env": "a"}},
            ],
        )
        self.assertEqual([row["value"] for row in self.client.get_metrics("p", "a", ["a,b"])], [5.0])
        self.assertEqual(len(self.client.get_metrics("p", "a")), 5)
        self.assertEqual(self.client.get_metrics("p", "a", []), [])
        self.assertEqual(self.client.get_metrics("p", "a", ["none"]), [])
        self.assertEqual([row["step"] for row in self.client.get_metrics("p", "a", ["loss"], step_min=1)], [1])

    def test_a_limit_is_warned_of_and_names_what_to_narrow(self) -> None:
        write_run(self.root, "p/a", (metrics(step, loss=step, lr=1) for step in range(10)))
        self.serve()
        with self.assertWarns(UserWarning) as caught:
            rows = self.client.get_metrics("p", "a", limit=4)
        self.assertEqual([(row["metric"], row["step"]) for row in rows], [(name, n) for name in ("loss", "lr") for n in range(4)])
        self.assertRegex(str(caught.warning), "4 points of loss, lr.*step_min/step_max")
        self.assertEqual(caught.filename, __file__)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.assertEqual(len(self.client.get_metrics("p", "a", ["lr"], limit=10)), 10)

    def test_statistics_are_over_the_finite_values_that_stand(self) -> None:
        values = [0.5, 2.5, 1.25, -3.0, 7.0]
        lines = [metrics(3, **{"val/acc": 1e9})] + [metrics(step, **{"val/acc": value}) for step, value in enumerate(values)]
        write_run(self.root, "p/a", [*lines, metrics(5, **{"val/acc": math.nan, "loss": 1})])
        self.serve()
        (acc,) = self.client.get_statistics("p", "a", ["val/acc"])
        wanted = {
            "metric": "val/acc", "logGroup": "val", "count": 6, "finite": 5, "nan": 1,
            "min": -3.0, "max": 7.0, "argmin": 3, "argmax": 4, "first": 0.5, "last": 7.0,
        }  # fmt: skip
        self.assertEqual({name: acc[name] for name in wanted}, wanted)
        self.assertAlmostEqual(acc["mean"], statistics.fmean(values), delta=1e-12)
        self.assertAlmostEqual(acc["stddev"], statistics.pstdev(values), delta=1e-12)
        self.assertEqual([row["metric"] for row in self.client.get_statistics("p", "a")], ["val/acc", "loss"])

    def test_names_are_those_of_the_project_or_of_some_runs(self) -> None:
        write_run(self.root, "p/a", [metrics(0, **{"train/loss": 1, "lr": 1})])
        write_run(self.root, "p/b", [metrics(0, **{"val/Loss": 1, "lr": 1})])
        write_run(self.root, "q/c", [metrics(0, other=1)])
        self.serve()
        self.assertEqual(self.client.get_metric_names("p"), ["lr", "train/loss", "val/Loss"])
        self.assertEqual(self.client.get_metric_names("p", ["b"]), ["lr", "val/Loss"])
        self.assertEqual(self.client.get_metric_names("p", search="LOSS"), ["train/loss", "val/Loss"])
        self.assertEqual(self.client.get_metric_names("none"), [])
        with self.assertWarns(UserWarning):
            self.assertEqual(self.client.get_metric_names("p", limit=1), ["lr"])

    def test_answers_are_never_behind_the_writes(self) -> None:
        events = write_run(self.root, "p/a", [metrics(0, loss=0)])
        self.serve()
        for step in range(1, 8):
            append(events, [metrics(step, **{"loss": step, f"new{step}": 1})])
            self.assertEqual(self.client.get_raw_metrics("p", "a", "loss")[-1]["step"], step)
            append(events, [metrics(step, loss=-step)])
            self.assertEqual(self.client.get_metrics("p", "a", ["loss"])[-1]["value"], -step)
            append(events, [metrics(step, loss=100 + step)])
            self.assertEqual(self.client.get_statistics("p", "a", ["loss"])[0]["max"], 100 + step)
            append(events, [metrics(step, **{f"late{step}": 1})])
            self.assertIn(f"late{step}", self.client.get_metric_names("p"))
        # More than the server takes in before it answers.
        append(events, (metrics(step, loss=step, filler=step / 3) for step in range(100, 15_000)))
        self.assertEqual(self.client.get_statistics("p", "a", ["loss"])[0]["count"], 8 + 14_900)
        append(events, (metrics(step, loss=step, filler=step / 3) for step in range(15_000, 30_000)))
        append(events, [metrics(30_000, last=1)])
        self.assertIn("last", self.client.get_metric_names("p"))
        append(events, (metrics(step, loss=step, filler=step / 3) for step in range(30_001, 45_000)))
        self.assertEqual(len(self.client.get_metrics("p", "a", ["loss"])), 8 + 44_899)


class Server(QueryCase):
    def test_the_server_is_the_argument_else_the_variable_else_the_default_port(self) -> None:
        write_run(self.root, "p/a", [metrics(0, loss=1)])
        url = self.serve().url
        with mock.patch.dict(os.environ, {"STEPWELL_SERVER": url}):
            self.assertEqual(len(query.get_raw_metrics("p", "a", "loss")), 1)
            self.assertEqual(len(query.get_metrics("p", "a")), 1)
            self.assertEqual(len(query.get_statistics("p", "a")), 1)
            self.assertEqual(query.get_metric_names("p"), ["loss"])
            with self.raises(None) as refused:
                query.get_metric_names("p", server="http://127.0.0.1:9")
            self.assertIn("http://127.0.0.1:9", str(refused.error))
        self.assertEqual(query.Client().server, "http://127.0.0.1:23300")
        for wrong, named in (({"server": "localhost"}, "server"), ({}, "STEPWELL_SERVER")):
            with mock.patch.dict(os.environ, {"STEPWELL_SERVER": "localhost:1"}):
                with self.assertRaisesRegex(OptionError, f"{named}='localhost"):
                    query.Client(**wrong)

    def test_a_server_that_asks_for_a_token_gets_it_from_the_argument_or_the_variable(self) -> None:
        write_run(self.root, "p/a", [metrics(0, loss=1)])
        url = self.serve("--auth", "token", env={"STEPWELL_TOKEN": "a-token-for-this-test"}).url
        with self.raises(401):
            query.get_raw_metrics("p", "a", "loss", server=url)
        with self.raises(401):
            query.get_raw_metrics("p", "a", "loss", server=url, token="another")
        self.assertEqual(len(query.get_raw_metrics("p", "a", "loss", server=url, token="a-token-for-this-test")), 1)
        with mock.patch.dict(os.environ, {"STEPWELL_TOKEN": "a-token-for-this-test"}):
            self.assertEqual(query.get_metric_names("p", server=url), ["loss"])

    def test_ids_with_odd_signs_are_found_and_nothing_else(self) -> None:
        names = ["50%", "a b", 'q"q', "st*r", "comma,", "ünï"]
        for name in names:
            write_run(self.root, f"p q/{name}", [metrics(0, loss=len(name))])
        self.serve()
        for name in names:
            self.assertEqual(self.client.get_metrics("p q", name, ["loss"])[0]["value"], len(name), name)
        with self.raises(404):
            self.client.get_metrics("p q", "st?r")


if __name__ == "__main__":
    unittest.main()
