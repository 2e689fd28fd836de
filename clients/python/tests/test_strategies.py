"""Backpressure, error and close strategies, each under the pressures that call for it."""

from __future__ import annotations

import threading
import unittest
from typing import Any
from unittest import mock

import stepwell
from stepwell.run import Run
from support import StepwellCase, points, quiet, read_lines


class Backpressure(StepwellCase):
    def stalled(self, **options: Any) -> tuple[Any, Run]:
        """A server that hangs with one event in flight, and room for three more."""
        server = self.server()
        run = self.server_run(server, errors="Silent", delivery={"event_queue_size": 3, "ingest_timeout": 30.0}, **options)
        self.addCleanup(server.open_door.set)
        server.open_door.clear()
        run.log("x", 0.0)
        self.until(lambda: run.sink._queue.in_flight == 1)  # type: ignore[attr-defined]
        return server, run

    def test_drop_new_drops_what_finds_no_room_and_counts_it(self) -> None:
        server, run = self.stalled()
        for i in range(1, 10):
            run.log("x", float(i))
        server.open_door.set()
        self.assertTrue(run.flush(10))
        self.assertEqual(server.values(), [0.0, 1.0, 2.0, 3.0])
        self.assertEqual(run.reporter.dropped, {"queue full": 6})
        run.reporter._threshold = 0
        with quiet() as said:
            run.finish()
        self.assertIn("6 events were not written (queue full: 6)", said.getvalue())

    def test_block_waits_for_room_and_loses_nothing(self) -> None:
        server, run = self.stalled(backpressure="Block")
        done = threading.Event()

        def train() -> None:
            for i in range(1, 10):
                run.log("x", float(i))
            done.set()

        threading.Thread(target=train, daemon=True).start()
        self.until(lambda: len(run.sink._queue) == 3)  # type: ignore[attr-defined]
        self.assertFalse(done.wait(0.1))
        server.open_door.set()
        self.assertTrue(done.wait(10))
        self.assertTrue(run.flush(10))
        self.assertEqual(server.values(), [float(i) for i in range(10)])

    def test_close_lets_go_of_a_blocked_caller(self) -> None:
        server, run = self.stalled(backpressure="Block", close="Immediate")
        blocked = threading.Thread(target=lambda: [run.log("x", float(i)) for i in range(1, 5)], daemon=True)
        blocked.start()
        self.until(lambda: len(run.sink._queue) == 3)  # type: ignore[attr-defined]
        server.open_door.set()
        run.finish()
        blocked.join(5)
        self.assertFalse(blocked.is_alive())

    def test_raise_raises_the_error_of_both_names(self) -> None:
        _, run = self.stalled(backpressure="Raise")
        for i in range(1, 4):
            run.log("x", float(i))
        with self.assertRaisesRegex(stepwell.MetranaEventQueueFullError, "EVENT_QUEUE_MAX_SIZE"):
            run.log("x", 4.0)
        self.assertIs(stepwell.MetranaEventQueueFullError, stepwell.EventQueueFullError)

    def test_an_unbounded_queue_takes_everything_and_the_dispatch_queue_bounds_a_request(self) -> None:
        server = self.server()
        delivery = {"event_queue_size": 0, "dispatch_queue_size": 10, "ingest_timeout": 30.0}
        run = self.server_run(server, delivery=delivery)
        server.open_door.clear()
        for i in range(2000):
            run.log("x", float(i))
        self.until(lambda: run.sink._queue.in_flight > 0)  # type: ignore[attr-defined]
        self.assertLessEqual(run.sink._queue.in_flight, 10)  # type: ignore[attr-defined]
        server.open_door.set()
        self.assertTrue(run.flush(20))
        self.assertEqual(len(server.values()), 2000)

    def test_console_text_never_blocks_or_raises(self) -> None:
        server, run = self.stalled(backpressure="Block")
        for i in range(1, 4):
            run.log("x", float(i))
        run.sink.append_log("text\n", 1, 1.0)
        self.assertEqual(run.reporter.dropped, {"console output": 1})
        server.open_door.set()


