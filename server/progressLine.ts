import type { IndexingProgress } from '../shared/live.ts';

/** How far indexing is, in one line: runs, bytes, points, points a second. */
export function progressText(progress: IndexingProgress): string {
  const share = progress.bytes_total === 0 ? 100 : Math.floor((progress.bytes_done / progress.bytes_total) * 100);
  const megabytes = (progress.bytes_done / 1e6).toFixed(1);
  const rate = progress.points_per_second === 0 ? '' : ` · ${compact(progress.points_per_second)} points/s`;
  return `${progress.runs} runs · ${megabytes} MB (${share} %) · ${compact(progress.points)} points${rate}`;
}

function compact(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)} k` : `${(count / 1_000_000).toFixed(1)} M`;
}

export interface ProgressOutput {
  isTTY: boolean;
  write(text: string): unknown;
}

/** One line that updates itself on a terminal; elsewhere a line at most every `everyMs`, and one when it is done. */
export function progressLine(
  output: ProgressOutput,
  clock: () => number,
  everyMs = 5_000,
): (progress: IndexingProgress) => void {
  let shown = Number.NEGATIVE_INFINITY;
  let indexing = false;
  return (progress) => {
    const ended = indexing && !progress.indexing;
    indexing = progress.indexing;
    if (!indexing && !ended) return;
    if (output.isTTY) output.write(`\r\u001b[K${progressText(progress)}${ended ? '\n' : ''}`);
    else if (ended || clock() - shown >= everyMs) {
      shown = clock();
      output.write(`${progressText(progress)}\n`);
    }
  };
}
