import { realpathSync } from 'node:fs';
import type { Health } from '../../shared/health.ts';
import { indexFileOf } from '../indexFile.ts';
import { takeLockOrServer } from '../lock.ts';
import { readToken } from '../token.ts';
import { CommandProblem } from './commandProblem.ts';
import { askJson, type Connection } from './connection.ts';

export interface Target {
  /** Address of a server to ask, whatever folders it shows. */
  server: string | null;
  /** Folders as they were typed. */
  roots: readonly string[];
  index: string | null;
}

/** Opens folders in this process; resolves once everything that lies in them is indexed. */
export type OpenFolders = (roots: string[], indexFile: string) => Promise<Connection>;

/** Answers of a place that may stop to give them. */
interface Place extends Connection {
  /** Whether the next question is to go somewhere else. */
  isLeaving(): boolean;
}

/** A server that was there and is no more. */
class ServerGone extends Error {}

/**
 * Asks the server that holds the index of these folders, where one runs; else opens them in this process, under the same
 * lock and with the same index. What goes on for a while follows the index: a server that starts is given it, and asked
 * from then on; of a server that ends it is taken over.
 */
export async function connect(target: Target, env: NodeJS.ProcessEnv, open: OpenFolders): Promise<Connection> {
  if (target.server !== null) return namedServer(target.server, env);
  const roots = target.roots.map(resolveRoot);
  const file = target.index ?? indexFileOf(roots, env).file;
  const find = (mayTake: boolean): Promise<Place> => placeOf(file, roots, env, open, mayTake);
  let place = await find(true);
  return {
    get: async (path) => {
      if (place.isLeaving()) {
        await place.close();
        place = await find(false);
      }
      try {
        return await place.get(path);
      } catch (error) {
        if (!(error instanceof ServerGone)) throw error;
        place = await find(true);
        return place.get(path);
      }
    },
    close: () => place.close(),
  };
}

async function placeOf(
  file: string,
  roots: string[],
  env: NodeJS.ProcessEnv,
  open: OpenFolders,
  mayTake: boolean,
): Promise<Place> {
  const lock = await takeLockOrServer(file, mayTake);
  if (lock.ok) {
    const opened = await open(roots, file).catch((error: unknown) => {
      lock.release();
      throw error;
    });
    return {
      get: opened.get,
      isLeaving: lock.isWanted,
      close: async () => {
        await opened.close();
        lock.release();
      },
    };
  }
  if (lock.holder.address === '')
    throw new CommandProblem(
      `The index of these folders is held by process ${lock.holder.pid}: try again when it is done`,
    );
  const get = askServer(lock.holder.address, () => readToken(env));
  await sayWhenBehind(get);
  return { get, isLeaving: () => false, close: async () => {} };
}

function resolveRoot(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new CommandProblem(`There is no folder ${path}: name a folder of runs with --root`);
  }
}

function namedServer(address: string, env: NodeJS.ProcessEnv): Connection {
  const token = env.STEPWELL_TOKEN;
  const ask = askServer(address, token ? () => token : null);
  const get = async (path: string): Promise<Response> => {
    try {
      return await ask(path);
    } catch (error) {
      throw error instanceof ServerGone ? new CommandProblem(`No server answers at ${address}`) : error;
    }
  };
  return { get, close: async () => {} };
}

/** The token is sent only where it is asked for. Throws ServerGone. */
function askServer(address: string, token: (() => string) | null): Connection['get'] {
  // A server that listens on all addresses publishes one that nobody can ask.
  const base = `${address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:').replace(/\/$/, '')}/`;
  const get = async (path: string, authorization?: string): Promise<Response> => {
    try {
      return await fetch(`${base}${path}`, authorization === undefined ? {} : { headers: { authorization } });
    } catch {
      throw new ServerGone();
    }
  };
  return async (path) => {
    const answer = await get(path);
    return answer.status === 401 && token !== null ? get(path, `Bearer ${token()}`) : answer;
  };
}

async function sayWhenBehind(get: Connection['get']): Promise<void> {
  const { indexing, pending_bytes } = await askJson<Health>({ get, close: async () => {} }, 'api/health');
  if (indexing.indexing && pending_bytes > 1e6)
    process.stderr.write(`stepwell: the server is still indexing, ${(pending_bytes / 1e6).toFixed(0)} MB to go\n`);
}
