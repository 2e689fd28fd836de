import { delimiter, resolve } from 'node:path';
import { OptionError } from './errors.ts';

/** Environment variables: `STEPWELL_<name>`, or `METRANA_<name>` where only that is set. Empty means not set. */

const PREFIXES = ['STEPWELL_', 'METRANA_'];
const RANKS = ['RANK', 'OMPI_COMM_WORLD_RANK', 'PMI_RANK', 'SLURM_PROCID', 'LOCAL_RANK'];

export interface Variable {
  /** With its prefix. */
  name: string;
  value: string;
}

export function readVariable(env: NodeJS.ProcessEnv, name: string): Variable | null {
  for (const prefix of PREFIXES) {
    const value = env[prefix + name];
    if (value !== undefined && value !== '') return { name: prefix + name, value };
  }
  return null;
}

/** A queue size, 0 for unbounded. Throws OptionError naming the variable unless it is a whole number of at least 0. */
export function readSize(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const found = readVariable(env, name);
  return found === null ? otherwise : parseSize(found.value, found.name);
}

export function parseSize(value: unknown, option: string): number {
  if (/^\d{1,15}$/.test(String(value).trim())) return Number(value);
  throw new OptionError(`${option}=${JSON.stringify(value)} is not accepted: it is a whole number, 0 for unbounded`);
}

/** STEPWELL_ROOT, which may name several, else ./runs. The first is written to. Absolute: a script may change its folder later. */
export function defaultRoots(env: NodeJS.ProcessEnv): [string, ...string[]] {
  const [first = 'runs', ...others] = (env.STEPWELL_ROOT ?? '').split(delimiter).filter((root) => root !== '');
  return [resolve(first), ...others.map((root) => resolve(root))];
}

/** This process's rank in a distributed job, as torchrun, MPI or Slurm say it; null outside one. */
export function processRank(env: NodeJS.ProcessEnv): number | null {
  const found = RANKS.map((name) => env[name]).find((value) => value !== undefined && /^\d+$/.test(value));
  return found === undefined ? null : Number(found);
}