class Errors(StepwellCase):
    def test_silent_says_nothing_and_counts(self) -> None:
        with quiet() as said:
            run = self.folder_run(errors="Silent", log_level="Warn")
            run.log("x", "text")
            self.assertEqual(said.getvalue(), "")
            run.finish()
        self.assertIn("1 event was not written (cannot be logged: 1)", said.getvalue())

    def test_warn_says_each_thing_once_and_goes_on(self) -> None:
        with quiet() as said:
            run = self.folder_run(log_level="Warn")
            for _ in range(100):
                run.log("x", "text")
            run.log("x", 1.0)
        self.assertEqual(said.getvalue().count("'text' is not a number"), 1)
        self.assertEqual(run.reporter.dropped, {"cannot be logged": 100})
        self.assertEqual(points(read_lines(run.place), "x"), [(0, 1.0)])

    def test_a_flood_of_different_failures_is_said_a_few_times_only(self) -> None:
        with quiet() as said:
            run = self.folder_run(log_level="Warn")
            for i in range(1000):
                run.log("x", f"text {i}")
        self.assertEqual(len(said.getvalue().splitlines()), 21)
        self.assertEqual(run.reporter.failures, 1000)
        run.reporter._threshold = 99

    def test_raise_on_log_raises_a_call_that_cannot_be_logged(self) -> None:
        run = self.folder_run(errors="RaiseOnLog")
        with self.assertRaisesRegex(stepwell.InvalidMetricError, "metric 'x'.*not a number"):
            run.log("x", "text")
        run.log("x", 1.0)

    def test_raise_on_log_raises_at_the_next_log_after_a_failed_delivery_and_keeps_its_event(self) -> None:
        server = self.server()
        run = self.server_run(server, errors="RaiseOnLog")
        server.statuses = [500]
        run.log("x", 1.0)
        self.assertTrue(run.flush(10))
        with self.assertRaisesRegex(stepwell.DeliveryError, "500"):
            run.log("x", 2.0)
        run.log("x", 3.0)
        self.assertTrue(run.flush(10))
        self.assertEqual(server.values(), [1.0, 2.0, 3.0])

    def test_raise_on_close_raises_once_everything_is_closed(self) -> None:
        run = self.folder_run(errors="RaiseOnClose")
        run.log("x", "text")
        with self.assertRaisesRegex(stepwell.DeliveryError, "not a number"):
            run.finish()
        self.assertTrue(run.finished)
        clean = self.folder_run(errors="RaiseOnClose")
        clean.log("x", 1.0)
        clean.finish()

    def test_the_error_queue_bounds_what_is_kept_not_what_is_counted(self) -> None:
        with mock.patch.dict("os.environ", {"STEPWELL_ERROR_QUEUE_MAX_SIZE": "2"}):
            run = self.folder_run(errors="RaiseOnClose")
        for name in ("a", "b", "c", "d"):
            run.log(name, "text")
        with self.assertRaises(stepwell.DeliveryError) as raised:
            run.finish()
        self.assertIn("metric 'b'", str(raised.exception))
        self.assertNotIn("metric 'c'", str(raised.exception))
        self.assertIn("and 2 more", str(raised.exception))

    def test_a_bad_call_raises_nothing_by_default_whatever_is_wrong_with_it(self) -> None:
        run = self.folder_run()
        for arguments in (
            ({"x": 1}, 2), ("x", object()), ("x",), (None, 1), (3, 1), ("x", 1.0, 3), ("x", 1.0, None, "a"),
            ("x", 1.0, None, None, "labels"), ("x", 1.0, None, None, None, False, "now"),
        ):  # fmt: skip
            run.log(*arguments)
        self.assertEqual(run.reporter.dropped, {"cannot be logged": 9})


class Close(StepwellCase):
    def backlog(self, close: str, **delivery: Any) -> tuple[Any, Run]:
        """One request of at most 5 events hangs; 20 events wait behind it."""
        server = self.server()
        run = self.server_run(server, close=close, errors="Silent", delivery={"dispatch_queue_size": 5, **delivery})
        self.addCleanup(server.open_door.set)
        server.open_door.clear()
        run.log("x", 0.0)
        self.until(lambda: run.sink._queue.in_flight == 1)  # type: ignore[attr-defined]
        for i in range(1, 21):
            run.log("x", float(i))
        return server, run

    def opened_soon(self, server: Any) -> None:
        timer = threading.Timer(0.3, server.open_door.set)
        timer.start()
        self.addCleanup(timer.join)

    def test_immediate_discards_what_waits_and_does_not_wait_for_answers(self) -> None:
        # Waiting for the answer would hang this test.
        server, run = self.backlog("Immediate", timeout=0.2, ingest_timeout=3600.0)
        run.finish()
        self.assertEqual(run.reporter.dropped, {"not awaited on close": 21})
        server.open_door.set()

    def test_complete_pending_finishes_what_is_under_way_and_one_request_more(self) -> None:
        server, run = self.backlog("CompletePending")
        self.opened_soon(server)
        run.finish()
        self.assertEqual(server.values(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
        self.assertEqual(run.reporter.dropped, {"discarded on close": 15})
        self.assertEqual(server.patches[-1]["status"], "finished")

    def test_complete_all_delivers_everything(self) -> None:
        server, run = self.backlog("CompleteAll")
        self.opened_soon(server)
        run.finish()
        self.assertEqual(server.values(), [float(i) for i in range(21)])
        self.assertEqual(run.reporter.dropped, {})

    def test_complete_all_outlasts_a_restart(self) -> None:
        server = self.server()
        run = self.server_run(server, close="CompleteAll", errors="Silent", delivery={"close_patience": 20.0})
        server.stop()
        for i in range(50):
            run.log("x", float(i))
        timer = threading.Timer(0.5, server.start)
        timer.start()
        run.finish()
        self.assertEqual(server.values(), [float(i) for i in range(50)])

    def test_each_close_strategy_ends_when_the_server_is_gone_and_counts_what_is_lost(self) -> None:
        for close in ("Immediate", "CompletePending", "CompleteAll"):
            server = self.server()
            run = self.server_run(server, close=close, errors="Silent", delivery={"timeout": 0.3, "close_patience": 0.5})
            server.stop()
            for i in range(50):
                run.log("x", float(i))
            run.finish()
            self.assertEqual(sum(run.reporter.dropped.values()), 50, close)

    def test_a_run_closed_at_once_loses_nothing_by_default(self) -> None:
        server = self.server()
        run = self.server_run(server)
        run.log("x", 1.0)
        run.finish()
        self.assertEqual(server.values(), [1.0])
        self.assertEqual(run.reporter.dropped, {})


if __name__ == "__main__":
    unittest.main()
