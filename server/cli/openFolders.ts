import { setTimeout as after } from 'node:timers/promises';
import { createApi } from '../api.ts';
import type { Engine } from '../engine/api.ts';
import { newEngineThread } from '../engine/newEngineThread.ts';
import { startEngine } from '../engine/startEngine.ts';
import { LiveHub } from '../live/liveHub.ts';
import { LogFiles } from '../logs/logFiles.ts';
import { progressLine } from '../progressLine.ts';
import { answerProblem } from '../routes/problem.ts';
import { TableCache } from '../routes/tableCache.ts';
import { VERSION } from '../version.ts';
import { CommandProblem } from './commandProblem.ts';
import type { Place } from './connect.ts';

const LOOK_MS = 5;

/** An engine of this process behind the very routes that a server has: a command cannot tell the difference. */
export async function openFolders(roots: string[], indexFile: string): Promise<Place> {
  const { engine, ready } = startEngine({ roots, indexFile, version: VERSION }, newEngineThread());
  if (process.stderr.isTTY) {
    const show = progressLine({ isTTY: true, write: (text) => process.stderr.write(text) }, Date.now);
    engine.onNews((news) => {
      if (news.type === 'indexing') show(news.progress);
    });
  }
  await ready.catch((error: Error) => {
    throw new CommandProblem(error.message);
  });
  while ((await engine.health()).indexing.indexing) await after(LOOK_MS);
  return behindRoutes(engine);
}

function behindRoutes(engine: Engine): Place {
  const live = new LiveHub(VERSION);
  const logs = new LogFiles();
  const api = createApi({ engine, live, logs, tables: new TableCache(engine) });
  api.onError(answerProblem((error) => console.error(error)));
  return {
    get: async (path) => api.request(`/${path}`),
    close: async () => {
      live.close();
      logs.close();
      await engine.close();
    },
  };
}
