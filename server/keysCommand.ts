import { Command } from 'commander';
import { addKey, listKeys, revokeKey } from './keys.ts';

interface Output {
  write(text: string): void;
}

/** `stepwell keys add|list|revoke`. The exit code: 1 where a name is taken or unknown. */
export function keysCommand(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  { out, problems, now }: { out: Output; problems: Output; now: number },
): number {
  let code = 0;
  const refuse = (text: string): void => {
    problems.write(`stepwell: ${text}\n`);
    code = 1;
  };
  const keys = new Command('stepwell keys')
    .description('API keys for clients that write runs to this server from other machines.')
    .addHelpText(
      'after',
      '\nExample:\n  stepwell keys add cluster    then in the job: stepwell.init(api_key=…, server=…)',
    );
  keys
    .command('add <name>')
    .description('make a key and show it, once')
    .action((name: string) => {
      const secret = addKey(env, name, now);
      if (secret === null) refuse(`a key named ${name} exists: revoke it first, or choose another name`);
      else out.write(`${secret}\n`);
    });
  keys
    .command('list')
    .description('show the names of all keys')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => {
      const all = listKeys(env).map(({ name, created }) => ({ name, created }));
      if (json === true) out.write(`${JSON.stringify(all)}\n`);
      else for (const { name, created } of all) out.write(`${name}\t${new Date(created * 1000).toISOString()}\n`);
    });
  keys
    .command('revoke <name>')
    .description('take a key back, at once')
    .action((name: string) => {
      if (!revokeKey(env, name)) refuse(`there is no key named ${name}`);
    });
  keys.parse(argv as string[], { from: 'user' });
  return code;
}
