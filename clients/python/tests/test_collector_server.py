"""The object API to a server: what flush, flush_or_raise, run() and the end of the process promise."""

from __future__ import annotations

import os
import subprocess
import threading
import unittest

import stepwell
from collector_case import HELD, ServerCase
from ingest_server import IngestServer
from stepwell import FlushResult
from support import quiet, script


class Flush(ServerCase):
    def test_one_attempt_says_what_is_left_and_raises_nothing(self) -> None:
        server = self.server()
        experiment = self.experiment(server, **HELD)
        server.status = 503
        experiment.metric("x", 1.0, step=0)
        experiment.metric("x", 2.0, step=1)
        experiment.annotation("note")
        experiment.done()
        self.assertEqual(experiment.flush(), FlushResult(2, 1, True, 1))
        server.status = None
        self.assertEqual(experiment.flush(), FlushResult())
        self.assertEqual(self.values(server), [1.0, 2.0])

    def test_retries_are_the_attempts_after_the_first(self) -> None:
        for retries, attempts in ((0, 1), (2, 3)):
            server = self.server()
            experiment = self.experiment(server, **HELD)
            # One attempt more would have delivered it, one less would not.
            server.statuses = [500] * attempts
            experiment.metric("x", 1.0, step=0)
            with self.assertRaisesRegex(stepwell.DeliveryError, "experiment run: 1 metric pending: .*500"):
                experiment.flush_or_raise(retries=retries)
            experiment.flush_or_raise()
            server.statuses = [500] * retries
            experiment.metric("x", 2.0, step=1)
            experiment.flush_or_raise(retries=retries)
            self.assertEqual(self.values(server), [1.0, 2.0])

    def test_flush_ends_the_background_pause_however_long_it_has_become(self) -> None:
        server = self.server()
        experiment = self.experiment(server)
        server.status = 500
        experiment.metric("x", 1.0, step=0)
        for _ in range(12):
            self.assertEqual(experiment.flush().retryable_failures, 1)
        server.status = None
        self.assertTrue(experiment.flush().ok)

    def test_what_is_delivered_bears_the_same_id_in_every_attempt(self) -> None:
        server = self.server(seed=4)
        experiment = self.experiment(server, max_batch_items=10)
        server.lost = 0.5
        for i in range(300):
            experiment.metric("x", float(i), step=i)
        experiment.flush_or_raise(retries=50)
        self.assertEqual(self.values(server), [float(i) for i in range(300)])
        self.assertGreater(self.posts(server), 30)
        session = server.runs["run"]["sessions"][0]
        self.assertEqual([one["event_id"] for one in server.events], [f"{session}:{i + 1}" for i in range(300)])

    def test_the_end_is_said_behind_all_events(self) -> None:
        server = self.server()
        experiment = self.experiment(server, max_batch_items=5, **HELD)
        for i in range(40):
            experiment.metric("x", float(i), step=i)
        experiment.done()
        experiment.flush_or_raise()
        kinds = [command for command, path, _ in server.requests if path != "/api/ingest/runs"]
        self.assertEqual(kinds, ["POST"] * 8 + ["PATCH"])
        self.assertEqual(server.patches, [{"status": "finished", "exit_reason": None}])

    def test_a_delivered_experiment_that_is_done_keeps_no_thread_and_takes_events_all_the_same(self) -> None:
        server = self.server()
        experiment = self.experiment(server)
        for i in range(3):
            experiment.metric("x", float(i), step=i)
            experiment.done()
            experiment.flush_or_raise()
            self.until(lambda: not any(one.name == "stepwell-events" for one in threading.enumerate()))
        self.assertEqual(self.values(server), [0.0, 1.0, 2.0])


