import {type ContainerFacts, type SafeText, sanitise, trusted} from '../../../base/index.js';
import type {Connector} from '../client/connector.js';
import {type HttpAnswer, httpClient} from '../client/http.js';
import type {ExerciseStep} from '../exercise/step.js';
import type {Replies} from '../probes/reply.js';
import {leftOut, type RecordedRequest, type RecordedTraffic, shownRequest} from './har.js';

/** Milliseconds for all requests, and for one. */
const budget = 60_000;
const patience = 10_000;

type Port = {readonly port: number; readonly secure: boolean};

/** What recorded requests came to, and those that were not sent. `step` is `null` when none was. */
export type Replayed = {readonly step: ExerciseStep | null; readonly not: readonly SafeText[]};

/**
 * Sends recorded requests to a twin, in order, and notes what they came to: status class and type of content. Cookies that the twin
 * sets replace the recorded ones of the same name, so that its own session goes on.
 *
 * @param wanted  what they came to in the control: a line for each request
 */
export async function replay(
	connector: Connector,
	{requests, omitted}: RecordedTraffic,
	facts: Pick<ContainerFacts, 'ports'>,
	{replies, wanted}: {readonly replies: Replies; readonly wanted: ExerciseStep | undefined},
): Promise<Replayed> {
	const jar = new Map<string, string>();
	/** A line for each request, also for those without a port: the lines of two twins are compared by their number. */
	const seen: string[] = [];
	const ports = new Set<string>();
	const over = Date.now() + budget;
	for (const request of requests) {
		if (Date.now() > over) break;
		const at = portFor(request.port, facts, replies);
		if (at === null) {
			seen.push(noPort);
			continue;
		}
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
	const sent = seen.filter(one => one !== noPort);
	if (sent.length === 0)
		return {step: null, not: [trusted('recorded requests (it has no port for them that speaks HTTP)'), ...omitted]};
	const not = [
		...leftOut(seen.length - sent.length, 'to ports that do not speak HTTP', 'to a port that does not speak HTTP'),
		...leftOut(requests.length - seen.length, `after ${budget / 1000} s`),
		...omitted,
	];
	const before = wanted === undefined ? [] : wanted.outcome.split('\n');
	const differs = before.findIndex((one, index) => index < seen.length && one !== noPort && one !== seen[index]);
	const first = differs < 0 ? undefined : requests[differs];
	const step: ExerciseStep = {
		name: 'replay',
		outcome: wanted !== undefined && first === undefined ? wanted.outcome : seen.join('\n'),
		says: sanitise(
			first === undefined
				? `${sent.length} of ${requests.length} recorded requests (${tally(sent)})`
				: `recorded ${shownRequest(first)} (entry ${first.entry}) → ${seen[differs]} where the control had ${before[differs]},`,
		),
		serves: [...ports],
	};
	return {step, not};
}

const noPort = 'no port that speaks HTTP';

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
		const [pair = ''] = line.split(';', 1);
		const equals = pair.indexOf('=');
		const name = pair.slice(0, Math.max(0, equals)).trim();
		if (name !== '') jar.set(name, pair.slice(equals + 1).trim());
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
