import { StringDecoder } from 'node:string_decoder';

type Write = NodeJS.WriteStream['write'];

/** Copies what the process prints, as it is printed (progress bars with their carriage returns too), until `stop`. */
export class ConsoleTap {
  readonly #taps: (() => void)[];

  /** What subprocesses and other threads print past these streams is not seen. */
  constructor(take: (text: string) => void, streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]) {
    this.#taps = [...new Set(streams)].map((stream) => tap(stream, take));
  }

  /** Ends the copy and puts back what was there, unless somebody has wrapped it since. */
  stop(): void {
    for (const stop of this.#taps.splice(0)) stop();
  }
}

/** Only `write` of the stream becomes another one: what was made with the stream earlier is heard too. */
function tap(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const before = Object.getOwnPropertyDescriptor(stream, 'write');
  const write = stream.write;
  // A character may come in two pieces.
  const decoder = new StringDecoder('utf8');
  let listens = true;
  const own = function (this: NodeJS.WriteStream, chunk: unknown, ...rest: unknown[]): boolean {
    const written = Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
    if (listens)
      take(typeof chunk === 'string' ? chunk : chunk instanceof Uint8Array ? decoder.write(Buffer.from(chunk)) : '');
    return written;
  } as Write;
  stream.write = own;
  return () => {
    listens = false;
    if (stream.write !== own) return;
    if (before === undefined) Reflect.deleteProperty(stream, 'write');
    else Object.defineProperty(stream, 'write', before);
  };
}
