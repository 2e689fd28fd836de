"""Server mode: what is sent, in which order, and what the strategies do about a server that misbehaves."""

from __future__ import annotations

import threading
import unittest

import stepwell
from support import StepwellCase, quiet


class Delivery(StepwellCase):
    def test_events_arrive_in_their_order_with_ids_that_count(self) -> None:
        server = self.server()
        run = self.server_run(server, run_name="a", project="p", config={"lr": 0.1}, tags=["t"], session="session-1")
        for i in range(500):
            run.log("x", float(i))
        self.assertTrue(run.flush(10))
        self.assertEqual(server.values(), [float(i) for i in range(500)])
        self.assertEqual([one["event_id"] for one in server.events], [f"session-1:{i + 1}" for i in range(500)])
        run.finish()
        start = server.runs["a"]["start"]
        self.assertEqual((start["project"], start["meta"]["config"], start["meta"]["tags"]), ("p", {"lr": 0.1}, ["t"]))
        self.assertEqual(server.patches[-1], {"status": "finished", "exit_reason": None})

    def test_lost_replies_neither_lose_nor_repeat_nor_reorder(self) -> None:
        server = self.server(seed=3)
        server.lost = 0.3
        run = self.server_run(server, errors="Silent")
        for i in range(3000):
            run.log("x", float(i))
            if i % 500 == 0:
                run.flush(0)
        self.assertTrue(run.flush(30))
        self.assertEqual(server.values(), [float(i) for i in range(3000)])

    def test_a_server_that_is_killed_and_comes_back_gets_everything_once(self) -> None:
        server = self.server()
        run = self.server_run(server, errors="Silent")
        run.log("x", 0.0)
        self.assertTrue(run.flush(10))
        server.stop()
        for i in range(1, 200):
            run.log("x", float(i))
        self.assertFalse(run.flush(0.3))
        server.start()
        self.assertTrue(run.flush(30))
        self.assertEqual(server.values(), [float(i) for i in range(200)])

    def test_a_server_error_is_repeated_and_a_refused_item_takes_nothing_else_down(self) -> None:
        server = self.server()
        server.reject_names = {"bad"}
        run = self.server_run(server, errors="Silent")
        server.statuses = [500, 503, 429]
        run.log("x", 1.0)
        run.log("bad", 2.0, labels={"a": "b"})
        run.log("x", 3.0)
        self.assertTrue(run.flush(30))
        self.assertEqual(server.values(), [1.0, 3.0])
        self.assertEqual(run.reporter.dropped, {"refused by the server": 1})

    def test_a_batch_that_is_too_large_is_halved(self) -> None:
        server = self.server()
        server.most_items = 10
        run = self.server_run(server)
        server.open_door.clear()
        for i in range(100):
            run.log("x", float(i))
        server.open_door.set()
        self.assertTrue(run.flush(30))
        self.assertEqual(server.values(), [float(i) for i in range(100)])

    def test_max_retries_gives_up_and_counts(self) -> None:
        server = self.server()
        run = self.server_run(server, errors="Silent", delivery={"max_retries": 1})
        server.status = 500
        run.log("x", 1.0)
        self.assertTrue(run.flush(30))
        self.assertEqual(run.reporter.dropped, {"not delivered": 1})
        self.assertEqual(sum(path.endswith("/events") for _, path, _ in server.requests), 2)

    def test_console_text_joins_into_few_events_and_keeps_its_order(self) -> None:
        server = self.server()
        run = self.server_run(server)
        server.open_door.clear()
        run.log("x", 1.0)
        for i in range(100):
            run.sink.append_log(f"line {i}\n", run.current_step, 1.0)
        server.open_door.set()
        self.assertTrue(run.flush(10))
        texts = [one["data"]["text"] for one in server.events if one["type"] == "log"]
        self.assertEqual("".join(texts), "".join(f"line {i}\n" for i in range(100)))
        self.assertLessEqual(len(texts), 3)

    def test_config_tags_and_summary_reach_the_server_merged(self) -> None:
        server = self.server()
        run = self.server_run(server, tags=["a"])
        run.set_config({"model": {"depth": 2}})
        run.set_config({"model": {"width": 3}})
        run.add_tags(["b"])
        run.summary({"acc": 0.5})
        run.set_primary_metric("acc", "max")
        run.log("acc", 0.75)
        run.finish()
        merged: dict = {}
        for patch in server.patches:
            for name, value in patch.items():
                if isinstance(value, dict) and isinstance(merged.get(name), dict):
                    merged[name] = {**merged[name], **value}
                else:
                    merged[name] = value
        self.assertEqual(merged["meta"], {"tags": ["a", "b"]})
        self.assertEqual(merged["primary_metric"], {"name": "acc", "mode": "max"})
        self.assertEqual(merged["summary"]["best_metric_value"], 0.75)
        self.assertEqual(merged["summary"]["acc"], 0.5)
        self.assertEqual(merged["status"], "finished")

    def test_images_go_beside_metrics_when_there_is_a_worker_for_them(self) -> None:
        server = self.server()
        server.image_door.clear()
        run = self.server_run(server, workers=2)
        run.log_image("img", PIXEL)
        run.log("x", 1.0)
        self.until(lambda: server.values() == [1.0])
        server.image_door.set()
        self.assertTrue(run.flush(10))
        self.assertEqual([one["type"] for one in server.events], ["metrics", "image"])

    def test_one_worker_sends_one_thing_after_another(self) -> None:
        server = self.server()
        server.image_door.clear()
        run = self.server_run(server, workers=1)
        run.log_image("img", PIXEL)
        self.until(lambda: run.sink._queue.in_flight == 1)  # type: ignore[attr-defined]
        run.log("x", 1.0)
        self.assertFalse(run.flush(0.2))
        self.assertEqual(server.values(), [])
        server.image_door.set()
        self.assertTrue(run.flush(10))

    def test_a_resume_goes_on_behind_the_servers_steps(self) -> None:
        server = self.server()
        self.server_run(server, run_name="a").finish()
        server.last_steps = [
            {"name": "x", "scale": "ML_STEP", "labels": {}, "step": 41},
            {"name": "x", "scale": "ML_STEP", "labels": {"b": "2", "a": "1"}, "step": 7},
        ]
        run = self.server_run(server, run_name="a")
        self.assertTrue(run.resumed)
        run.log("x", 1.0)
        run.log("x", 1.0, labels={"a": 1, "b": 2})
        self.assertTrue(run.flush(10))
        self.assertEqual(server.events[0]["data"]["global_step"], 42)
        self.assertEqual(server.events[1]["data"]["step"], 8)
        with self.assertRaisesRegex(stepwell.RunExistsError, "run_name='a' exists"):
            self.server_run(server, run_name="a", resume="Never")

    def test_a_lost_reply_to_the_start_is_asked_for_again(self) -> None:
        server = self.server(seed=1)
        server.lost = 1.0
        timer = threading.Timer(0.15, lambda: setattr(server, "lost", 0.0))
        timer.start()
        run = self.server_run(server, run_name="a", resume="Never")
        self.assertFalse(run.resumed)
        self.assertEqual(len(server.runs), 1)

    def test_a_key_is_sent_and_a_wrong_one_is_an_error_at_once(self) -> None:
        server = self.server()
        server.key = "secret"
        with self.assertRaisesRegex(stepwell.ServerError, "401.*needs a key"):
            self.server_run(server, api_key="wrong")
        self.server_run(server, api_key="secret")

    def test_no_server_is_an_error_that_names_the_address(self) -> None:
        server = self.server()
        server.close()
        with self.assertRaisesRegex(stepwell.ServerError, f"no Stepwell server answers at {server.url}"), quiet():
            self.server_run(server)

    def test_a_prefix_is_kept(self) -> None:
        server = self.server()
        run = self.server_run(server, server=f"{server.url}/tools/stepwell/")
        self.assertEqual(server.requests[0][1], "/tools/stepwell/api/ingest/runs")
        self.assertEqual(run.place, f"{server.url}/tools/stepwell/r/id-0")


PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)

if __name__ == "__main__":
    unittest.main()
