import {randomBytes} from 'node:crypto';
import {readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {
	fileTrouble,
	hasCode,
	isRunning,
	ownIdentity,
	type ProcessIdentity,
	readIdentity,
	safe,
	sanitise,
} from '../../../base/index.js';
import {StoreError} from './store-error.js';

/** Milliseconds after which a recorder that cannot be seen from here (another host or pid namespace) counts as ended; it renews its claim each minute. */
const unseenFor = 180_000;

/** The right of one process to write to a store. */
export type Claim = {
	/** To be called about once a minute. @throws StoreError when the claim is gone: another recorder may write by now */
	renew(): void;
	release(): void;
};

/**
 * Claims a store for this process. A recorder first writes its own claim, then looks for others: of two that begin at the same moment at most
 * one continues. A claim names its process, so that one left by `kill -9` or a reboot hinders no one.
 *
 * @throws StoreError when another recorder has it
 */
export function claimStore(folder: string): Claim {
	const own = join(folder, `${randomBytes(12).toString('hex')}.claim`);
	const release = (): void => rmSync(own, {force: true});
	try {
		writeFileSync(`${own}.new`, JSON.stringify(ownIdentity()), {mode: 0o600, flag: 'wx'});
		renameSync(`${own}.new`, own);
		for (const name of readdirSync(folder)) if (/\.claim(\.new)?$/.test(name)) examine(join(folder, name), own);
	} catch (error) {
		release();
		if (error instanceof StoreError) throw error;
		throw new StoreError(safe`the store ${sanitise(folder)} cannot be written: ${fileTrouble(error)}`, {cause: error});
	}
	return {
		renew() {
			try {
				utimesSync(own, new Date(), new Date());
			} catch (error) {
				throw new StoreError(safe`the store ${sanitise(folder)} is no longer this recorder's: ${fileTrouble(error)}`, {
					cause: error,
				});
			}
		},
		release,
	};
}

/** Removes the claim of a recorder that has ended. @throws StoreError for one that may still run */
function examine(path: string, own: string): void {
	if (path === own) return;
	const by = readClaim(path);
	if (by === 'gone') return;
	const state = by === null ? 'unknown' : isRunning(by);
	const age = Date.now() - (statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0);
	// After the clock was set back the age is negative, and proves nothing.
	if (state === 'running' || (state === 'unknown' && Math.abs(age) < unseenFor)) {
		const who = by === null ? safe`another process` : safe`process ${by.pid} on ${sanitise(by.host)}`;
		throw new StoreError(
			safe`another recorder writes to this store: ${who}. Stop it first, or set XDG_STATE_HOME to another directory`,
		);
	}
	rmSync(path, {force: true});
}

/** `null` for one without a readable identity: its writer was stopped in between. */
function readClaim(path: string): ProcessIdentity | null | 'gone' {
	try {
		return readIdentity(JSON.parse(readFileSync(path, 'utf8')));
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return 'gone';
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** The process that records into a store now; `null` for none. */
export function recorderOf(folder: string): ProcessIdentity | null {
	for (const name of readdirSync(folder)) {
		if (!name.endsWith('.claim')) continue;
		const by = readClaim(join(folder, name));
		if (by !== null && by !== 'gone' && isRunning(by) === 'running') return by;
	}
	return null;
}
