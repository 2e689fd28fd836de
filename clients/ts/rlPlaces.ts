import type { LogOptions, Place } from './recorder.ts';

/**
 * Where points of reinforcement learning stand. `rlStep` and `episode` change with nearly every call: they are kept with the point
 * as coordinates, not as labels, which would open a series for each value. Source: the Metrana client's documentation ("RL Helpers").
 */

export interface EpisodeOptions extends Omit<LogOptions, 'scale' | 'step'> {
  /** The training step that the episode belongs to. */
  rlStep: number;
  /** Step of the series; counts up by itself. */
  episode?: number | undefined;
  /** Becomes the label `environment_id`. */
  envId?: string | number | undefined;
}

export interface EnvironmentStepOptions extends EpisodeOptions {
  /** Step of the series; counts up by itself. Here `episode` is a coordinate. */
  envStep?: number | undefined;
}

export function episodePlace({ rlStep, episode, envId, ...rest }: EpisodeOptions): Place {
  return { ...withEnvironment(rest, envId), scale: 'EPISODE', step: episode, coords: { rl_step: rlStep } };
}

export function environmentStepPlace({ rlStep, episode, envStep, envId, ...rest }: EnvironmentStepOptions): Place {
  const coords = { rl_step: rlStep, episode };
  return { ...withEnvironment(rest, envId), scale: 'ENVIRONMENT_STEP', step: envStep, coords };
}

function withEnvironment(options: LogOptions, envId: string | number | undefined): LogOptions {
  return envId === undefined ? options : { ...options, labels: { ...options.labels, environment_id: String(envId) } };
}
