"""Jobs and experiments of ``stepwell.query`` against the built server."""

from __future__ import annotations

import datetime
import math
import unittest
from typing import Any

from built_server import metrics, write_run
from query_case import QueryCase
from stepwell.errors import InvalidMetricError

T = 1_700_000_000


class Jobs(QueryCase):
    def test_what_is_posted_is_the_latest_and_the_history(self) -> None:
        write_run(self.root, "p/a")
        self.serve()
        jobs = self.client.jobs
        for value in (4.0, 4.1, 4.2):
            self.assertEqual(jobs.append_metric_by_id(1, "acc", value), {"name": "acc", "value": value})
        self.assertEqual(jobs.get_metrics_by_id(1), [{"name": "acc", "value": 4.2}])
        odd: list[tuple[int, Any, str]] = [(3, math.nan, "nan"), (4, math.inf, "inf"), (5, -math.inf, "-inf"), (6, "nan", "nan")]
        for step, value, told in odd:
            self.assertEqual(jobs.append_metric_by_id("1", "acc", value, step), {"name": "acc", "value": told})
        page = jobs.get_metrics_snapshots_by_id(1, "acc")
        history = [(row["step"], row["value"]) for row in page["data"]]
        self.assertEqual(history, [(0, 4.2), *((step, told) for step, _, told in odd)])
        self.assertEqual([page["index"], page["isComplete"], page["totalNumResults"]], [0, True, 5])
        self.assertTrue(math.isnan(float(jobs.get_metrics_by_id(1)[0]["value"])))

    def test_timestamps_are_datetimes_or_iso_texts(self) -> None:
        write_run(self.root, "p/a")
        self.serve()
        at = datetime.datetime(2024, 1, 15, 10, 30, tzinfo=datetime.timezone.utc)
        local = at.astimezone().replace(tzinfo=None)
        for step, timestamp in enumerate([at, local, "2024-01-15T10:30:00", "2024-01-15T11:30:00+01:00"]):
            self.client.jobs.append_metric_by_id(1, "acc", 1.0, step, timestamp)
        self.client.jobs.append_metric_by_id(1, "acc", 1.0, metric_step=9)
        *given, own = self.client.jobs.get_metrics_snapshots_by_id(1, "acc")["data"]
        self.assertEqual({row["timestamp"] for row in given}, {"2024-01-15T10:30:00.000+00:00"})
        age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(own["timestamp"])
        self.assertLess(abs(age.total_seconds()), 600)
        with self.raises(400):
            self.client.jobs.append_metric_by_id(1, "acc", 1.0, timestamp="yesterday")

    def test_what_cannot_be_is_refused_in_dioptras_words(self) -> None:
        write_run(self.root, "p/a")
        self.serve()
        for name in ("_", "a-b", "1a"):
            with self.raises(400) as refused:
                self.client.jobs.append_metric_by_id(1, name, 1.0)
            self.assertEqual(set(refused.error.answer), {"error", "message", "detail", "originating_path"})
        with self.raises(404) as refused:
            self.client.jobs.append_metric_by_id(99, "acc", 1.0)
        self.assertIn("Not Found - Failed to locate job with job_id having value (99).", str(refused.error))
        with self.assertRaises(InvalidMetricError):
            self.client.jobs.append_metric_by_id(1, "acc", None)  # type: ignore[arg-type]
        self.assertEqual(self.client.jobs.get_metrics_by_id(99), [])
        self.assertEqual(self.client.jobs.get_metrics_by_id(1), [])
        for length in (0, 1001):
            with self.raises(400):
                self.client.jobs.get_metrics_snapshots_by_id(1, "acc", page_length=length)

    def test_pages_are_walked_by_row_offsets_and_names_may_hold_slashes(self) -> None:
        write_run(self.root, "p/a", (metrics(step, **{"train/loss": step}) for step in range(25)))
        self.serve()
        first = self.client.jobs.get_metrics_snapshots_by_id(1, "train/loss")
        self.assertEqual([len(first["data"]), first["isComplete"]], [10, False])
        steps = [
            row["step"]
            for index in range(0, 25, 7)
            for row in self.client.jobs.get_metrics_snapshots_by_id(1, "train/loss", index=index, page_length=7)["data"]
        ]
        self.assertEqual(steps, list(range(25)))


class Experiments(QueryCase):
    def test_jobs_are_searched_sorted_and_paged(self) -> None:
        for number, (name, tags) in enumerate([("a", ["cv"]), ("b", []), ("c", ["cv"])]):
            write_run(self.root, f"p/{name}", [metrics(0, acc=number)], alias=f"job {name}", tags=tags, created_at=T + number)
        self.serve()
        ask = self.client.experiments.get_metrics_by_id
        self.assertEqual(ask(1)["data"], [{"id": n + 1, "metrics": [{"name": "acc", "value": n}]} for n in range(3)])
        self.assertEqual([job["id"] for job in ask(1, search="tag:cv", sort_by="description", descending=True)["data"]], [3, 1])
        self.assertEqual([job["id"] for job in ask(1, sort_by="id", descending=False)["data"]], [1, 2, 3])
        page = ask("1", index=1, page_length=1)
        self.assertEqual([page["totalNumResults"], page["isComplete"], page["data"][0]["id"]], [3, False, 2])
        self.assertEqual(ask(77)["data"], [])
        with self.raises(400) as refused:
            ask(1, sort_by="nope")
        self.assertIn("nope", str(refused.error))
        with self.raises(422) as refused:
            ask(1, search="field:two words")
        self.assertEqual(refused.error.answer["error"], "SearchParseError")


if __name__ == "__main__":
    unittest.main()
