import type { Health } from '../../shared/health.ts';
import { formatCount } from '../ui/formatCount.ts';
import { formatWhole } from '../ui/formatNumber.ts';

export interface StatusFacts {
  /** Runs that the charts draw. */
  drawn: number;
  total: number;
  points: number;
  /** Points in the charts that are on the page, and whether some of them are thinned. */
  inCharts: number;
  sampled: boolean;
  quarantined: number;
  health: Health | undefined;
}

/** The status bar's sentences, the constant ones first. */
export function statusParts({ drawn, total, points, inCharts, sampled, quarantined, health }: StatusFacts): string[] {
  const seen = inCharts === 0 ? '' : `, ${formatCount(inCharts)} drawn${sampled ? ' (M4)' : ''}`;
  const parts = [`${formatWhole(drawn)} of ${formatWhole(total)} runs`, `${formatCount(points)} points logged${seen}`];
  if (quarantined > 0) parts.push(`${formatCount(quarantined)} lines quarantined`);
  if (health === undefined) return parts;
  const { indexing, roots, unreadable, notices } = health;
  if (indexing.indexing) {
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
    parts.push(
      `indexing ${indexing.runs} runs, ${megabytes(indexing.bytes_done)} of ${megabytes(indexing.bytes_total)} MB, ${formatCount(indexing.points_per_second)} points/s`,
    );
  }
  for (const root of roots) {
    if (!root.reachable) parts.push(`${root.name} cannot be reached: its runs are as last seen`);
    else if (root.read_only) parts.push(`${root.name} is read-only`);
  }
  for (const [format, count] of Object.entries(unreadable)) parts.push(`${count} ${format} not readable yet`);
  return [...parts, ...notices];
}
