import { editDescriptions } from './describeEdits.ts';
import { jobDescriptions } from './describeJobs.ts';
import { logDescriptions } from './describeLogs.ts';
import { metricDescriptions } from './describeMetrics.ts';
import { rawDescriptions } from './describeRaw.ts';
import { runDescriptions } from './describeRuns.ts';
import { seriesDescriptions } from './describeSeries.ts';
import { serverDescriptions } from './describeServer.ts';
import { writingDescriptions } from './describeWriting.ts';
import type { RouteDescription } from './routeDescription.ts';

/** Every route, in the order in which the page shows them. */
export const descriptions: RouteDescription[] = [
  ...runDescriptions,
  ...metricDescriptions,
  ...rawDescriptions,
  ...seriesDescriptions,
  ...jobDescriptions,
  ...logDescriptions,
  ...editDescriptions,
  ...writingDescriptions,
  ...serverDescriptions,
];
