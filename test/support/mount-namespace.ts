import {spawnSync} from 'node:child_process';
import {searchPath} from './engine-binaries.js';
import {runProgram} from './private-engine.js';

const ownMounts = ['--mount', 'sh', '-euc'];
const env = {PATH: searchPath()};

/** Root, and a kernel that lets us. */
export const canMount = (): boolean => spawnSync('unshare', [...ownMounts, 'mount -t tmpfs none /mnt'], {env}).status === 0;

/** Runs a shell script whose mounts are private; returns its stdout. @param args  `$1` and so on */
export const runWithOwnMounts = (script: string, ...args: string[]): Promise<string> =>
	runProgram('unshare', [...ownMounts, script, 'sh', ...args], env);