class Run(ServerCase):
    def test_the_exit_tries_again_three_times_warns_keeps_what_is_queued_and_spends_no_retries(self) -> None:
        os.environ["STEPWELL_LOG_LEVEL"] = "Warn"
        server = self.server()
        experiment = self.experiment(server, max_retries=1, **HELD)
        with quiet() as said:
            with experiment.run(install_hooks=False):
                self.assertTrue(experiment.flush().ok)
                before = len(server.requests)
                experiment.metric("x", 1.0, step=0)
                experiment.annotation("note")
                server.statuses = [500] * 4
            # A fifth attempt would have delivered everything, and there would be nothing to warn of.
            self.assertEqual([status for *_, status in server.requests[before : before + 4]], [500] * 4)
        self.assertIn("1 metric pending, 1 annotation pending, the status pending; it stays queued", said.getvalue())
        experiment.flush_or_raise()
        self.assertEqual(self.values(server), [1.0])
        self.assertEqual(server.patches[-1]["status"], "finished")
        self.assertEqual(experiment._run.reporter.dropped, {})

    def test_an_exception_passes_though_nothing_can_be_delivered(self) -> None:
        server = self.server()
        experiment = self.experiment(server)
        error = ValueError("broken")
        with self.assertRaises(ValueError) as raised, experiment.run(flush_retries=0):
            experiment.metric("x", 1.0, step=0)
            server.stop()
            raise error
        self.assertIs(raised.exception, error)
        server.start()
        experiment.flush_or_raise()
        self.assertEqual(server.patches[-1], {"status": "failed", "exit_reason": "ValueError: broken"})
        self.assertEqual(self.values(server), [1.0])


class ProcessEnd(ServerCase):
    def run_script(self, server: IngestServer, body: str, **environment: str) -> tuple[int, str]:
        code = f"""
import os, signal, sys
from stepwell import Collector
experiment = Collector(host={server.url!r}, timeout=2.0, flush_delay_seconds=3600.0).experiment("run")
{body}
"""
        process = script(code, env={"STEPWELL_LOG_LEVEL": "Warn", **environment})
        _, said = process.communicate(timeout=60)
        return process.returncode, said

    def test_what_waits_is_sent_as_the_process_ends_without_any_flush(self) -> None:
        server = self.server()
        code, said = self.run_script(server, "for i in range(100): experiment.metric('x', float(i), step=i)\nexperiment.done()")
        self.assertEqual((code, said), (0, ""))
        self.assertEqual(self.values(server), [float(i) for i in range(100)])
        self.assertEqual(server.patches[-1]["status"], "finished")

    def test_what_cannot_be_sent_then_is_counted_and_said(self) -> None:
        server = self.server()
        code = f"""
import sys
from stepwell import Collector
experiment = Collector(host={server.url!r}, timeout=0.2).experiment("run")
print("ready", flush=True)
sys.stdin.readline()
experiment.metric("x", 1.0, step=0)
"""
        process = script(code, env={"STEPWELL_LOG_LEVEL": "Warn"}, stdin=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        server.stop()
        _, said = process.communicate("\n", timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertIn("experiment run: 1 metric pending as the process ends", said)

    def test_a_signal_sends_what_waits_and_how_it_ended(self) -> None:
        server = self.server()
        body = "with experiment.run():\n    experiment.metric('x', 1.0, step=0)\n    os.kill(os.getpid(), signal.SIGTERM)"
        code, said = self.run_script(server, body)
        self.assertEqual((code, said), (-15, ""))
        self.assertEqual(self.values(server), [1.0])
        self.assertEqual(server.patches[-1], {"status": "interrupted", "exit_reason": "SIGTERM"})

    def test_a_forked_child_sends_in_a_session_of_its_own_and_does_not_end_the_run(self) -> None:
        server = self.server()
        code, said = self.run_script(server, """
with experiment.run():
    experiment.metric("x", 1.0, step=0)
    pid = os.fork()
    if pid == 0:
        experiment.metric("x", 2.0, step=1)
        experiment.done()
        experiment.flush_or_raise()
        os._exit(0)
    os.waitpid(pid, 0)
    experiment.metric("x", 3.0, step=2)
""")  # fmt: skip
        self.assertEqual((code, said), (0, ""))
        self.assertEqual(sorted(self.values(server)), [1.0, 2.0, 3.0])
        self.assertEqual(len(server.runs["run"]["sessions"]), 2)
        self.assertEqual([patch["status"] for patch in server.patches if "status" in patch], ["finished"])


if __name__ == "__main__":
    unittest.main()
