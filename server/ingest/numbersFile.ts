/** Numbers that were given out in a root: `numbers.json` in its notes. */
export interface Numbers {
  /** By a run's folder below the root (for a single-file run: its file). */
  runs: Map<string, Given>;
  /** By `[project, experiment]` as JSON. */
  experiments: Map<string, number>;
  /** By project: what its display ids begin with. */
  prefixes: Map<string, string>;
}

export interface Given {
  job: number;
  number: number;
  project: string;
  experiment: number;
}

export function noNumbers(): Numbers {
  return { runs: new Map(), experiments: new Map(), prefixes: new Map() };
}

/** What a file holds; what is not as it was written counts as not there. */
export function readNumbers(file: unknown): Numbers {
  const { runs, experiments, prefixes } = toObject(file);
  return {
    runs: new Map(Object.entries(toObject(runs)).filter((entry): entry is [string, Given] => isGiven(entry[1]))),
    experiments: new Map(
      Object.entries(toObject(experiments)).filter((entry): entry is [string, number] => isCount(entry[1])),
    ),
    prefixes: new Map(
      Object.entries(toObject(prefixes)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  };
}

export function keptNumbers({ runs, experiments, prefixes }: Numbers): unknown {
  return {
    runs: Object.fromEntries(runs),
    experiments: Object.fromEntries(experiments),
    prefixes: Object.fromEntries(prefixes),
  };
}

/** What the earlier ones say wins; of the later ones only what collides with nothing is taken. */
export function joinNumbers(all: readonly Numbers[]): Numbers {
  const joined = noNumbers();
  const taken = new Set<string>();
  const marks = (given: Given): string[] => [`job ${given.job}`, JSON.stringify([given.project, given.number])];
  for (const { runs, experiments, prefixes } of all) {
    addUnlessTaken(joined.experiments, experiments);
    addUnlessTaken(joined.prefixes, prefixes);
    for (const [key, given] of runs) {
      if (joined.runs.has(key) || marks(given).some((mark) => taken.has(mark))) continue;
      joined.runs.set(key, given);
      for (const mark of marks(given)) taken.add(mark);
    }
  }
  for (const { project } of joined.runs.values())
    if (!joined.prefixes.has(project)) joined.prefixes.set(project, prefixOf(project, [...joined.prefixes.values()]));
  return joined;
}

/** MMP for "my-model-project", DIG for "digits"; a prefix that is taken gets a digit. */
export function prefixOf(project: string, taken: readonly string[]): string {
  const words = project.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
  const plain =
    words.length > 1
      ? words
          .map((word) => word.charAt(0))
          .join('')
          .slice(0, 4)
      : (words[0] ?? 'RUN').slice(0, 3);
  if (!taken.includes(plain)) return plain;
  for (let i = 2; ; i++) if (!taken.includes(`${plain}${i}`)) return `${plain}${i}`;
}

function addUnlessTaken<Value>(into: Map<string, Value>, from: ReadonlyMap<string, Value>): void {
  const values = new Set(into.values());
  for (const [key, value] of from) if (!into.has(key) && !values.has(value)) into.set(key, value);
}

function isGiven(value: unknown): value is Given {
  const { job, number, project, experiment } = toObject(value);
  return isCount(job) && isCount(number) && isCount(experiment) && typeof project === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
