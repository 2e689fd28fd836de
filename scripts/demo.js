// npm start -- --demo: small trainings that run beside the server, into a folder of their own, and end with it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './prepare.js';

const SWEEP = join(root, 'examples', 'digits', 'sweep.py');
const PYTHONS = ['python3', 'python'];
const OLD = 'import sys; sys.exit(sys.version_info < (3, 9))';

/**
 * Starts the trainings. `runs` is where they write, `index` a file for the index of it; `stop` ends them and takes both away.
 * Without a Python that can run them the process ends with a sentence that says so.
 */
export function startDemo() {
  const python = PYTHONS.find((name) => spawnSync(name, ['-c', OLD], { stdio: 'ignore' }).status === 0);
  if (python === undefined) {
    console.error(
      `stepwell: --demo trains with Python 3.9 or later, and neither ${PYTHONS.join(' nor ')} is one. Install it from your system or python.org, or start without it: npm start`,
    );
    process.exit(1);
  }
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-demo-'));
  const runs = join(folder, 'demo');
  mkdirSync(runs);
  console.log(`The demo trains into ${runs}, which is removed at the end.`);
  const trainings = spawn(
    python,
    // A project of its own: numbers such as DIG-1 count in a project.
    [
      SWEEP,
      '--root',
      runs,
      '--project',
      'demo',
      '--steps',
      '400',
      '--pause',
      '0.02',
      '--jobs',
      '2',
      '--forever',
      '--with-parent',
    ],
    {
      // The trainings watch this pipe: it closes when this process ends, however it ends.
      stdio: ['pipe', 'ignore', 'inherit'],
      env: {
        ...process.env,
        PYTHONPATH: [join(root, 'clients', 'python', 'src'), process.env.PYTHONPATH].filter(Boolean).join(delimiter),
        PYTHONDONTWRITEBYTECODE: '1',
        TMPDIR: folder,
      },
      cwd: folder,
    },
  );
  const ended = new Promise((resolve) => trainings.once('exit', resolve));
  return {
    runs,
    index: join(folder, 'index.db'),
    stop: async () => {
      trainings.stdin.end();
      trainings.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
