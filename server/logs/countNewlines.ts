/**
 * Counts "\n" at the speed of memory. JavaScript has no native call for it: `indexOf` per newline costs 40 ns each, which
 * is four times what `wc -l` takes. So this is a loop of 16 bytes a turn in WebAssembly, written by hand:
 *
 *   (module (memory (export "memory") 32 32)
 *     (func (export "count") (param $p i32) (param $length i32) (result i32)
 *       ;; $end = $p + $length
 *       ;; while $end - $p >= 16:
 *       ;;   $acc = 0; $stop = $p + min(($end - $p) & -16, 4080)        ;; 255 turns: a lane cannot overflow
 *       ;;   do $acc = i8x16.sub $acc (i8x16.eq (v128.load $p) (i8x16.splat 10)); $p += 16 while $p < $stop
 *       ;;   $n += sum of the lanes of $acc (i16x8.extadd_pairwise_i8x16_u, i32x4.extadd_pairwise_i16x8_u)
 *       ;; while $p < $end: $n += (i32.load8_u $p) == 10; $p += 1
 *     ))
 */
const MODULE =
  'AGFzbQEAAAABBwFgAn9/AX8DAgEABQQBASAgBxICBm1lbW9yeQIABWNvdW50AAAKugEBtwECA38BeyAAIAFqIQICQANAIAIgAGtBEEkNASAAIAIgAGtB' +
  'cHFB8B8gAiAAa0HwH0kbaiED/QwAAAAAAAAAAAAAAAAAAAAAIQUDQCAFIAD9AAAAQQr9D/0j/XEhBSAAQRBqIgAgA0kNAAsgBf19/X8hBSAEIAX9GwBq' +
  'IAX9GwFqIAX9GwJqIAX9GwNqIQQMAAsLAkADQCAAIAJPDQEgBCAALQAAQQpGaiEEIABBAWohAAwACwsgBAs=';

/** Two buffers for reading, side by side, so that one is filled while the other is counted. */
export interface NewlineScanner {
  readonly buffers: readonly [Buffer, Buffer];
  /** Newlines in the bytes [from, to) of one of the buffers. */
  count(which: 0 | 1, from: number, to: number): number;
}

export const SCAN_BYTES = 1024 * 1024;

/** Where WebAssembly cannot be had (an old processor, or switched off) the slow way gives the same answers. */
export function createNewlineScanner(): NewlineScanner {
  return createFastScanner() ?? createPlainScanner();
}

export function createFastScanner(): NewlineScanner | null {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(MODULE, 'base64')));
    const { memory, count } = instance.exports as {
      memory: WebAssembly.Memory;
      count: (pointer: number, length: number) => number;
    };
    const buffers = [
      Buffer.from(memory.buffer, 0, SCAN_BYTES),
      Buffer.from(memory.buffer, SCAN_BYTES, SCAN_BYTES),
    ] as const;
    return { buffers, count: (which, from, to) => count(which * SCAN_BYTES + from, to - from) };
  } catch {
    return null;
  }
}

export function createPlainScanner(): NewlineScanner {
  const buffers = [Buffer.allocUnsafeSlow(SCAN_BYTES), Buffer.allocUnsafeSlow(SCAN_BYTES)] as const;
  return {
    buffers,
    count(which, from, to) {
      const piece = buffers[which].subarray(from, to);
      let found = 0;
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) found++;
      return found;
    },
  };
}
