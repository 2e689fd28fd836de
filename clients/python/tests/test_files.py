"""The files of a run beside its events: meta, status, summary, media, the log with its marks, system metrics."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import stepwell
from stepwell.announce import page_address
from stepwell.images import png_bytes
from stepwell.system_metrics import SystemReader
from support import StepwellCase, points, quiet, read_json, read_lines, script


class Files(StepwellCase):
    def test_the_summary_is_merged_and_holds_the_best_finite_value(self) -> None:
        run = self.folder_run(run_name="a")
        run.set_primary_metric("acc", "max")
        run.summary({"epochs": 3, "final": {"loss": 0.5}})
        run.summary({"final": {"acc": float("nan")}})
        for value in (float("nan"), 0.5, 0.75, float("inf"), 0.25, True):
            run.log("acc", value)
        run.log({"acc": 0.7, "loss": 9.0}, step=9)
        run.finish()
        expected = {
            "best_metric_name": "acc", "best_metric_mode": "max", "best_metric_value": 0.75, "best_metric_step": 2,
            "epochs": 3, "final": {"loss": 0.5, "acc": "NaN"},
        }  # fmt: skip
        self.assertEqual(read_json(Path(run.place) / "summary.json"), expected)
        again = self.folder_run(run_name="a")
        again.set_primary_metric("acc", "max")
        again.log("acc", 0.6)
        again.finish()
        self.assertEqual(read_json(Path(run.place) / "summary.json"), expected)
        with self.assertRaisesRegex(stepwell.OptionError, "mode='best'"):
            self.folder_run().set_primary_metric("acc", "best")

    def test_config_and_tags_grow(self) -> None:
        run = self.folder_run(config={"a": {"b": 1}}, tags=["x"])
        run.set_config({"a": {"c": 2}})
        run.add_tags(["y", "x"])
        meta = read_json(Path(run.place) / "meta.json")
        self.assertEqual((meta["config"], meta["tags"]), ({"a": {"b": 1, "c": 2}}, ["x", "y"]))
        self.assertEqual((run.config, run.tags), (meta["config"], meta["tags"]))

    def test_meta_names_the_commit_and_the_difference_lies_beside_it(self) -> None:
        here = Path(self.root.parent) / "repo"
        here.mkdir()
        git = ["git", "-c", "user.name=n", "-c", "user.email=e@x", "-C", str(here)]
        subprocess.run([*git, "init", "-q"], check=True)
        (here / "train.py").write_text("a = 1\n")
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-qm", "m"], check=True)
        (here / "train.py").write_text("a = 2\n")
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(here)
        run = self.folder_run()
        os.chdir(before)
        meta = read_json(Path(run.place) / "meta.json")
        self.assertTrue(meta["git"]["dirty"])
        self.assertEqual(len(meta["git"]["commit"]), 40)
        self.assertIn("+a = 2", (Path(run.place) / "git.diff").read_text())
        self.assertEqual(meta["argv"], sys.argv)

    def test_images_are_kept_with_key_step_and_caption(self) -> None:
        run = self.folder_run()
        png = png_bytes(bytes(range(12)), 2, 2, 3)
        path = Path(self.root.parent) / "picture.png"
        path.write_bytes(png)
        run.log("loss", 1.0, step=7)
        self.assertTrue(run.log_image("a/b ../c", png, caption="why"))
        run.log_image("p", path, step=3)
        run.log_image("p", str(path))
        lines = [line["data"] for line in read_lines(run.place) if line["type"] == "image"]
        self.assertEqual([(one["key"], one["step"], one["caption"]) for one in lines],
                         [("a/b ../c", 7, "why"), ("p", 3, None), ("p", 7, None)])  # fmt: skip
        for one in lines:
            self.assertRegex(one["path"], r"^media/\d+_[0-9a-f]{6}_[\w.-]+\.png$")
            self.assertEqual((Path(run.place) / one["path"]).read_bytes(), png)

    def test_what_is_no_image_is_counted(self) -> None:
        run = self.folder_run(errors="Silent")
        for image in (b"text", 3, self.root / "missing.png", [[1], [1, 2]]):
            self.assertIsNone(run.log_image("x", image))
        self.assertEqual(run.reporter.dropped, {"cannot be logged": 4})
        self.assertEqual(read_lines(run.place), [])

    def test_what_is_printed_stands_in_the_log_as_it_was_printed_with_marks(self) -> None:
        code = """
import logging, sys, stepwell
handler = logging.StreamHandler(sys.stdout)
run = stepwell.init(root=sys.argv[1], log_level="Off", system_metrics=False)
print("begin \\u00e9"); print("a", end="\\r"); print("b\\r", end="", file=sys.stderr)
for i in range(3):
    stepwell.log("x", 1.0)
    print("step", i); print("again")
