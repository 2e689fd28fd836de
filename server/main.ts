import { newEngineThread } from './engine/newEngineThread.ts';

const COMMANDS = new Set(['ls', 'show', 'tail', 'diff', 'export', 'doctor']);
const [command, ...rest] = process.argv.slice(2);

if (command === 'keys') {
  const { keysCommand } = await import('./keysCommand.ts');
  process.exitCode = keysCommand(rest, process.env, {
    out: process.stdout,
    problems: process.stderr,
    now: Date.now() / 1000,
  });
} else if (COMMANDS.has(command ?? '')) {
  const { commandLine } = await import('./cli/commandLine.ts');
  await commandLine(process.argv.slice(2));
} else {
  // What takes longest comes first: the engine's thread boots while the rest of the program is being loaded, and waits to
  // be told what to serve.
  const thread = newEngineThread();
  const { serve } = await import('./serve.ts');
  await serve(process.argv.slice(2), thread);
}
