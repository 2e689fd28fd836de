"""Scripts written for TensorBoard's SummaryWriter run with one line changed; what it cannot do is said once, counted and raises nothing."""

from __future__ import annotations

import os
import unittest
from pathlib import Path
from typing import Any

import stepwell
from stepwell.errors import InvalidMetricError
from stepwell.image_layout import split_batch, to_rows_columns_channels
from stepwell.tensorboard import SummaryWriter
from support import StepwellCase, points, quiet, read_json, read_lines, script

PNG = b"\x89PNG\r\n\x1a\n"


class Array:
    """What the shim uses of an array (NumPy, torch after ``numpy()``): nested lists with a shape."""

    def __init__(self, values: Any) -> None:
        self.values = values

    @property
    def shape(self) -> tuple[int, ...]:
        shape, inner = [], self.values
        while isinstance(inner, list):
            shape.append(len(inner))
            inner = inner[0]
        return tuple(shape)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def at(self, *place: int) -> Any:
        inner = self.values
        for one in place:
            inner = inner[one]
        return inner

    def transpose(self, order: list[int]) -> Array:
        shape = [self.shape[axis] for axis in order]

        def build(place: list[int]) -> Any:
            if len(place) == len(shape):
                source = [0] * len(shape)
                for to, axis in enumerate(order):
                    source[axis] = place[to]
                return self.at(*source)
            return [build([*place, n]) for n in range(shape[len(place)])]

        return Array(build([]))

    def take(self, n: int, axis: int) -> Array:
        assert axis == 0
        return Array(self.values[n])


class Tensor(Array):
    """What torch offers on the way to an array."""

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> Array:
        return Array(self.values)


class Figure:
    def savefig(self, file: Any, format: str) -> None:
        file.write(PNG)


