import type { NumberText } from '../../shared/run.ts';
import type { WriteRow, WritesAnswer } from '../../shared/writes.ts';
import { currentOrder } from './currentView.ts';
import type { DetailedPoints } from './detailedPoints.ts';
import type { PointDetail } from './rawPoints.ts';

/** A page of the writes of a series, each with whether it is the one that stands. */
export function writesOf(
  { points, details }: DetailedPoints,
  { step, offset, limit }: { step: number | null; offset: number; limit: number },
): WritesAnswer {
  const winning = currentOrder(points.step);
  const standing = winning === null ? null : new Set(winning.order);
  const wanted = [...details.keys()].filter((seq) => step === null || points.step[seq] === step);
  const rows = wanted.slice(offset, offset + limit).map((seq): WriteRow => {
    const { stage, ...detail } = details[seq] as PointDetail;
    return {
      seq,
      step: toNumber(points.step[seq] as number),
      time: toNumber(points.time[seq] as number),
      ts: toNumber(points.ts[seq] as number),
      value: toText(points.value[seq] as number),
      ...detail,
      stage: stage === '' ? null : stage,
      coords: detail.coords === null ? null : { ...detail.coords },
      current: standing === null || standing.has(seq),
    };
  });
  return { rows, total: wanted.length };
}

function toNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function toText(value: number): NumberText {
  return Number.isFinite(value) ? value : (String(value) as NumberText);
}
