import { OptionError } from './errors.ts';

export const RESUME = ['Allow', 'Never'] as const;
export const BACKPRESSURE = ['DropNew', 'Block', 'Raise'] as const;
export const ERRORS = ['Silent', 'Warn', 'RaiseOnLog', 'RaiseOnClose'] as const;
export const CLOSE = ['Immediate', 'CompletePending', 'CompleteAll'] as const;

/** What `init` takes. Everything has a default; an environment variable stands between the argument and the default. */
export interface InitOptions {
  apiKey?: string;
  workspaceName?: string;
  projectName?: string;
  runName?: string;
  experimentName?: string;
  /** "Allow" (default) continues a run of this name, "Never" throws where it exists. */
  resumeStrategy?: (typeof RESUME)[number];
  /** When the queue to a server is full. JavaScript cannot block: "Block" takes the event and lets the queue grow. */
  backpressureStrategy?: (typeof BACKPRESSURE)[number];
  errorStrategy?: (typeof ERRORS)[number];
  closeStrategy?: (typeof CLOSE)[number];
  config?: Record<string, unknown>;
  tags?: string[];
  description?: string;
  aggregationRules?: unknown[];
  /** A server's address; the server writes the folder then. `ingestionUrl` is the same. */
  server?: string;
  ingestionUrl?: string;
  /** Folder of runs; STEPWELL_ROOT or ./runs by default. */
  root?: string;
  /** Most events that wait for a server; 0 is unbounded. */
  eventQueueMaxSize?: number;
}

export interface Settings {
  apiKey: string | null;
  workspace: string | null;
  project: string;
  run: string | null;
  experiment: string | null;
  resume: (typeof RESUME)[number];
  backpressure: (typeof BACKPRESSURE)[number];
  errors: (typeof ERRORS)[number];
  close: (typeof CLOSE)[number];
  server: string | null;
  root: string;
  queueSize: number;
  meta: Record<string, unknown>;
}

const KNOWN = new Set([
  'apiKey',
  'workspaceName',
  'projectName',
  'runName',
  'experimentName',
  'resumeStrategy',
  'backpressureStrategy',
  'errorStrategy',
  'closeStrategy',
  'config',
  'tags',
  'description',
  'aggregationRules',
  'server',
  'ingestionUrl',
  'root',
  'eventQueueMaxSize',
]);
const DEFAULT_QUEUE = 1_000_000;

/** Argument, else STEPWELL_*, else METRANA_*, else the default. Throws OptionError that names what is wrong and what is accepted. */
export function settingsOf(options: InitOptions, env: NodeJS.ProcessEnv): Settings {
  for (const name of Object.keys(options))
    if (!KNOWN.has(name)) throw new OptionError(`init has no option ${name}; it takes ${[...KNOWN].join(', ')}`);
  const said = (name: string): { name: string; value: string } | null => {
    for (const prefix of ['STEPWELL', 'METRANA']) {
      const value = env[`${prefix}_${name}`];
      if (value !== undefined && value !== '') return { name: `${prefix}_${name}`, value };
    }
    return null;
  };
  function choice<T extends string>(
    option: string,
    given: T | undefined,
    variable: string,
    all: readonly T[],
    otherwise: T,
  ): T {
    const from = given === undefined ? said(variable) : { name: option, value: given };
    if (from === null) return otherwise;
    const found = all.find((one) => one === from.value);
    if (found === undefined)
      throw new OptionError(`${from.name}=${JSON.stringify(from.value)}: one of ${all.join(', ')}`);
    return found;
  }
  return {
    apiKey: options.apiKey ?? said('API_KEY')?.value ?? null,
    workspace: options.workspaceName ?? null,
    project: options.projectName ?? 'default',
    run: options.runName ?? null,
    experiment: options.experimentName ?? null,
    resume: choice('resumeStrategy', options.resumeStrategy, 'RESUME_STRATEGY', RESUME, 'Allow'),
    backpressure: choice(
      'backpressureStrategy',
      options.backpressureStrategy,
      'BACKPRESSURE_STRATEGY',
      BACKPRESSURE,
      'DropNew',
    ),
    errors: choice('errorStrategy', options.errorStrategy, 'ERROR_MODES', ERRORS, 'Warn'),
    close: choice('closeStrategy', options.closeStrategy, 'CLOSE_STRATEGY', CLOSE, 'CompletePending'),
    server: options.server ?? options.ingestionUrl ?? env.STEPWELL_SERVER ?? null,
    root: options.root ?? env.STEPWELL_ROOT ?? 'runs',
    queueSize: queueSize(options.eventQueueMaxSize, said('EVENT_QUEUE_MAX_SIZE')),
    meta: metaOf(options),
  };
}

function queueSize(given: number | undefined, said: { name: string; value: string } | null): number {
  const [name, value] = given === undefined ? [said?.name ?? '', said?.value] : ['eventQueueMaxSize', String(given)];
  if (value === undefined) return DEFAULT_QUEUE;
  if (!/^\d{1,15}$/.test(value))
    throw new OptionError(`${name}=${JSON.stringify(value)}: a whole number, 0 for no bound`);
  return Number(value) === 0 ? Number.POSITIVE_INFINITY : Number(value);
}

function metaOf({ config, tags, description, aggregationRules }: InitOptions): Record<string, unknown> {
  return {
    ...(config === undefined ? {} : { config }),
    ...(tags === undefined ? {} : { tags }),
    ...(description === undefined ? {} : { description }),
    ...(aggregationRules === undefined ? {} : { aggregation_rules: aggregationRules }),
  };
}
