import type { ImageEvent } from '../../shared/run.ts';

export interface ImageGroup {
  key: string;
  /** Of each run, in the order given: by step, those without a step last, in the order of writing. */
  runs: ImageEvent[][];
  /** Places of the slider: each step of any run once, ascending; null last, where an image has no step. */
  steps: (number | null)[];
}

/** Images by key, those of several runs side by side. */
export function imageGroups(runs: readonly (readonly ImageEvent[])[]): ImageGroup[] {
  const keys = new Set(runs.flatMap((images) => images.map((image) => image.key)));
  return [...keys].sort().map((key) => {
    const own = runs.map((images) =>
      images.filter((image) => image.key === key).sort((a, b) => placeOf(a) - placeOf(b)),
    );
    const places = [...new Set(own.flat().map(placeOf))].sort((a, b) => a - b);
    return { key, runs: own, steps: places.map((place) => (Number.isFinite(place) ? place : null)) };
  });
}

/** Of a run the last image that was logged up to a step; null where there is none yet. Of several at one step the last one. */
export function imageAt(images: readonly ImageEvent[], step: number | null): ImageEvent | null {
  return images.findLast((image) => placeOf(image) <= (step ?? Number.POSITIVE_INFINITY)) ?? null;
}

const NO_STEP = 'none';

/** How the address names a place of the slider, and which place that is: the last one at or before a step, the last of all for no name. */
export function printPlace(step: number | null): string {
  return step === null ? NO_STEP : String(step);
}

export function findPlace(steps: readonly (number | null)[], text: string | null): number {
  const wanted = text === null || text === '' || text === NO_STEP ? Number.NaN : Number(text);
  if (!Number.isFinite(wanted)) return steps.length - 1;
  return Math.max(
    0,
    steps.findLastIndex((step) => step !== null && step <= wanted),
  );
}

function placeOf({ step }: ImageEvent): number {
  return step ?? Number.POSITIVE_INFINITY;
}

/** Address of a file of the run below the mount point; each segment is encoded by itself. */
export function mediaPath(run: string, path: string): string {
  return `api/runs/${encodeURIComponent(run)}/media/${path.split('/').map(encodeURIComponent).join('/')}`;
}
