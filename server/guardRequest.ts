import type { IncomingMessage } from 'node:http';
import { type GuardedRequest, guard, type Verdict } from './guard.ts';

/** The guard over a request as Node received it: raw headers, so that a repeated one is seen. */
export function guardIncoming(incoming: IncomingMessage, names: ReadonlySet<string>): Verdict {
  const raw = incoming.rawHeaders;
  const all = (name: string): string[] => {
    const values: string[] = [];
    for (let i = 0; i + 1 < raw.length; i += 2) if (raw[i]?.toLowerCase() === name) values.push(raw[i + 1] ?? '');
    return values;
  };
  const request: GuardedRequest = {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    hosts: all('host'),
    origins: all('origin'),
    fetchSite: all('sec-fetch-site')[0],
    fetchMode: all('sec-fetch-mode')[0],
    upgrade: all('upgrade').length > 0,
  };
  return guard(request, names);
}
