import {sanitise} from '../../../base/index.js';
import {openChannel} from '../client/channel.js';
import {httpClient} from '../client/http.js';
import {protocolOf} from '../probes/ask.js';
import type {Protocol} from '../probes/protocol.js';
import type {Reply} from '../probes/reply.js';
import type {ExerciseStep, ExerciseTarget} from './step.js';

/** Workers are often recycled after some requests: Apache's MaxConnectionsPerChild, gunicorn's max_requests, PHP-FPM's pm.max_requests. */
const requests = 120;
const clients = 4;
/** Milliseconds after which no more are sent. */
const budget = 4000;

/**
 * Asks a port again and again, on several connections; half of the clients of HTTP keep theirs.
 *
 * @param reply   what it replied the first time: others count as failures
 * @param wanted  the same step of the control
 */
export async function repeat(
	target: ExerciseTarget,
	reply: Reply,
	wanted: ExerciseStep | undefined,
): Promise<ExerciseStep | null> {
	const tally = {asked: 0, failed: 0, connections: 0};
	const over = Date.now() + budget;
	const isHttp = target.protocol === 'HTTP';
	const protocol = protocolOf('tcp', target.protocol);
	// Servers that begin with a login count clients who leave before it, and lock them out: sshd_config(5) PerSourcePenalties.
	if (protocol === undefined || (!isHttp && reply.kind !== 'served')) return null;
	const may = (): boolean => tally.asked < requests && Date.now() < over;
	await Promise.all(
		Array.from({length: clients}, async (_, index) => {
			if (isHttp) await askHttp(target, index % 2 === 0, tally, may);
			else await askDialogue(target, protocol, reply, tally, may);
		}),
	);
	const {asked, failed, connections} = tally;
	if (asked === 0) return null;
	const allowed = wanted === undefined ? asked / 10 : 1 + 2 * Number(/(?<!\d)\d+$/.exec(wanted.outcome)?.[0] ?? 0);
	const failures = failed === 0 ? '' : `, ${failed} of them with another reply`;
	return {
		name: `${target.name} repeat`,
		outcome:
			wanted !== undefined && failed <= allowed ? wanted.outcome : failed <= allowed ? `steady ${failed}` : `failing ${failed}`,
		says: sanitise(`${target.name} ${protocol.asks} ${asked} times on ${connections} connections${failures}`),
		...(reply.kind === 'served' ? {} : {isNoWork: true}),
	};
}

type Tally = {asked: number; failed: number; connections: number};

/** The first status counts: redirects are not followed here. */
async function askHttp(target: ExerciseTarget, keeps: boolean, tally: Tally, may: () => boolean): Promise<void> {
	const client = httpClient(target, keeps);
	let first: number | null = null;
	let unheard = 0;
	while (may() && unheard < 3) {
		tally.asked++;
		const answer = await client.send({method: 'GET', path: '/'}, 3000);
		unheard = answer === null ? unheard + 1 : 0;
		const kind = answer === null ? null : Math.floor(answer.status / 100);
		first ??= kind;
		if (kind === null || kind !== first) tally.failed++;
	}
	tally.connections += client.connections();
	client.close();
}

async function askDialogue(
	target: ExerciseTarget,
	protocol: Protocol,
	reply: Reply,
	tally: Tally,
	may: () => boolean,
): Promise<void> {
	let unheard = 0;
	while (may() && unheard < 3) {
		tally.asked++;
		tally.connections++;
		const found = await converse(target, protocol);
		unheard = found === null ? unheard + 1 : 0;
		if (found === null || protocol.means(found.outcome).kind !== reply.kind) tally.failed++;
	}
}

/** One dialogue, as the probe does it. `null` when it was not answered. */
async function converse(
	target: ExerciseTarget,
	{greeting, turns}: Protocol,
): Promise<{readonly outcome: string | undefined} | null> {
	let channel = await openChannel(target);
	let outcome: string | undefined;
	try {
		if (channel !== null && greeting !== undefined && (await channel.expect(greeting)) === null) return null;
		for (const {send, expects, onNewConnection} of turns) {
			if (onNewConnection) {
				channel?.close();
				channel = await openChannel(target);
				if (greeting !== undefined && (await channel?.expect(greeting)) == null) return null;
			}
			if (channel === null) return null;
			const match = await channel.ask(
				send.replaceAll('%1', () => outcome ?? ''),
				expects,
			);
			if (match === null) return null;
			outcome = match[1] ?? outcome;
		}
		return {outcome};
	} finally {
		channel?.close();
	}
}