sys.stdout.writelines(["no newline"])
logging.getLogger("early").addHandler(handler)
logging.getLogger("early").warning("from a handler made before")
assert sys.stdout.isatty() is False and sys.stdout.encoding
stepwell.close()
print("not captured")
assert "write" not in sys.stdout.__dict__ and "write" not in sys.stderr.__dict__
"""
        process = script(code, str(self.root), env={"PYTHONIOENCODING": "utf-8"})
        out, err = process.communicate(timeout=60)
        # Universal newlines turn the carriage return of the bar into a newline here.
        self.assertEqual((process.returncode, err), (0, "b\n"))
        (log,) = self.root.rglob("logs.txt")
        text = log.read_bytes()
        begin = "begin \u00e9\na\rb\r"
        self.assertEqual(text.decode(), begin + "".join(f"step {i}\nagain\n" for i in range(3)) + "no newlinefrom a handler made before\n")
        self.assertTrue(out.endswith("made before\nnot captured\n"))
        marks = [json.loads(line) for line in (log.parent / "logs.times.jsonl").read_text().splitlines()]
        self.assertEqual([(mark["offset"], mark["step"]) for mark in marks][0], (0, None))
        # The bar's line is the one in which step 0 is printed: the next line bears its mark.
        self.assertEqual([mark["step"] for mark in marks], [None, 0, 1, 2])
        for mark in marks:
            self.assertTrue(mark["offset"] == 0 or text[mark["offset"] - 1 : mark["offset"]] == b"\n")
        self.assertTrue(text[marks[1]["offset"] :].startswith(b"again\nstep 1\n"))
        self.assertTrue(text[marks[2]["offset"] :].startswith(b"step 1\n"))

    def test_without_capture_there_is_no_log(self) -> None:
        run = stepwell.init(root=self.root, log_level="Off", system_metrics=False, capture_console=False)
        self.assertNotIn("write", sys.stdout.__dict__)
        stepwell.close()
        self.assertFalse((Path(run.place) / "logs.txt").exists())

    def test_an_attempt_that_was_cut_in_a_line_does_not_join_the_next_one(self) -> None:
        first = self.folder_run(run_name="a")
        first.sink.append_log("cut", None, 1.0)
        first.finish()
        second = self.folder_run(run_name="a")
        second.sink.append_log("new\n", None, 2.0)
        self.assertEqual((Path(first.place) / "logs.txt").read_text(), "cut\nnew\n")

    def test_system_metrics_stand_on_a_scale_of_their_own_and_the_heart_beats(self) -> None:
        run = self.folder_run(system_metrics=0.05)
        self.until(lambda: len([line for line in read_lines(run.place) if line["type"] == "metric"]) > 20)
        run.log("x", 1.0)
        run.finish()
        lines = read_lines(run.place)
        self.assertEqual({line["data"]["scale"] for line in lines if line["type"] == "metric"}, {"SYSTEM"})
        names = {line["data"]["name"] for line in lines if line["type"] == "metric"}
        self.assertIn("disk/used_percent", names)
        if sys.platform == "linux":
            self.assertLessEqual({"cpu/used_percent", "cpu/process_percent", "memory/process_gib"}, names)
        self.assertEqual(points(lines, "x"), [(0, 1.0)])
        self.assertGreater(read_json(Path(run.place) / "status.json")["heartbeat_at"], 1e9)

    def test_without_them_there_is_no_thread_and_no_heartbeat(self) -> None:
        import threading

        before = threading.active_count()
        run = self.folder_run()
        self.assertEqual(threading.active_count(), before)
        self.assertNotIn("heartbeat_at", read_json(Path(run.place) / "status.json"))

    def test_gpus_are_read_through_nvidia_smi_where_there_is_one(self) -> None:
        folder = Path(self.root.parent)
        tool = folder / "nvidia-smi"
        tool.write_text("#!/bin/sh\necho '0, 55, 1024, 81920, 61, 250.5'\necho '1, 7, 12, 81920, [N/A], 60.0'\n")
        tool.chmod(0o755)
        with mock.patch.dict(os.environ, {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}):
            found = [one for one in SystemReader(".").read() if one[0].startswith("gpu/")]
        self.assertEqual(found[0], ("gpu/utilization_percent", 55.0, {"gpu": "0"}))
        self.assertEqual(len(found), 9)
        tool.write_text("#!/bin/sh\nexit 9\n")
        reader = SystemReader(".")
        reader._smi = str(tool)
        self.assertEqual([one for one in reader.read() if one[0].startswith("gpu/")], [])
        self.assertIsNone(reader._smi)

    def test_init_names_the_page_of_a_server_that_shows_this_root(self) -> None:
        from http.server import BaseHTTPRequestHandler, HTTPServer
        import threading

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps({"roots": [{"name": "runs"}]}).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        port = server.server_port
        self.assertEqual(page_address(self.root, "id", port), f"http://127.0.0.1:{port}/r/id")
        self.assertIsNone(page_address(self.root / "other", "id", port))
        with mock.patch("stepwell.announce.DEFAULT_PORT", port), mock.patch(
            "stepwell.announce.page_address.__defaults__", (port,)
        ), quiet() as said:
            run = stepwell.init(root=self.root, system_metrics=False, capture_console=False)
            stepwell.close()
        self.assertIn(f"live at http://127.0.0.1:{port}/r/{Path(run.place).name}", said.getvalue())
        server.shutdown()
        server.server_close()
        self.assertIsNone(page_address(self.root, "id", port))


if __name__ == "__main__":
    unittest.main()
