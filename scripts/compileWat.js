// Compiles server/query/numberText.wat into server/query/numberModule.ts. Run by hand when the .wat changes; a test compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { root } from './prepare.js';

const source = join(root, 'server', 'query', 'numberText.wat');
const { parseWat } = await wabt();
const { buffer } = parseWat('numberText.wat', readFileSync(source, 'utf8')).toBinary({});
const lines = Buffer.from(buffer)
  .toString('base64')
  .match(/.{1,116}/g);
writeFileSync(
  join(root, 'server', 'query', 'numberModule.ts'),
  `/** numberText.wat, compiled by scripts/compileWat.js. */\nexport const NUMBER_MODULE =\n  ${lines.map((line) => `'${line}'`).join(' +\n  ')};\n`,
);
