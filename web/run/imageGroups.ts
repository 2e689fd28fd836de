import type { ImageEvent } from '../../shared/run.ts';

export interface ImageGroup {
  key: string;
  /** By step, those without a step last, in the order of writing. */
  images: ImageEvent[];
}

export function imageGroups(images: readonly ImageEvent[]): ImageGroup[] {
  const groups = Map.groupBy(images, (image) => image.key);
  return [...groups]
    .map(([key, some]) => ({
      key,
      images: some.toSorted((a, b) => (a.step ?? Number.POSITIVE_INFINITY) - (b.step ?? Number.POSITIVE_INFINITY)),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Address of a file of the run below the mount point; each segment is encoded by itself. */
export function mediaPath(run: string, path: string): string {
  return `api/runs/${encodeURIComponent(run)}/media/${path.split('/').map(encodeURIComponent).join('/')}`;
}
