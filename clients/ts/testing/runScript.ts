import { type ChildProcess, spawn } from 'node:child_process';

const CLIENT = new URL('../../../dist/client/client.js', import.meta.url).href;

export interface Script {
  process: ChildProcess;
  /** Everything that it printed so far. */
  out(): string;
  err(): string;
  /** Resolves once `text` stands in what it printed. */
  printed(text: string): Promise<void>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs a module in a process of its own: `code` may use `stepwell`, the built client, and `args`. */
export function runScript(code: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Script {
  const head = `import * as stepwell from ${JSON.stringify(CLIENT)};\nconst args = process.argv.slice(1);\n`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', head + code, '--', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  });
  let [out, err] = ['', ''];
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const look of [...listeners]) look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!out.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      void ended.then(({ code }) => reject(new Error(`it ended with ${code} before it printed ${text}: ${err}`)));
      look();
    });
  return { process: child, out: () => out, err: () => err, printed, ended };
}

/** The environment without what would change the client. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const ranks = ['RANK', 'OMPI_COMM_WORLD_RANK', 'PMI_RANK', 'SLURM_PROCID', 'LOCAL_RANK', 'NODE_OPTIONS'];
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(STEPWELL|METRANA)_/.test(name) && !ranks.includes(name)),
  );
}
