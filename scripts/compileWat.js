// Compiles the .wat files of the server into modules beside them. Run by hand when one changes; tests compare the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import wabt from 'wabt';
import { root } from './prepare.js';

const MODULES = [
  ['server/query/numberText.wat', 'server/query/numberModule.ts', 'NUMBER_MODULE'],
  ['server/ingest/linePattern.wat', 'server/ingest/patternModule.ts', 'PATTERN_MODULE'],
];

const { parseWat } = await wabt();
for (const [source, target, name] of MODULES) {
  const { buffer } = parseWat(basename(source), readFileSync(join(root, source), 'utf8')).toBinary({});
  const lines = Buffer.from(buffer)
    .toString('base64')
    .match(/.{1,116}/g)
    .map((line) => `'${line}'`);
  const text = `/** ${basename(source)}, compiled by scripts/compileWat.js. */\nexport const ${name} =\n  ${lines.join(' +\n  ')};\n`;
  writeFileSync(join(root, target), text);
}
