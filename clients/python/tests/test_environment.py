"""Options from the environment: under both prefixes, beaten by arguments, and refused by name."""

from __future__ import annotations

import os
import unittest
from typing import Any
from unittest import mock

import stepwell
from stepwell.environment import process_rank
from stepwell.settings import EVENT_QUEUE_SIZE, resolve_settings
from support import StepwellCase


class Environment(StepwellCase):
    def settings(self, environment: dict[str, str], **options: Any) -> Any:
        with mock.patch.dict(os.environ, environment):
            return resolve_settings(**options)

    def test_every_variable_sets_its_option_under_both_names(self) -> None:
        for name, value, read in (
            ("BACKPRESSURE_STRATEGY", "Raise", lambda s: s.backpressure),
            ("ERROR_MODES", "RaiseOnClose", lambda s: s.errors),
            ("RESUME_STRATEGY", "Never", lambda s: s.resume),
            ("CLOSE_STRATEGY", "CompleteAll", lambda s: s.close),
            ("LOG_LEVEL", "Debug", lambda s: s.log_level),
            ("ERROR_QUEUE_MAX_SIZE", "3", lambda s: str(s.error_queue_size)),
            ("API_KEY", "secret", lambda s: s.delivery.api_key),
            ("EVENT_QUEUE_MAX_SIZE", "5", lambda s: str(s.delivery.event_queue_size)),
            ("DISPATCH_QUEUE_MAX_SIZE", "7", lambda s: str(s.delivery.dispatch_queue_size)),
        ):
            for prefix in ("STEPWELL_", "METRANA_"):
                found = self.settings({prefix + name: value}, server="http://127.0.0.1:1")
                self.assertEqual(str(read(found)), value, prefix + name)
            both = self.settings({"STEPWELL_" + name: value, "METRANA_" + name: "ignored?"}, server="http://127.0.0.1:1")
            self.assertEqual(str(read(both)), value, name)

    def test_argument_beats_environment_beats_default(self) -> None:
        self.assertEqual(str(self.settings({}).errors), "Warn")
        self.assertEqual(str(self.settings({"STEPWELL_ERROR_MODES": "Silent"}).errors), "Silent")
        self.assertEqual(str(self.settings({"STEPWELL_ERROR_MODES": "Silent"}, errors="RaiseOnLog").errors), "RaiseOnLog")
        self.assertEqual(self.settings({"METRANA_API_KEY": "a"}, api_key="b", server="http://h").delivery.api_key, "b")
        self.assertEqual(str(self.settings({"STEPWELL_ERROR_MODES": ""}).errors), "Warn")
        self.assertEqual(self.settings({}, server="http://h").delivery.event_queue_size, EVENT_QUEUE_SIZE)

    def test_a_value_that_is_not_accepted_names_the_variable(self) -> None:
        for name, value, accepted in (
            ("STEPWELL_ERROR_MODES", "Loud", "Silent, Warn, RaiseOnLog, RaiseOnClose"),
            ("METRANA_CLOSE_STRATEGY", "Never", "Immediate, CompletePending, CompleteAll"),
            ("STEPWELL_EVENT_QUEUE_MAX_SIZE", "-1", "0 for unbounded"),
            ("STEPWELL_DISPATCH_QUEUE_MAX_SIZE", "many", "whole number"),
            ("METRANA_ERROR_QUEUE_MAX_SIZE", "1.5", "whole number"),
        ):
            with self.assertRaisesRegex(stepwell.OptionError, f"{name}='{value}'.*{accepted}"):
                self.settings({name: value})

    def test_the_root_comes_from_the_environment(self) -> None:
        self.assertEqual(self.settings({"STEPWELL_ROOT": f"/a{os.pathsep}/b"}).root, "/a")
        self.assertEqual(self.settings({"STEPWELL_ROOT": "/a"}, root="/c").root, "/c")
        self.assertEqual(self.settings({}).root, os.path.abspath("runs"))

    def test_the_rank_comes_from_the_launcher(self) -> None:
        for variable in ("RANK", "OMPI_COMM_WORLD_RANK", "SLURM_PROCID"):
            with mock.patch.dict(os.environ, {variable: "3"}):
                self.assertEqual(process_rank(), 3)


if __name__ == "__main__":
    unittest.main()
