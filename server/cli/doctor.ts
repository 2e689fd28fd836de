import type { Diagnosis, Finding } from '../../shared/doctor.ts';
import type { CommandIo, ExitCode } from './command.ts';
import { askJson } from './connection.ts';
import { jsonText, plainText } from './plainText.ts';

/** More findings than anybody reads; beyond it they are counted. */
const MOST = 100_000;
const PREVIEW = 100;

/** `stepwell doctor`: what was seen and could not be used, and what to do. Exit code 1 where there is a problem. */
export async function doctor(io: CommandIo): Promise<ExitCode> {
  const diagnosis = await askJson<Diagnosis>(io.connection, `api/doctor?limit=${MOST}`);
  await io.out(io.json ? `${jsonText(diagnosis)}\n` : asText(diagnosis, io.paint));
  return diagnosis.problems > 0 ? 1 : 0;
}

function asText({ findings, total, problems, checked }: Diagnosis, paint: CommandIo['paint']): string {
  const unlisted = total - findings.length;
  const { runs, files, lines, bytes, roots } = checked;
  return [
    ...findings.map((finding) => findingText(finding, paint)),
    unlisted > 0 ? `… and ${unlisted} more\n` : '',
    `Checked ${runs} runs in ${roots} ${roots === 1 ? 'folder' : 'folders'}: ${files} files, ${lines} lines, ${bytes} bytes. `,
    problems === 0 ? paint('green', 'No problem.\n') : paint('red', `${problems} problems.\n`),
  ].join('');
}

function findingText(
  { severity, run, file, line, offset, what, advice, preview }: Finding,
  paint: CommandIo['paint'],
): string {
  const place = [run, file].filter((part) => part !== null).join('/');
  const at = [line === null ? '' : `line ${line}`, offset === null ? '' : `byte ${offset}`].filter(
    (part) => part !== '',
  );
  const where = [...(place === '' ? [] : [plainText(place)]), ...at].join(', ');
  const head = `${paint(severity === 'problem' ? 'red' : 'yellow', severity)}  ${where === '' ? '' : `${where}: `}${plainText(what)}`;
  const shown = preview === null ? [] : [`  | ${plainText([...preview].slice(0, PREVIEW).join(''))}`];
  return `${[head, ...shown, `  ${plainText(advice)}`].join('\n')}\n`;
}
