import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveMessage } from '../../shared/live.ts';
import { HEARTBEAT_MS, LiveHub, type LiveSocket, MOST_BUFFERED, MOST_SOCKETS } from './liveHub.ts';

class FakeSocket implements LiveSocket {
  bufferedAmount = 0;
  readonly messages: LiveMessage[] = [];
  readonly closed: (number | 'terminated')[] = [];
  pings = 0;
  send(text: string) {
    this.messages.push(JSON.parse(text));
  }
  close(code: number) {
    this.closed.push(code);
  }
  terminate() {
    this.closed.push('terminated');
  }
  ping() {
    this.pings++;
  }
}

function run(id: string, points: number): LiveMessage {
  return { type: 'run', id, version: String(points), status: 'running', points, last_step: points };
}

let hub: LiveHub;
let page: FakeSocket;

beforeEach(() => {
  vi.useFakeTimers();
  hub = new LiveHub('1.2.3');
  page = new FakeSocket();
  hub.join(page);
});

afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

test('a page is greeted with the version and the instance of the server', () => {
  expect(page.messages).toEqual([{ type: 'hello', server_version: '1.2.3', instance: expect.any(String) }]);
});

test('a run that moves is told at once, then its newest state every 40 ms', () => {
  for (let points = 1; points <= 80; points++) {
    hub.publish(run('a', points));
    if (points === 1) hub.publish(run('b', 7));
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(40);
  const seen = page.messages.flatMap((message) => (message.type === 'run' ? [`${message.id}${message.points}`] : []));
  expect(seen).toEqual(['a1', 'b7', 'a40', 'a80']);
});

test('a log and a run of one id are topics of their own', () => {
  hub.publish(run('a', 1));
  hub.publish({ type: 'log', id: 'a', size: 10 });
  hub.publish({ type: 'runs' });
  expect(page.messages.map((message) => message.type)).toEqual(['hello', 'run', 'log', 'runs']);
});

test('a reader that falls behind is closed with 4408 and nothing more is buffered for it', () => {
  const other = new FakeSocket();
  hub.join(other);
  page.bufferedAmount = MOST_BUFFERED;
  hub.publish(run('a', 1));
  hub.publish(run('b', 1));
  expect(page.closed).toEqual([4408]);
  expect(page.messages.length).toBe(1);
  expect(other.messages.length).toBe(3);
});

test('a socket that stops answering pings is dropped at the next beat', () => {
  vi.advanceTimersByTime(HEARTBEAT_MS);
  hub.answered(page);
  vi.advanceTimersByTime(HEARTBEAT_MS);
  expect(page.closed).toEqual([]);
  expect(page.pings).toBe(2);
  vi.advanceTimersByTime(HEARTBEAT_MS);
  expect(page.closed).toEqual(['terminated']);
});

test('the number of pages is bounded', () => {
  for (let i = 1; i < MOST_SOCKETS; i++) hub.join(new FakeSocket());
  const late = new FakeSocket();
  hub.join(late);
  expect(late.closed).toEqual([1013]);
  hub.leave(page);
  const next = new FakeSocket();
  hub.join(next);
  expect(next.closed).toEqual([]);
});

test('closing the hub closes its sockets and leaves no timer', () => {
  hub.publish(run('a', 1));
  hub.close();
  expect(page.closed).toEqual([1001]);
  expect(vi.getTimerCount()).toBe(0);
});
