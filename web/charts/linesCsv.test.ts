import { expect, test } from 'vitest';
import { linesCsv } from './linesCsv.ts';
import { lineOf } from './testing/lineOf.ts';

test('the drawn points become rows that read back exactly, whatever stands in names', () => {
  const line = lineOf([0.1 + 0.2, Number.NaN], { labels: { rank: '1' }, metric: 'a,"b"' });
  const run = { id: 'a', name: 'two\nlines', color: '', dash: [], version: '1' };
  expect(linesCsv([line], [run], 'step')).toBe(
    [
      'run,name,metric,labels,step,value',
      'a,"two\nlines","a,""b""",rank=1,0,0.30000000000000004',
      'a,"two\nlines","a,""b""",rank=1,1,NaN',
    ].join('\n'),
  );
});
