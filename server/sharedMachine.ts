import { readFileSync } from 'node:fs';

const FIRST_HUMAN = 1000;
const NOBODY = 65534;
const NO_LOGIN = /\/(nologin|false|sync|shutdown|halt)$/;

/**
 * How many people have accounts on this machine, by the text of /etc/passwd: user ids from 1000 on that have a login
 * shell. On a machine with more than one, 127.0.0.1 is not private: every account reaches it.
 */
export function humanAccounts(passwd: string): number {
  let count = 0;
  for (const line of passwd.split('\n')) {
    const [, , id, , , , shell] = line.split(':');
    const uid = Number(id);
    if (shell !== undefined && uid >= FIRST_HUMAN && uid !== NOBODY && !NO_LOGIN.test(shell)) count++;
  }
  return count;
}

export function isSharedMachine(): boolean {
  try {
    return humanAccounts(readFileSync('/etc/passwd', 'utf8')) > 1;
  } catch {
    return false;
  }
}
