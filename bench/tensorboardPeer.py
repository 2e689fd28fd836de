"""TensorBoard beside Stepwell: how long from the start of its process until it lists so many runs.

Needs the packages tensorboard and tensorboardX. Prints one JSON object: {"seconds": [...], "version": "..."}.

    python3 bench/tensorboardPeer.py --runs 1000 --metrics 3 --steps 20 --rounds 3
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import tensorboard
from tensorboardX import SummaryWriter


def write_runs(folder, runs, metrics, steps):
    for run in range(runs):
        writer = SummaryWriter(f"{folder}/run{run}")
        for step in range(steps):
            for metric in range(metrics):
                writer.add_scalar(f"train/m{metric}", step / (metric + run + 1), step)
        writer.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listed(port, path):
    """The answer of a route, or None while the server cannot be reached."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return json.load(answer)
    except OSError:
        return None


def seconds_until_listed(folder, runs):
    port = free_port()
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "tensorboard.main", "--logdir", folder, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while len(listed(port, "/data/runs") or []) < runs:
            time.sleep(0.005)
        return time.perf_counter() - began
    finally:
        server.kill()
        server.wait()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--runs", type=int, default=1000)
    options.add_argument("--metrics", type=int, default=3)
    options.add_argument("--steps", type=int, default=20)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    folder = tempfile.mkdtemp(prefix="stepwell-tensorboard-")
    try:
        write_runs(folder, asked.runs, asked.metrics, asked.steps)
        seconds = [seconds_until_listed(folder, asked.runs) for _ in range(asked.rounds)]
    finally:
        shutil.rmtree(folder)
    print(json.dumps({"seconds": seconds, "version": tensorboard.__version__}))


main()
