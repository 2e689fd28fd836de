/** Everything that this client throws on purpose. Each message names the thing at fault and what is accepted. */
export class StepwellError extends Error {
  override name = 'StepwellError';
}

/** An option or an environment variable that cannot be used. */
export class OptionError extends StepwellError {
  override name = 'OptionError';
}

/** An option that does not exist. */
export class UnknownOptionError extends OptionError {
  override name = 'UnknownOptionError';
}

/** A module-level call before `init` or after `close`. */
export class NotInitializedError extends StepwellError {
  override name = 'NotInitializedError';
}

/** A second `init` while a run is open. */
export class AlreadyInitializedError extends StepwellError {
  override name = 'AlreadyInitializedError';
}

/** `resumeStrategy: 'Never'` and the run exists. */
export class RunExistsError extends StepwellError {
  override name = 'RunExistsError';
}

/** A call on a run that is closed. */
export class RunFinishedError extends StepwellError {
  override name = 'RunFinishedError';
}

/** A name, value, step, label or timestamp that cannot be logged. */
export class InvalidMetricError extends StepwellError {
  override name = 'InvalidMetricError';
}

/** The queue to a server is full and `backpressureStrategy` is "Raise". */
export class EventQueueFullError extends StepwellError {
  override name = 'EventQueueFullError';
}

/** Events could not be written to the folder or delivered to the server. */
export class DeliveryError extends StepwellError {
  override name = 'DeliveryError';
}

/** No folder of this path or id. */
export class FolderNotFoundError extends StepwellError {
  override name = 'FolderNotFoundError';
}

/** Several folders bear this path. */
export class AmbiguousFolderError extends StepwellError {
  override name = 'AmbiguousFolderError';
}

/** The server could not be reached (`status` is null then) or refused a request. */
export class ServerError extends StepwellError {
  override name = 'ServerError';
  readonly status: number | null;

  constructor(message: string, status: number | null = null) {
    super(message);
    this.status = status;
  }
}

/** A question that the server could not be asked or refused to answer. `answer` is the JSON of the refusal, {} where there was none. */
export class QueryError extends ServerError {
  override name = 'QueryError';
  readonly answer: Readonly<Record<string, unknown>>;

  constructor(message: string, status: number | null = null, answer: Record<string, unknown> = {}) {
    super(message, status);
    this.answer = answer;
  }

  /** The runs that an ambiguous id (409) may mean. */
  get candidates(): string[] {
    return Array.isArray(this.answer.candidates) ? this.answer.candidates.map(String) : [];
  }
}

export { EventQueueFullError as MetranaEventQueueFullError };
