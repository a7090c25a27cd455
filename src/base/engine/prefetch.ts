import type {Readable} from 'node:stream';
import {setImmediate as turn} from 'node:timers/promises';
import type {ContainerRow} from '../answers/index.js';
import {readContainerRows} from './answer-shapes.js';
import type {EngineAddress} from './endpoint/address.js';
import {MAX_LIST} from './http-exchange.js';
import {openStream, type ReadMethod, readJson} from './read-only-client.js';
import {type Negotiated, negotiate} from './session.js';
import {openTransport, type Transport} from './transport.js';

/** The first answers, requested while the rest of the program is loading. The reader takes them over, with the connections. */
export type Prefetch = {
	readonly rows: Promise<ContainerRow[]>;
	readonly negotiated: Promise<Negotiated>;
	readonly transport: Transport<ReadMethod>;
	/** The rows for the first question that is the same; `null` for any other. */
	takeRows(all: boolean): Promise<ContainerRow[]> | null;
	/** The stream of `/events`, once; requested before the list so that no event is lost in between. `null` when events are not followed. */
	takeEvents(): Promise<Readable> | null;
	/** Aborts what is in flight: an engine that hangs must not keep the program running. */
	close(): void;
};

const PATIENCE = {timeoutMs: 15_000, maxBytes: MAX_LIST};

/**
 * Requests the containers, without dockerode and in parallel with the negotiation: an engine reads a path without a version as its own
 * version. Resolves when that is sent; `null` over ssh, where connecting takes longest and is done once.
 */
export async function startPrefetch(
	address: EngineAddress,
	{all, follow}: {readonly all: boolean; readonly follow: boolean},
): Promise<Prefetch | null> {
	if (address.kind === 'ssh') return null;
	const transport = openTransport(address, ['GET', 'HEAD']);
	const events = follow ? openStream(transport, 'GET', '/events', {...PATIENCE, silenceMs: 0}) : null;
	const rows = readJson(transport, `/containers/json${all ? '?all=true' : ''}`, PATIENCE).then(value =>
		readContainerRows(transport.endpoint, value),
	);
	const negotiated = negotiate(transport, PATIENCE.timeoutMs);
	// The reader's callers get these failures; without a caller they must not end the program.
	for (const asked of [events, rows, negotiated]) asked?.catch(() => undefined);
	// A connection takes one iteration of the event loop, its request the next; loading modules in between would delay both.
	await turn();
	await turn();
	const takeRows = once(rows);
	return {
		rows,
		negotiated,
		transport,
		takeRows: asked => (asked === all ? takeRows() : null),
		takeEvents: once(events),
		close: () => transport.close(),
	};
}

/** Returns the value the first time. */
function once<T>(value: T | null): () => T | null {
	let waiting = value;
	return () => {
		const taken = waiting;
		waiting = null;
		return taken;
	};
}
