import { type GroupBuilder, newGroup } from '../columns/groupBuilder.ts';
import { type Block, type ParsedBlock, readLines } from './parseBlock.ts';

/** Work for a parse worker: whole lines, and the group that they go on with. */
export interface ParseTask {
  block: Block;
  open: GroupBuilder | null;
}

export type ParseResult = ParsedBlock;

export function runParseTask(task: ParseTask): ParseResult {
  return readLines(task.block, task.open ?? newGroup());
}
