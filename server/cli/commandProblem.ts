/** What ends a command: one sentence for a person. Exit code 2: a wrong use, an unknown run, no server. */
export class CommandProblem extends Error {}
