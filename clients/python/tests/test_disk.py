"""A folder that cannot be written any more stops no training, and what is lost is counted."""

from __future__ import annotations

import os
import resource
import signal
import unittest
from pathlib import Path

import stepwell
from support import StepwellCase, points, quiet, read_lines


class Disk(StepwellCase):
    def test_a_full_disk_is_counted_and_no_line_stays_torn(self) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        self.addCleanup(signal.signal, signal.SIGXFSZ, handler)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_FSIZE, before)
        with quiet() as said:
            run = self.folder_run(log_level="Warn")
            for i in range(10):
                run.log("x", float(i))
            file = Path(run.place) / "events.jsonl"
            resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 150, before[1]))
            for i in range(10, 20):
                run.log("x", float(i))
            self.assertFalse(run.flush())
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            for i in range(20, 30):
                run.log("x", float(i))
            run.finish()
        values = [int(value) for _, value in points(read_lines(run.place), "x")]
        dropped = run.reporter.dropped["disk"]
        self.assertEqual(values, [*range(12), *range(20, 30)])
        self.assertEqual(dropped + len(values), 30)
        self.assertIn("File too large", said.getvalue())
        self.assertIn(f"{dropped} events were not written (disk: {dropped})", said.getvalue())

    def test_a_full_disk_under_each_error_strategy(self) -> None:
        full = os.open("/dev/full", os.O_WRONLY) if os.path.exists("/dev/full") else -1
        if full < 0:
            return
        self.addCleanup(os.close, full)
        for errors in ("Silent", "Warn", "RaiseOnLog", "RaiseOnClose"):
            with self.subTest(errors), quiet() as said:
                run = self.folder_run(errors=errors, log_level="Warn")
                own = run.sink._file._fd  # type: ignore[attr-defined]
                run.sink._file._fd = full  # type: ignore[attr-defined]
                if errors == "RaiseOnLog":
                    with self.assertRaisesRegex(stepwell.DeliveryError, "No space left"):
                        run.log("x", 1.0)
                else:
                    run.log("x", 1.0)
                self.assertEqual("No space left" in said.getvalue(), errors == "Warn")
                run.sink._file._fd = own  # type: ignore[attr-defined]
                run.log("x", 2.0)
                if errors == "RaiseOnClose":
                    with self.assertRaisesRegex(stepwell.DeliveryError, "No space left"):
                        run.finish()
                else:
                    run.finish()
                self.assertEqual(run.reporter.dropped, {"disk": 1})
                self.assertEqual(points(read_lines(run.place), "x"), [(1, 2.0)])

    def test_a_folder_that_becomes_read_only_stops_no_training(self) -> None:
        run = self.folder_run(errors="Silent", system_metrics=0.05)
        folder = Path(run.place)
        moved = folder.rename(folder.parent / "moved")
        folder.write_text("a file where the folder was")
        run.log("x", 1.0)
        run.summary({"a": 1})
        run.set_config({"b": 2})
        run.sink.beat()
        self.assertIsNone(run.log_image("i", b"GIF89a"))
        run.finish()
        self.assertEqual(points(read_lines(moved), "x"), [(0, 1.0)])
        self.assertGreater(run.reporter.failures, 3)

    def test_closed_descriptors_are_opened_again_in_another_file(self) -> None:
        run = self.folder_run()
        run.log("x", 1.0)
        os.close(run.sink._file._fd)  # type: ignore[attr-defined]
        run.log("x", 2.0)
        self.assertEqual(sorted(points(read_lines(run.place), "x")), [(0, 1.0), (1, 2.0)])


if __name__ == "__main__":
    unittest.main()
