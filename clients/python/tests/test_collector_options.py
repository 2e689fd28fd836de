"""The object API to a server: what each constructor option does, and which folder is written into."""

from __future__ import annotations

import unittest

import stepwell
from collector_case import HELD, QUICK, ServerCase
from stepwell import Collector, FlushResult


class Options(ServerCase):
    def test_the_key_the_name_and_meta_reach_the_server(self) -> None:
        server = self.server()
        server.key = "ak_org_x"
        experiment = Collector("ak_org_x", server.url, **QUICK).experiment("mamba", "why", {"lr": 0.1}, folder_id="f-1")
        start = server.runs["mamba"]["start"]
        self.assertEqual((start["folder_id"], start["project"], start["resume"]), ("f-1", None, "Allow"))
        self.assertEqual((start["meta"]["config"], start["meta"]["description"]), ({"lr": 0.1}, "why"))
        self.assertEqual(experiment.place, f"{server.url}/r/{experiment.id}")
        with self.assertRaisesRegex(stepwell.ServerError, "401"):
            Collector("wrong", server.url, **QUICK).experiment("mamba")
        experiment.done()
        experiment.flush_or_raise()

    def test_a_server_that_is_not_there_is_an_error_of_experiment(self) -> None:
        server = self.server()
        server.stop()
        with self.assertRaisesRegex(stepwell.ServerError, "no Stepwell server answers"):
            Collector(host=server.url, **QUICK).experiment("a")

    def test_timeout_bounds_the_creation_of_an_experiment(self) -> None:
        server = self.server()
        server.open_door.clear()
        # ingest_timeout would hang this test.
        with self.assertRaisesRegex(stepwell.ServerError, "no answer in time"):
            Collector(host=server.url, timeout=0.05, ingest_timeout=3600.0).experiment("a")

    def test_timeout_bounds_a_status_update_and_ingest_timeout_a_batch(self) -> None:
        for options, pending in (
            ({"timeout": 0.05, "ingest_timeout": 3600.0}, FlushResult(pending_status=True, retryable_failures=1)),
            ({"timeout": 3600.0, "ingest_timeout": 0.05}, FlushResult(pending_metrics=1, retryable_failures=1)),
        ):
            with self.subTest(**options):
                server = self.server()
                experiment = self.experiment(server, **options, flush_delay_seconds=3600.0)
                server.open_door.clear()
                if pending.pending_status:
                    experiment.done()
                else:
                    experiment.metric("x", 1.0, step=0)
                self.assertEqual(experiment.flush(), pending)

    def test_flush_delay_is_how_long_the_background_waits_for_more(self) -> None:
        server = self.server()
        held = self.experiment(server, "held", **HELD)
        held.metric("x", 1.0, step=0)
        soon = self.experiment(server, "soon", flush_delay_seconds=0.01)
        soon.metric("x", 2.0, step=0)
        self.until(lambda: self.values(server) == [2.0])
        self.assertTrue(held.flush().ok)
        self.assertEqual(self.values(server), [2.0, 1.0])

    def test_max_batch_items_bounds_a_request(self) -> None:
        server = self.server()
        server.most_items = 7
        experiment = self.experiment(server, max_batch_items=7, **{**HELD, "max_queue_items": 1000})
        with server.lock:
            for i in range(50):
                experiment.metric("x", float(i), step=i)
        experiment.flush_or_raise()
        self.assertEqual(self.values(server), [float(i) for i in range(50)])
        self.assertEqual({status for _, path, status in server.requests if path.endswith("/events")}, {200})
        self.assertGreaterEqual(self.posts(server), 8)

    def test_max_queue_items_counts_metrics_and_annotations_and_what_finds_no_room_makes_flush_or_raise_raise(self) -> None:
        server = self.server()
        experiment = self.experiment(server, max_queue_items=4, **HELD)
        for i in range(3):
            experiment.metric("x", float(i), step=i)
        experiment.annotation("fits")
        experiment.metric("x", 3.0, step=3)
        experiment.annotation("does not fit")
        result = experiment.flush()
        self.assertEqual((result.ok, result.delivered, result.dropped, result.failed), (False, True, 2, 0))
        with self.assertRaisesRegex(stepwell.DeliveryError, r"experiment run: 2 lost \(queue full\)"):
            experiment.flush_or_raise()
        self.assertEqual(self.values(server), [0.0, 1.0, 2.0])

    def test_max_retries_gives_up_a_batch_and_none_never_does(self) -> None:
        for most, posts in ((0, 1), (2, 3)):
            with self.subTest(max_retries=most):
                server = self.server()
                experiment = self.experiment(server, max_retries=most)
                server.status = 500
                experiment.metric("x", 1.0, step=0)
                self.until(lambda: experiment._run.reporter.dropped != {})
                self.assertEqual(self.posts(server), posts)
                server.status = None
                self.assertEqual(experiment.flush(), FlushResult(lost={"not delivered": 1}))
                with self.assertRaisesRegex(stepwell.DeliveryError, r"1 lost \(not delivered\).*500"):
                    experiment.flush_or_raise()
        server = self.server()
        patient = self.experiment(server)
        server.statuses = [500] * 8
        patient.metric("x", 1.0, step=0)
        for _ in range(8):
            patient.flush()
        self.assertTrue(patient.flush().ok)
        self.assertEqual(self.values(server), [1.0])

    def test_a_refused_event_is_counted_and_takes_nothing_else_down(self) -> None:
        server = self.server()
        server.reject_names = {"bad"}
        experiment = self.experiment(server)
        experiment.metric("bad", 1.0, step=0)
        experiment.metric("x", 1.0, step=0)
        with self.assertRaisesRegex(stepwell.DeliveryError, r"1 lost \(refused by the server\)"):
            experiment.flush_or_raise()
        self.assertEqual(self.values(server), [1.0])


class Folders(ServerCase):
    def test_a_path_is_asked_for_and_must_be_there_once(self) -> None:
        server = self.server()
        server.folders = [{"id": "f-1", "path": "a/b"}]
        collector = Collector(host=server.url, **QUICK)
        experiment = collector.experiment("run", folder_path="/a/b")
        self.assertEqual(server.runs["run"]["start"]["folder_id"], "f-1")
        self.assertEqual(server.requests[0][:2], ("GET", "/api/ingest/folders?path=a%2Fb"))
        experiment.done()
        experiment.flush_or_raise()
        server.folders = []
        with self.assertRaises(stepwell.FolderNotFoundError):
            collector.experiment("run", folder_path="/a/b")
        server.folders = [{"id": "f-1", "path": "a/b"}, {"id": "f-2", "path": "a/b"}]
        with self.assertRaisesRegex(stepwell.AmbiguousFolderError, "f-1, f-2"):
            collector.experiment("run", folder_path="/a/b")


if __name__ == "__main__":
    unittest.main()
