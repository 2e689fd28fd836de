import { delimiter } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '../version.ts';
import type { CommandIo, ExitCode } from './command.ts';
import { CommandProblem } from './commandProblem.ts';
import { connect, type OpenFolders } from './connect.ts';
import { type DiffOptions, diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { type ExportOptions, exportRuns } from './exportRuns.ts';
import { type LsOptions, ls } from './ls.ts';
import { paintFor } from './paint.ts';
import { show } from './show.ts';
import { type TailOptions, tail } from './tail.ts';

/** What a process gives a command. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** Rejects with PipeClosed where nobody reads on. */
  out(text: string | Uint8Array): Promise<void>;
  say(text: string): void;
  terminal: boolean;
  signal: AbortSignal;
  open: OpenFolders;
}

/** Nobody reads standard output any more. */
export class PipeClosed extends Error {}

interface Common {
  root?: string[];
  index?: string;
  server?: string;
  json?: true;
}

const TROUBLE = 2;
type Work = (io: CommandIo) => Promise<ExitCode>;

/** Runs one command of the command line. The exit code: 0 fine, 1 the answer is "no", 2 trouble (said on standard error). */
export async function runCommand(argv: readonly string[], given: Surroundings): Promise<number> {
  let code = 0;
  const program = new Command('stepwell').version(VERSION).exitOverride();
  program.configureOutput({ writeErr: (text) => given.say(text.trimEnd()) });
  const add = (usage: string, description: string, example: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('--json', 'as JSON (docs/cli.md has the shape)')
      .option('--root <folder>', 'folder of runs; may be repeated (default: STEPWELL_ROOT, else ./runs)', collect)
      .option('--index <file>', 'where the index is kept (default: the user cache folder)')
      .option('--server <url>', 'ask this server instead; its token is taken from STEPWELL_TOKEN')
      .addHelpText('after', `\nExample:\n  ${example}`);
  const run = async (options: Common, work: Work): Promise<void> => {
    code = await withConnection(options, given, work);
  };
  addCommands(add, run);
  try {
    await program.parseAsync(argv as string[], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof PipeClosed) return 0;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : TROUBLE;
    if (!(error instanceof CommandProblem)) throw error;
    given.say(`stepwell: ${error.message}`);
    return TROUBLE;
  }
}

function addCommands(
  add: (usage: string, description: string, example: string) => Command,
  run: (options: Common, work: Work) => Promise<void>,
): void {
  add(
    'ls [filter...]',
    'list runs, newest first',
    "stepwell ls 'config.lr < 1e-3, tag:cv' --sort -config.lr --limit 20",
  )
    .option('--project <name>', 'only runs of this project')
    .option('--sort <column>', 'column, config.<path> or summary.<path>; "-" before it: descending')
    .option('--limit <n>', 'at most so many')
    .action((filter: string[], { project, sort, limit, ...rest }: LsOptions & Common) =>
      run(rest, (io) =>
        ls(io, filter, {
          ...(project === undefined ? {} : { project }),
          ...(sort === undefined ? {} : { sort }),
          ...(limit === undefined ? {} : { limit }),
        }),
      ),
    );
  add('show <run>', 'one run: config, summary, metrics, data', 'stepwell show DIG-4 --json | jq .run.config').action(
    (ref: string, options: Common) => run(options, (io) => show(io, ref)),
  );
  add(
    'tail <run>',
    'the end of a log or of the metrics, and what comes after',
    'stepwell tail DIG-4 --follow --metrics',
  )
    .option('-n, --lines <n>', 'so many lines', '10')
    .option('-f, --follow', 'go on until the run ends')
    .addOption(new Option('--tqdm <mode>', 'progress bars').choices(['keep', 'drop', 'collapse']).default('collapse'))
    .option('-m, --metrics', 'what was logged instead of the log')
    .option('--only <names>', 'with --metrics: only these, parted by commas, with * and ?')
    .action((ref: string, options: TailOptions & Common) => run(options, (io) => tail(io, ref, options)));
  add('diff <run> <run...>', 'in what runs differ', 'stepwell diff DIG-3 DIG-4')
    .option('--all', 'what is the same, too')
    .option('--exit-code', 'exit with 1 where they differ')
    .action((first: string, others: string[], options: DiffOptions & Common) =>
      run(options, (io) => diff(io, [first, ...others], options)),
    );
  add('export <run...>', 'every point, one a line', 'stepwell export DIG-3 DIG-4 --format csv -o points.csv')
    .addOption(new Option('--format <format>', 'csv, or a JSON object a line').choices(['csv', 'jsonl']).default('csv'))
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .action((refs: string[], options: ExportOptions & Common) => run(options, (io) => exportRuns(io, refs, options)));
  add(
    'doctor',
    'what could not be read, and what to do; exits with 1 where there is a problem',
    'stepwell doctor --root ~/runs',
  ).action((options: Common) => run(options, doctor));
}

async function withConnection(options: Common, given: Surroundings, work: Work): Promise<ExitCode> {
  const { env, out, say, terminal, signal } = given;
  const fromEnv = (env.STEPWELL_ROOT ?? '').split(delimiter).filter((root) => root !== '');
  const roots = options.root ?? (fromEnv.length > 0 ? fromEnv : ['runs']);
  const target = { server: options.server ?? null, roots, index: options.index ?? null };
  const connection = await connect(target, env, given.open);
  try {
    const paint = paintFor(terminal, env);
    return await work({ connection, out, say, json: options.json === true, terminal, paint, signal });
  } finally {
    await connection.close();
  }
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
