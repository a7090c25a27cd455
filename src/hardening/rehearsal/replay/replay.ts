import type {ContainerFacts} from '../../../facts/index.js';
import {sanitise} from '../../../terminal/sanitise.js';
import type {Connector} from '../client/connector.js';
import {type HttpAnswer, httpClient} from '../client/http.js';
import type {Step} from '../exercise/step.js';
import type {Replies} from '../probes/reply.js';
import {type RecordedRequest, type Recording, shownRequest} from './har.js';

/** Milliseconds for all requests, and for one. */
const budget = 60_000;
const patience = 10_000;

type Port = {readonly port: number; readonly secure: boolean};

/**
 * Sends recorded requests to a twin, in order, and notes what they came to: status class and type of content. Cookies that the twin
 * sets replace the recorded ones of the same name, so that its own session goes on.
 *
 * @param wanted  what they came to in the control
 */
export async function replay(
	connector: Connector,
	recording: Recording,
	facts: Pick<ContainerFacts, 'ports'>,
	{replies, wanted}: {readonly replies: Replies; readonly wanted: Step | undefined},
): Promise<Step | null> {
	const jar = new Map<string, string>();
	const seen: string[] = [];
	const ports = new Set<string>();
	const over = Date.now() + budget;
	for (const request of recording.requests) {
		const at = portFor(request.port, facts, replies);
		if (at === null || Date.now() > over) break;
		const client = httpClient({connector, ...at});
		const {method, path, headers, body} = request;
		const answer = await client.send(
			{method, path, headers: {...headers, ...cookieHeader(request, jar)}, ...(body === null ? {} : {body})},
			patience,
		);
		client.close();
		if (answer !== null) remember(answer, jar);
		if (answer !== null && answer.status < 400) ports.add(`tcp/${at.port}`);
		seen.push(outcomeOf(answer));
	}
	if (seen.length === 0) return null;
	const before = wanted === undefined ? [] : wanted.outcome.split('\n');
	const differs = before.findIndex((one, index) => index < seen.length && one !== seen[index]);
	const first = differs < 0 ? undefined : recording.requests[differs];
	return {
		name: 'replay',
		outcome: wanted !== undefined && first === undefined ? wanted.outcome : seen.join('\n'),
		says: sanitise(
			first === undefined
				? `${seen.length} of ${recording.requests.length} recorded requests (${tally(seen)})`
				: `recorded ${shownRequest(first)} (entry ${first.entry}) → ${seen[differs]} where the control had ${before[differs]},`,
		),
		serves: [...ports],
	};
}

/** The port of the container behind a port of a URL: published as it, itself, or the only one that speaks HTTP. */
export function portFor(port: number, {ports}: Pick<ContainerFacts, 'ports'>, replies: Replies): Port | null {
	const speaking = [...replies].flatMap(([name, {protocol}]): Port[] =>
		name.startsWith('tcp/') && (protocol === 'HTTP' || protocol === 'TLS/HTTP')
			? [{port: Number(name.slice(4)), secure: protocol === 'TLS/HTTP'}]
			: [],
	);
	const behind = ports.filter(one => one.protocol === 'tcp' && one.published.some(({hostPort}) => hostPort === port));
	const candidates = [...behind.map(one => one.port), port];
	for (const candidate of candidates) {
		const found = speaking.find(one => one.port === candidate);
		if (found !== undefined) return found;
	}
	return speaking.length === 1 ? (speaking[0] ?? null) : null;
}

/** `2xx text/html` */
function outcomeOf(answer: HttpAnswer | null): string {
	if (answer === null) return 'no answer';
	const type = /^[\w.+-]{1,40}\/[\w.+-]{1,60}/.exec(answer.headers['content-type'] ?? '')?.[0] ?? 'no type';
	return `${Math.floor(answer.status / 100)}xx ${type}`;
}

function cookieHeader({cookies}: RecordedRequest, jar: ReadonlyMap<string, string>): Record<string, string> {
	if (cookies.size === 0) return {};
	return {Cookie: [...cookies].map(([name, value]) => `${name}=${jar.get(name) ?? value}`).join('; ')};
}

/** @source RFC 6265, 5.2 */
function remember({headers}: HttpAnswer, jar: Map<string, string>): void {
	for (const line of headers['set-cookie'] ?? []) {
		const [, name, value] = /^\s*([^=;]+?)\s*=\s*([^;]*?)\s*(?:;|$)/.exec(line.slice(0, 8192)) ?? [];
		if (name !== undefined && value !== undefined) jar.set(name, value);
	}
}

/** `9 → 2xx, 3 → 4xx` */
function tally(seen: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const one of seen) {
		const status = one === 'no answer' ? one : (one.split(' ')[0] ?? one);
		counts.set(status, (counts.get(status) ?? 0) + 1);
	}
	return [...counts].map(([status, count]) => `${count} → ${status}`).join(', ');
}
