import { spawn } from 'node:child_process';
import { once } from 'node:events';

const SERVER = `
const { createServer } = require('node:http');
const server = createServer((_, answer) => answer.writeHead(304).end());
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
`;

/** What Node's http costs on this machine before any work: `ask` against a process that answers 304 to everything. */
export async function httpFloor(ask: (url: string) => Promise<unknown>, requests: number): Promise<number[]> {
  const bare = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const [port] = (await once(bare, 'message')) as [number];
    const floors: number[] = [];
    for (let i = 0; i < requests; i++) {
      const began = performance.now();
      await ask(`http://127.0.0.1:${port}/`);
      floors.push(performance.now() - began);
    }
    return floors;
  } finally {
    bare.kill();
  }
}
