import { delimiter } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';

export interface Options {
  roots: string[];
  /** null: 23300, or the next free one. */
  port: number | null;
  host: string;
  index: string | null;
  open: boolean;
  auth: 'token' | 'none' | null;
  rateLimit: 'on' | 'off' | null;
}

const EXAMPLES = `
Examples:
  stepwell                         the runs below ./runs
  stepwell ~/experiments /data/x   two folders at once
  stepwell run.jsonl               a single run in one file
  stepwell runs --port 8080 --no-open

Commands (each with --help):
  stepwell ls [filter…]            runs, one a line
  stepwell show <run>              config, summary, metrics, data
  stepwell tail <run>              the end of its log or metrics; --follow
  stepwell diff <run> <run…>       in what runs differ
  stepwell export <run…>           every point as CSV or JSON lines
  stepwell doctor                  what could not be read, and what to do
  stepwell keys --help             API keys for clients on other machines`;

/** Reads the command line. Exits with help or an error of its own where the arguments ask for it. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv, version: string): Options {
  const command = new Command('stepwell')
    .description('Shows every run, metric and log line below the given folders in the browser, live.')
    .version(version)
    .argument('[root...]', 'folders of runs, or single .jsonl runs (default: STEPWELL_ROOT, else ./runs)')
    .option('--port <n>', 'port to listen on (default: 23300, or the next free one)', toPort)
    .option('--host <address>', 'address to listen on; any but loopback needs a token', '127.0.0.1')
    .option('--index <file>', 'where the index is kept (default: the user cache folder)')
    .option('--no-open', 'do not open a browser')
    .addOption(new Option('--auth <kind>', 'whether the page asks for a token').choices(['token', 'none']))
    .addOption(
      new Option('--rate-limit <on|off>', 'limit the documented metrics routes for everybody, or for nobody').choices([
        'on',
        'off',
      ]),
    )
    // What npm start -- --demo trains is shown beside the folders, whichever they are.
    .addOption(new Option('--demo-root <root>').hideHelp())
    .addHelpText('after', EXAMPLES);
  command.parse(argv as string[], { from: 'user' });
  const given = command.opts<{
    port?: number;
    host: string;
    index?: string;
    open: boolean;
    auth?: 'token' | 'none';
    rateLimit?: 'on' | 'off';
    demoRoot?: string;
  }>();
  const fromEnv = (env.STEPWELL_ROOT ?? '').split(delimiter).filter((root) => root !== '');
  const roots = command.args.length > 0 ? command.args : fromEnv.length > 0 ? fromEnv : ['runs'];
  return {
    roots: given.demoRoot === undefined ? roots : [...roots, given.demoRoot],
    port: given.port ?? null,
    host: given.host,
    index: given.index ?? null,
    open: given.open,
    auth: given.auth ?? null,
    rateLimit: given.rateLimit ?? null,
  };
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('a port is a whole number from 0 to 65535');
  return port;
}
