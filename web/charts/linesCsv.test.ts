import { expect, test } from 'vitest';
import { linesCsv } from './linesCsv.ts';
import { lineOf } from './testing/lineOf.ts';

test('the drawn points become rows that read back exactly, whatever stands in names', () => {
  const line = lineOf([0.1 + 0.2, Number.NaN], { labels: { rank: '1' }, metric: 'a,"b"' });
  const run = { id: 'a', name: 'two\nlines', color: '', dash: [], version: '1' };
  expect(linesCsv([line], [run], 'step')).toBe(
    [
      'run,name,metric,labels,part,step,value',
      'a,"two\nlines","a,""b""",rank=1,raw,0,0.30000000000000004',
      'a,"two\nlines","a,""b""",rank=1,raw,1,NaN',
    ].join('\n'),
  );
});

test('a smoothed line and the band of a group are drawn, so they are in the rows', () => {
  const band = { low: Float64Array.of(0, 1), high: Float64Array.of(2, 3), n: Uint32Array.of(3, 2) };
  const smoothed = { ...lineOf([1, 4], {}, [1, 2]), band };
  const plain = { ...lineOf([5], { run: 'b' }), band: null };
  expect(linesCsv([smoothed, plain], [], 'step').split('\n')).toEqual([
    'run,name,metric,labels,part,step,value,low,high,n',
    'a,a,loss,,raw,0,1,,,',
    'a,a,loss,,raw,1,4,,,',
    'a,a,loss,,smooth,0,1,0,2,3',
    'a,a,loss,,smooth,1,2,1,3,2',
    'b,b,loss,,raw,0,5,,,',
  ]);
});
