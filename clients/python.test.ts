import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('./python', import.meta.url));
const modules = readdirSync(join(folder, 'tests'))
  .filter((name) => /^test_\w+\.py$/.test(name))
  .map((name) => name.replace(/\.py$/, ''));

/** Runs one unittest module with the package's source in the path; resolves with its code and what it printed. */
async function runModule(name: string): Promise<{ code: number | null; output: string }> {
  const path = [join(folder, 'src'), join(folder, 'tests')].join(delimiter);
  const child = spawn('python3', ['-m', 'unittest', '-v', name], {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}

test('there are Python tests', () => {
  expect(modules.length).toBeGreaterThan(5);
});

test.each(modules)('the Python client passes %s', { timeout: 180_000 }, async (name) => {
  const { code, output } = await runModule(name);
  expect(code, output).toBe(0);
});
