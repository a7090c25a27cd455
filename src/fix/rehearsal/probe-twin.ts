import {setTimeout as sleep} from 'node:timers/promises';
import {withConnector} from './client/connector.js';
import {newComplaints} from './complaints.js';
import {lastingPorts, type TwinSnapshot} from './observe-twin.js';
import {probePorts} from './probes/ask.js';
import {judgePage} from './probes/probe-page.js';
import {isAnswer, isSameReply, type Replies} from './probes/reply.js';
import type {RehearsalSession} from './rehearsal-session.js';
import {withTwinNetwork} from './twin-network.js';
import type {Expectations, Reference} from './verdict.js';

/** Lines of a log that are compared: a line for each request should not hide those of the start. */
export const logLines = 3000;

/** Timeout of a reply in milliseconds: during protocol discovery, and once the protocol is known. */
const waits = {discovery: 800, known: 2500};

/**
 * Repeats the probes until the replies match the control's, since a service may listen before it can reply, or until the log shows why not.
 *
 * @param before  its own earlier replies, to which these are compared, if it was probed before
 */
export async function ask(
	session: RehearsalSession,
	id: string,
	now: TwinSnapshot,
	expectations: Expectations,
	before: Replies | null = null,
): Promise<Replies | null> {
	const {reference} = expectations;
	const wanted = before ?? reference?.replies ?? null;
	const ports = wanted === null ? portsToDiscover(expectations, now) : portsThatReplied(wanted);
	for (let attempt = 1; ; attempt++) {
		const replies = await probe({id, pid: now.pid}, ports, wanted === null ? waits.discovery : waits.known);
		if (wanted === null || attempt === 2 || differingReply(wanted, replies) === null) return replies;
		if (reference !== null && (await complains(session, id, reference, expectations))) return replies;
		await sleep(500);
	}
}

/** The replies, with what a page of HTTP really is. */
async function probe(
	twin: {readonly id: string; readonly pid: number},
	ports: ReadonlyMap<string, string | null>,
	wait: number,
): Promise<Replies | null> {
	const replies = await withTwinNetwork(twin, network => probePorts(network, ports, wait));
	const pages = [...(replies ?? [])].filter(([, {kind, protocol}]) => kind === 'served' && /^(TLS\/)?HTTP$/.test(protocol ?? ''));
	if (replies === null || pages.length === 0) return replies;
	return withConnector(twin, async connector => {
		const judged = new Map(replies);
		if (connector === null) return judged;
		for (const [name, reply] of pages) {
			const secure = reply.protocol?.startsWith('TLS/') === true;
			judged.set(name, await judgePage({connector, port: Number(name.split('/')[1]), secure}, reply));
		}
		return judged;
	});
}

/** A new complaint in its log. */
export const complains = async (
	session: RehearsalSession,
	id: string,
	reference: Reference,
	{harmless}: Expectations,
): Promise<boolean> => newComplaints(await session.writer.logs(id, logLines), reference.log, harmless).length > 0;

/** The control is probed on every port, to discover the protocol. */
const portsToDiscover = ({expectedSignals}: Expectations, now: TwinSnapshot): Map<string, null> =>
	new Map([...lastingPorts(now.ports, expectedSignals.ports)].map(port => [port, null]));

/** Only where it replied before: silence proves nothing. */
const portsThatReplied = (replies: Replies): Map<string, string | null> =>
	new Map([...replies].flatMap(([port, {kind, protocol}]) => (isAnswer(kind) ? [[port, protocol] as const] : [])));

/** The first reply that differs, in words; `null` for none. */
export function differingReply(wanted: Replies | null, got: Replies | null): string | null {
	if (wanted === null || got === null) return null;
	for (const [port, reply] of wanted) {
		if (reply.text === '') continue;
		const now = got.get(port);
		if (now === undefined || !isSameReply(now, reply))
			return `${port}: ${now?.text || now?.kind || 'no reply'} instead of ${reply.text || reply.kind}`;
	}
	return null;
}
