import { memo } from 'react';

/** @param points x and y in turn, each from 0 to 1; y grows downwards. */
export const Sparkline = memo(function Sparkline({ points, color }: { points: number[] | undefined; color: string }) {
  if (points === undefined || points.length < 4) return <span className="rail-spark" />;
  let path = '';
  for (let i = 0; i + 1 < points.length; i += 2)
    path += `${i === 0 ? 'M' : 'L'}${((points[i] as number) * 60).toFixed(1)} ${(1 + (points[i + 1] as number) * 14).toFixed(1)}`;
  return (
    <svg className="rail-spark" width="60" height="16" aria-hidden="true">
      <path d={path} fill="none" stroke={color} strokeWidth="1" />
    </svg>
  );
});
