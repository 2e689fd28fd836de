import { type CoordsFilter, matchesCoords } from '../../shared/coords.ts';
import { currentOrder, currentView, mergeFiles, orderOfFiles, type View } from './currentView.ts';
import { picked, positionsWhere } from './picked.ts';
import type { PointDetail, PointReader, RawPoints } from './rawPoints.ts';
import type { RunSeries } from './runReader.ts';

/** Every write of a series, in order, with what else stands on its line. */
export interface DetailedPoints {
  points: RawPoints;
  details: PointDetail[];
}

export async function detailedPoints({ sources }: RunSeries, reader: PointReader): Promise<DetailedPoints> {
  const points: RawPoints[] = [];
  let details: PointDetail[] = [];
  for (const { file, series } of sources) {
    points.push(await reader.read(file, series));
    details = details.concat(await reader.readDetails(file, series));
  }
  const order = orderOfFiles(points.map(({ ts }) => ts));
  return {
    points: mergeFiles(points),
    details: order === null ? details : Array.from(order, (i) => details[i] as PointDetail),
  };
}

/** A current view with what else stands on the line of each point. */
export interface DetailedView {
  view: View;
  details: PointDetail[];
}

export function detailedView({ points, details }: DetailedPoints): DetailedView {
  const winning = currentOrder(points.step);
  return {
    view: currentView(points),
    details: winning === null ? details : Array.from(winning.order, (i) => details[i] as PointDetail),
  };
}

/** The points of the view with these coordinates. Which write of a step is current does not depend on the filter. */
export function withCoords({ view, details }: DetailedView, filter: CoordsFilter): DetailedView {
  const kept = positionsWhere(details.length, (i) => matchesCoords(filter, (details[i] as PointDetail).coords));
  return {
    view: {
      length: kept.length,
      stepped: kept.filter((i) => i < view.stepped).length,
      step: picked(view.step, kept),
      time: picked(view.time, kept),
      value: picked(view.value, kept),
    },
    details: Array.from(kept, (i) => details[i] as PointDetail),
  };
}
