/** Everything that this client throws. */
export class StepwellError extends Error {
  override name = 'StepwellError';
}

/** An option or an environment variable that cannot be used: the message names it and what is accepted. */
export class OptionError extends StepwellError {
  override name = 'OptionError';
}

/** `resumeStrategy: 'Never'` and the run exists. */
export class RunExistsError extends StepwellError {
  override name = 'RunExistsError';
}

/** The queue to a server is full and `backpressureStrategy` is "Raise". */
export class EventQueueFullError extends StepwellError {
  override name = 'EventQueueFullError';
}

/** What was to be logged is no metric. */
export class InvalidMetricError extends StepwellError {
  override name = 'InvalidMetricError';
}

export { EventQueueFullError as MetranaEventQueueFullError };
