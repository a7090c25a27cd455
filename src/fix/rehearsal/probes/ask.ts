import {safe, sanitise, trusted} from '../../../base/index.js';
import {nodeProgram} from '../node-program.js';
import {type Network, runInNetwork} from '../twin-network.js';
import {probeScript} from './probe-script.js';
import type {Protocol} from './protocol.js';
import {protocols} from './protocols.js';
import {type Replies, type Reply, replyKinds} from './reply.js';

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
	const command = nodeProgram(probeScript, task);
	const {ok, stdout} = await runInNetwork(network, command, {env: {PATH: path}, timeout: 60_000});
	return ok ? parse(stdout) : null;
}

const asData = ({name, over, ports, greeting, turns}: Protocol): object => ({
	name,
	over,
	ports,
	greeting: greeting === undefined ? null : expression(greeting),
	turns: turns.map(turn => ({...turn, expects: expression(turn.expects)})),
});
const expression = ({source, flags}: RegExp): {source: string; flags: string} => ({source, flags});

type Answer = {readonly is?: string; readonly protocol?: string; readonly found?: string};

function parse(text: string): Replies | null {
	try {
		const answers: Record<string, Answer> = JSON.parse(text);
		return new Map(
			Object.entries(answers).map(([port, answer]) => [port, replyOf(port.startsWith('udp/') ? 'udp' : 'tcp', answer)]),
		);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

function replyOf(over: 'tcp' | 'udp', {is, protocol, found}: Answer): Reply {
	if (is !== 'answered' || protocol === undefined) {
		const kind = replyKinds.find(one => one === is) ?? 'silent';
		return {kind, protocol: null, text: kind === 'greeted' ? sanitise(`greeting ${found ?? ''}`) : trusted('')};
	}
	const one = protocolOf(over, protocol);
	if (one === undefined) return {kind: 'greeted', protocol, text: safe`${sanitise(protocol)} handshake`};
	const {kind, says} = one.means(found);
	const name = protocol === 'HTTP' ? '' : `${protocol.replace('/', ' ').replace(/^TLS HTTP$/, 'TLS')} `;
	return {kind, protocol, text: sanitise(`${name}${one.asks}${says === '' ? '' : ` → ${says}`}`)};
}

/** The table's entry for the protocol of a reply, which may go through TLS. */
export const protocolOf = (over: 'tcp' | 'udp', protocol: string): Protocol | undefined =>
	protocols.find(one => one.over === over && one.name === protocol.replace(/^TLS\//, ''));
