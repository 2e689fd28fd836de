import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { CommandIo, ExitCode } from './command.ts';
import { CommandProblem } from './commandProblem.ts';
import { ask } from './connection.ts';
import { findRuns, runPath } from './findRun.ts';
import { plainText } from './plainText.ts';

export interface ExportOptions {
  format: string;
  output?: string;
}

interface Sink {
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** `stepwell export <run…>`: every point, a line each, as it comes: nothing is gathered first. */
export async function exportRuns(io: CommandIo, refs: readonly string[], options: ExportOptions): Promise<ExitCode> {
  const format = io.json ? 'jsonl' : options.format;
  const runs = await findRuns(io.connection, refs);
  const sink = options.output === undefined ? outputSink(io) : fileSink(options.output);
  for (const [i, run] of runs.entries()) {
    const { body } = await ask(io.connection, `${runPath(run)}/export?format=${format}`);
    // Each answer has the head of a table; one is enough.
    let inHead = format === 'csv' && i > 0;
    for await (const chunk of body ?? []) {
      const end = inHead ? chunk.indexOf(0x0a) + 1 : 0;
      if (inHead && end === 0) continue;
      inHead = false;
      await sink.write(chunk.subarray(end));
    }
  }
  await sink.end();
  return 0;
}

/** What goes to a terminal is for reading: names in it must not act there. Elsewhere every byte is as it was answered. */
function outputSink({ out, terminal }: CommandIo): Sink {
  if (!terminal) return { write: out, end: async () => {} };
  const decoder = new TextDecoder();
  const write = (text: string): Promise<void> => out(text.split('\n').map(plainText).join('\n'));
  return { write: (chunk) => write(decoder.decode(chunk, { stream: true })), end: () => write(decoder.decode()) };
}

/** A file that could not be written to its end is removed: half a table looks like a whole one. */
function fileSink(path: string): Sink {
  const file = createWriteStream(path);
  const done = finished(file).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EISDIR') await rm(path, { force: true });
    throw new CommandProblem(`${path} cannot be written (${error.code ?? 'unknown'})`);
  });
  done.catch(() => {});
  return {
    write: async (chunk) => {
      if (file.destroyed) await done;
      if (!file.write(chunk))
        await Promise.race([new Promise<void>((resolve) => file.once('drain', () => resolve())), done]);
    },
    end: async () => {
      file.end();
      await done;
    },
  };
}
