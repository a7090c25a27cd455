import {exitStatus} from '../exit-status.js';
import type {TextOutput} from './command.js';

/** Says why nothing was done. Returns the exit status. */
export function refuse({err}: TextOutput, why: string): number {
	err(`dockscope: ${why}\n`);
	return exitStatus.threshold;
}