class Writer(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        os.environ["STEPWELL_LOG_LEVEL"] = "Off"
        self.root.mkdir()

    def writer(self, *arguments: Any, **options: Any) -> SummaryWriter:
        writer = SummaryWriter(*(arguments or (self.root / "exp",)), **options)
        self.addCleanup(writer.close)
        return writer

    def lines(self, writer: SummaryWriter) -> list[dict[str, Any]]:
        return read_lines(writer.run.place)

    def test_the_usual_script(self) -> None:
        with self.writer(str(self.root / "digits" / "lr0.1"), flush_secs=10) as writer:
            for step in range(5):
                writer.add_scalar("train/loss", 1 / (step + 1), step)
                writer.add_scalar("train/acc", step, global_step=step, new_style=True)
            writer.add_text("note", "it **learns**", 4)
            writer.flush()
        place = Path(writer.run.place)
        self.assertEqual((place.parent, writer.get_logdir()), (self.root / "digits" / "lr0.1", str(self.root / "digits" / "lr0.1")))
        lines = self.lines(writer)
        self.assertEqual(points(lines, "train/loss"), [(step, 1 / (step + 1)) for step in range(5)])
        self.assertEqual(points(lines, "train/acc"), [(step, step) for step in range(5)])
        self.assertEqual(lines[-1]["data"], {"text": "it **learns**", "metadata": {"tag": "note"}, "step": 4})
        self.assertEqual(read_json(place / "status.json")["status"], "finished")
        self.assertEqual(read_json(place / "meta.json")["alias"], "lr0.1")

    def test_without_a_folder_the_run_lies_with_the_others(self) -> None:
        os.environ["STEPWELL_ROOT"] = str(self.root)
        writer = SummaryWriter(comment="_lr_0.1", project="digits")
        self.addCleanup(writer.close)
        self.assertEqual(Path(writer.run.place).parent, self.root / "digits")
        self.assertEqual((writer.run.name, writer.log_dir), ("_lr_0.1", writer.run.place))
        other = SummaryWriter(logdir=str(self.root / "x"))
        self.addCleanup(other.close)
        self.assertEqual(Path(other.run.place).parent, self.root / "x")

    def test_a_second_writer_of_the_same_folder_goes_on(self) -> None:
        first = self.writer()
        first.add_scalar("x", 1.0, 7)
        first.close()
        second = self.writer()
        second.add_scalar("x", 2.0)
        self.assertEqual((second.run.id, second.run.resumed), (first.run.id, True))
        self.assertEqual(sorted(points(self.lines(second), "x")), [(7, 1.0), (8, 2.0)])

    def test_without_steps_all_tags_share_one_step_and_no_point_hides_another(self) -> None:
        writer = self.writer()
        for i in range(3):
            writer.add_scalar("loss", float(i))
            writer.add_scalar("acc", float(i))
        writer.add_scalar("loss", 9.0, 20)
        writer.add_scalar("acc", 9.0)
        writer.add_scalar("loss", 10.0)
        lines = self.lines(writer)
        self.assertEqual(points(lines, "loss"), [(0, 0.0), (1, 1.0), (2, 2.0), (20, 9.0), (21, 10.0)])
        self.assertEqual(points(lines, "acc"), [(0, 0.0), (1, 1.0), (2, 2.0), (20, 9.0)])

    def test_scalars_are_lines_of_one_metric_and_walltime_is_their_time(self) -> None:
        writer = self.writer()
        writer.add_scalars("loss", {"train": 0.5, "val": 0.75}, 3, walltime=1_700_000_000.25)
        data = [line["data"] for line in self.lines(writer)]
        self.assertEqual([(one["name"], one["labels"], one["value"], one["step"]) for one in data],
                         [("loss", {"tag": "train"}, 0.5, 3), ("loss", {"tag": "val"}, 0.75, 3)])  # fmt: skip
        self.assertEqual({one["time_ns"] for one in data}, {1_700_000_000_250_000_000})

    def test_hparams_are_config_metrics_and_summary(self) -> None:
        writer = self.writer()
        writer.add_hparams({"lr": 0.1, "net": "cnn"}, {"hparam/acc": 0.9}, run_name="x", global_step=5)
        place = Path(writer.run.place)
        self.assertEqual(read_json(place / "meta.json")["config"], {"lr": 0.1, "net": "cnn"})
        self.assertEqual(read_json(place / "summary.json"), {"hparam/acc": 0.9})
        self.assertEqual(points(self.lines(writer), "hparam/acc"), [(5, 0.9)])

    def test_figures_are_images(self) -> None:
        writer = self.writer()
        writer.add_figure("one", Figure(), 1)
        writer.add_figure("two", [Figure(), Figure()], 2, close=False)
        images = [line["data"] for line in self.lines(writer)]
        self.assertEqual([(one["key"], one["step"]) for one in images], [("one", 1), ("two/0", 2), ("two/1", 2)])
        self.assertEqual((Path(writer.run.place) / images[0]["path"]).read_bytes(), PNG)

    def test_arrays_are_laid_out_as_their_formats_say(self) -> None:
        rows = [[[1, 2], [3, 4], [5, 6]]]  # 1 × 3 × 2
        for kind in (Array, Tensor):
            for layout, shape in (("CHW", (3, 2, 1)), ("HWC", (1, 3, 2)), ("WHC", (3, 1, 2)), ("hwc", (1, 3, 2))):
                self.assertEqual(to_rows_columns_channels(kind(rows), layout).shape, shape, layout)
            self.assertEqual(to_rows_columns_channels(kind(rows[0]), "WH").values, [[1, 3, 5], [2, 4, 6]])
            self.assertEqual([one.shape for one in split_batch(kind([rows, rows]), "NCHW")], [(3, 2, 1)] * 2)
        self.assertEqual([one.shape for one in split_batch([Array(rows)], "NCHW")], [(3, 2, 1)])
        for layout in ("CH", "CHW2", "NCHW", ""):
            with self.assertRaisesRegex(InvalidMetricError, "dataformats"):
                to_rows_columns_channels(Array(rows), layout)
        with self.assertRaisesRegex(InvalidMetricError, "dataformats"):
            split_batch(Array(rows), "NCHW")

    def test_what_it_cannot_do_is_said_once_counted_and_raises_nothing(self) -> None:
        os.environ["STEPWELL_LOG_LEVEL"] = "Warn"
        with quiet() as said:
            writer = SummaryWriter(self.root / "exp", purge_step=3)
            for _ in range(3):
                writer.add_histogram("weights", [1, 2], 1, bins="auto")
            for name in ("add_graph", "add_embedding", "add_pr_curve", "add_audio", "add_video", "add_mesh", "add_custom_scalars",
                         "add_histogram_raw", "add_tensor", "add_onnx_graph"):  # fmt: skip
                getattr(writer, name)("tag", object(), 1)
            writer.export_scalars_to_json("all.json")
            writer.add_scalar("x", "text", 1)
            writer.add_scalar("x", 1.0, "one")  # type: ignore[arg-type]
            writer.add_scalars("x", {"a": None}, 1)
            writer.add_image("i", "no array", 1)
            writer.add_image("i", Array([[1]]), 1)
            writer.add_figure("f", object(), 1)
            writer.add_image_with_boxes("b", Array([1]), [[0, 0, 1, 1]], 1)
            writer.add_scalar("x", 2.0, 2)
            writer.close()
            writer.add_scalar("late", 1.0, 1)
            writer.add_text("late", "text")
            writer.add_histogram("late", [])
            writer.flush()
            writer.close()
        self.assertEqual(points(self.lines(writer), "x"), [(2, 2.0)])
        dropped = writer.run.reporter.dropped
        self.assertEqual((dropped["add_histogram is not supported"], dropped["closed"], dropped["cannot be logged"]), (3, 3, 7))
        first = said.getvalue().split("events were not written")[0]
        self.assertEqual(first.count("add_histogram is not supported"), 1)
        self.assertIn("purge_step", first)
        self.assertFalse(hasattr(writer, "_no_such_thing"))

    def test_to_a_server(self) -> None:
        server = self.server()
        writer = SummaryWriter("logs/exp", server=server.url, project="digits")
        writer.add_scalar("x", 1.0, 3)
        writer.close()
        self.assertEqual(server.values("x"), [1.0])
        start = server.runs["exp"]["start"]
        self.assertEqual((start["project"], start["folder_path"]), ("digits", None))

    def test_a_script_that_forgets_to_close_or_breaks(self) -> None:
        for body, status in (("", "finished"), ("raise ValueError('broken')", "failed")):
            code = f"import sys\nfrom stepwell.tensorboard import SummaryWriter\nSummaryWriter(sys.argv[1]).add_scalar('x', 1.0)\n{body}"
            script(code, str(self.root / status)).communicate(timeout=60)
            (end,) = (self.root / status).rglob("status.json")
            self.assertEqual(read_json(end)["status"], status)

    def test_an_image_of_numbers_is_a_png(self) -> None:
        try:
            import numpy
        except ImportError:  # Without NumPy there are no arrays to log: the array's place is refused, not the script.
            writer = self.writer()
            writer.add_image("i", Tensor([[[0.5]]]), 1)
            self.assertEqual(writer.run.reporter.dropped, {"cannot be logged": 1})
            return
        writer = self.writer()
        writer.add_image("chw", numpy.zeros((3, 4, 5)), 1)
        writer.add_images("batch", numpy.zeros((2, 1, 4, 5), dtype=numpy.uint8), 2)
        images = [line["data"] for line in self.lines(writer)]
        self.assertEqual([one["key"] for one in images], ["chw", "batch/0", "batch/1"])
        heads = [(Path(writer.run.place) / one["path"]).read_bytes()[16:24] for one in images]
        self.assertEqual(set(heads), {(5).to_bytes(4, "big") + (4).to_bytes(4, "big")})


if __name__ == "__main__":
    unittest.main()
