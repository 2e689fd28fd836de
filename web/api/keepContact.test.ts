import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { ApiProblem } from './ApiProblem.ts';
import { keepContact } from './keepContact.ts';
import { openLive } from './live.ts';

/** As much of a socket as `openLive` touches. */
function openSocket(): WebSocket {
  return { onmessage: null, onclose: null, close: () => undefined } as unknown as WebSocket;
}

test('a question that stays without an answer ends a connection that still looks open, a refusal does not', async () => {
  const sockets: WebSocket[] = [];
  const retries: (() => void)[] = [];
  let clock = 1_000;
  const live = openLive(
    () => {
      const socket = openSocket();
      sockets.push(socket);
      return socket;
    },
    {
      now: () => clock,
      after: (_, run) => {
        retries.push(run);
        return () => undefined;
      },
    },
    () => clock,
  );
  const hello = (): void =>
    sockets.at(-1)?.onmessage?.call(sockets[0]!, new MessageEvent('message', { data: '{"type": "hello"}' }));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  keepContact(client, live);
  const ask = (answer: () => unknown): Promise<unknown> =>
    client.fetchQuery({ queryKey: ['question'], queryFn: answer }).catch(() => undefined);
  const fail = (status: number) => () => {
    throw new ApiProblem(status, 'no');
  };

  hello();
  expect(live.state()).toEqual({ kind: 'live' });
  await ask(fail(404));
  expect(live.state()).toEqual({ kind: 'live' });
  clock = 2_000;
  await ask(() => 'an answer');
  clock = 3_000;
  await ask(fail(0));
  expect(live.state()).toEqual({ kind: 'lost', asOf: 2_000 });
  retries[0]?.();
  hello();
  expect(live.state()).toEqual({ kind: 'live' });
});
