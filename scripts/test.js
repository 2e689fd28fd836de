// npm test: installs and builds what is missing, then runs every test. With CI set a skipped test is a failure.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfChanged, installIfMissing, root } from './prepare.js';

installIfMissing();
buildIfChanged();
const report = join(root, 'test-results', 'tests.json');
mkdirSync(join(root, 'test-results'), { recursive: true });
rmSync(report, { force: true });
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
const {
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
} = JSON.parse(readFileSync(report, 'utf8'));
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
if (process.env.CI && skipped > 0) console.error('Skipped tests are failures here.');
process.exit(status !== 0 ? (status ?? 1) : process.env.CI && skipped > 0 ? 1 : 0);
