import { realpathSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import type { Health } from '../../shared/health.ts';
import { indexFileOf } from '../indexFile.ts';
import { takeLockOrServer, untilUnwanted } from '../lock.ts';
import { readToken } from '../token.ts';
import { CommandProblem } from './commandProblem.ts';
import { type Connection, jsonOf } from './connection.ts';

export interface Target {
  /** Address of a server to ask, whatever folders it shows. */
  server: string | null;
  /** Folders as they were typed. */
  roots: readonly string[];
  index: string | null;
}

/** Opens folders in this process; resolves once everything that lies in them is indexed. */
export type OpenFolders = (roots: string[], indexFile: string) => Promise<Place>;

/** Where answers come from for the time being. */
export interface Place {
  get(path: string): Promise<Response>;
  close(): Promise<void>;
}

interface LockedPlace extends Place {
  isWanted(): boolean;
}

const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/** A server that was there and is no more. */
class ServerGone extends Error {}

/**
 * Asks the server that holds the index of these folders, where one runs; else opens them in this process, under the same
 * lock and with the same index. Of a server that ends the index is taken over.
 */
export async function connect(target: Target, env: NodeJS.ProcessEnv, open: OpenFolders): Promise<Connection> {
  if (target.server !== null) return namedServer(target.server, env);
  const roots = target.roots.map(resolveRoot);
  const file = target.index ?? indexFileOf(roots, env).file;
  let place: LockedPlace | null = null;
  const get = (path: string): Promise<Response> =>
    patiently(async () => {
      try {
        place ??= await placeOf(file, roots, env, open);
        return await place.get(path);
      } catch (error) {
        if (error instanceof ServerGone) place = null;
        throw error;
      }
    });
  sayWhenBehind(await jsonOf<Health>(await get('api/health')));
  return {
    get,
    giveWay: async () => {
      if (place?.isWanted() !== true) return;
      await place.close();
      place = null;
      await untilUnwanted(file);
    },
    close: async () => place?.close(),
  };
}

/** A server that ends is gone some moments before its lock is. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServerGone)) throw error;
      if (Date.now() > end)
        throw new CommandProblem('The server that holds the index of these folders does not answer');
    }
    await after(LOOK_MS);
  }
}

async function placeOf(file: string, roots: string[], env: NodeJS.ProcessEnv, open: OpenFolders): Promise<LockedPlace> {
  const lock = await takeLockOrServer(file);
  if (lock.ok) {
    const opened = await open(roots, file).catch((error: unknown) => {
      lock.release();
      throw error;
    });
    return {
      get: opened.get,
      isWanted: lock.isWanted,
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
  return { get, isWanted: () => false, close: async () => {} };
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
  return { get, giveWay: async () => {}, close: async () => {} };
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

function sayWhenBehind({ indexing, pending_bytes }: Health): void {
  if (indexing.indexing && pending_bytes > 1e6)
    process.stderr.write(`stepwell: the server is still indexing, ${(pending_bytes / 1e6).toFixed(0)} MB to go\n`);
}
