import {execFile} from 'node:child_process';
import type {SafeText} from '../../../terminal/safe-text.js';
import {sanitise} from '../../../terminal/sanitise.js';
import {probeScript} from './probe-script.js';
import {protocols} from './protocols.js';

export type Reply = {
	readonly is: 'answered' | 'spoke' | 'silent' | 'closed' | 'refused';
	/** By its name in the table, `TLS/HTTP` for what goes through TLS; `null` where none was recognised. */
	readonly protocol: string | null;
	readonly text: SafeText;
};
/** By port: `tcp/80`. */
export type Replies = ReadonlyMap<string, Reply>;

const kinds: readonly Reply['is'][] = ['answered', 'spoke', 'silent', 'closed', 'refused'];
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Asks the ports of a twin from inside its network namespace. `null` when that cannot be entered (not root).
 *
 * @param ports  each with the protocol that its control spoke there; `null` to find out
 * @param wait   milliseconds for one reply
 */
export function probePorts(pid: number, ports: ReadonlyMap<string, string | null>, wait: number): Promise<Replies | null> {
	if (ports.size === 0) return Promise.resolve(new Map());
	const task = JSON.stringify({protocols: protocols.map(asData), ports: [...ports], wait});
	const args = ['--target', String(pid), '--net', process.execPath, '-e', probeScript, task];
	return new Promise(resolve => {
		execFile('nsenter', args, {timeout: 60_000, env: {PATH: path}}, (error, stdout) =>
			resolve(error === null ? parse(stdout) : null),
		);
	});
}

const asData = ({greets, turns, ...one}: (typeof protocols)[number]): object => ({
	...one,
	greets: greets === undefined ? null : expression(greets),
	turns: turns.map(turn => ({...turn, hears: expression(turn.hears)})),
});
const expression = ({source, flags}: RegExp): {source: string; flags: string} => ({source, flags});

function parse(text: string): Replies | null {
	try {
		const answer: Record<string, {is?: string; protocol?: string; text?: string}> = JSON.parse(text);
		return new Map(
			Object.entries(answer).map(([port, reply]) => [
				port,
				{
					is: kinds.find(kind => kind === reply.is) ?? 'silent',
					protocol: reply.protocol ?? null,
					text: sanitise(reply.text ?? ''),
				},
			]),
		);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}
