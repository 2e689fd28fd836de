"""The calls for reinforcement learning: ``log`` with a fixed scale. Source: the Metrana client's documentation ("RL Helpers").

``rl_step`` and ``episode`` change with nearly every call: they are kept with the point as coordinates, not as labels, which would open a
series for each value. ``environment_id`` and ``evaluation`` are labels.
"""

from __future__ import annotations

from typing import Any

from .errors import InvalidMetricError
from .recorder import Labels, Recorder, coordinates


class RlRecorder(Recorder):
    """Logging by step, episode and environment step."""

    def log_rl_step(
        self,
        metric_name: str,
        value: Any,
        evaluation: bool = False,
        step: int | None = None,
        labels: Labels = None,
        timestamp: int | None = None,
    ) -> None:
        """A metric per gradient update: ``log`` on the ML_STEP scale."""
        self.log(metric_name, value, None, step, labels, evaluation, timestamp)

    def log_rl_episode(
        self,
        metric_name: str,
        value: Any,
        rl_step: int,
        evaluation: bool = False,
        episode: int | None = None,
        env_id: str | None = None,
        labels: Labels = None,
        timestamp: int | None = None,
    ) -> None:
        """A metric per episode. ``episode`` is its step (auto); ``rl_step`` is kept with the point, ``env_id`` as label environment_id."""
        self._log_rl("EPISODE", metric_name, value, episode, {"rl_step": rl_step}, evaluation, env_id, labels, timestamp)

    def log_rl_environment_step(
        self,
        metric_name: str,
        value: Any,
        rl_step: int,
        evaluation: bool = False,
        env_step: int | None = None,
        episode: int | None = None,
        env_id: str | None = None,
        labels: Labels = None,
        timestamp: int | None = None,
    ) -> None:
        """A metric per environment interaction. ``env_step`` is its step (auto); ``rl_step`` and ``episode`` are kept with the point."""
        coords = {"rl_step": rl_step, "episode": episode}
        self._log_rl("ENVIRONMENT_STEP", metric_name, value, env_step, coords, evaluation, env_id, labels, timestamp)

    def _log_rl(
        self,
        scale: str,
        name: str,
        value: Any,
        step: int | None,
        coords: dict[str, Any],
        evaluation: bool,
        env_id: str | None,
        labels: Labels,
        timestamp: int | None,
    ) -> None:
        try:
            where = dict(labels or {})
            if env_id is not None:
                where["environment_id"] = str(env_id)
            self._log({name: value}, scale, step, where, evaluation, timestamp, coordinates(coords))
        except InvalidMetricError as error:
            self._reporter.fail_call(error, "cannot be logged")
