import type {SafeText} from '../../../terminal/safe-text.js';
import {sanitise} from '../../../terminal/sanitise.js';
import {type Network, runInNetwork} from '../twin-network.js';
import {probeScript} from './probe-script.js';
import {protocols} from './protocols.js';

export type Reply = {
	readonly is: 'answered' | 'spoke' | 'silent' | 'closed' | 'refused';
	/** Its name in the table, `TLS/HTTP` if it goes through TLS; `null` when none was recognised. */
	readonly protocol: string | null;
	readonly text: SafeText;
};
/** By port: `tcp/80`. */
export type Replies = ReadonlyMap<string, Reply>;

const kinds: readonly Reply['is'][] = ['answered', 'spoke', 'silent', 'closed', 'refused'];
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Probes the ports of a twin from inside its network namespace. `null` when that cannot be entered.
 *
 * @param network  of the twin
 * @param ports  each with the protocol that its control spoke there; `null` to discover it
 * @param wait   milliseconds for one reply
 */
export async function probePorts(
	network: Network | null,
	ports: ReadonlyMap<string, string | null>,
	wait: number,
): Promise<Replies | null> {
	if (ports.size === 0) return new Map();
	if (network === null) return null;
	const task = JSON.stringify({protocols: protocols.map(asData), ports: [...ports], wait});
	const command = [process.execPath, '-e', probeScript, task];
	const {ok, stdout} = await runInNetwork(network, command, {env: {PATH: path}, timeout: 60_000});
	return ok ? parse(stdout) : null;
}

const asData = ({greeting, turns, ...one}: (typeof protocols)[number]): object => ({
	...one,
	greeting: greeting === undefined ? null : expression(greeting),
	turns: turns.map(turn => ({...turn, expects: expression(turn.expects)})),
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
