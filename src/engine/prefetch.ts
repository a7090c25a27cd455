import type {Readable} from 'node:stream';
import {setImmediate as turn} from 'node:timers/promises';
import type {ContainerRow} from '../answers/index.js';
import type {EngineAddress} from './address.js';
import {containerRows} from './answer-shapes.js';
import {MAX_LIST} from './read-answer.js';
import {openStream, type ReadMethod, readJson} from './read-only-client.js';
import {type Negotiated, negotiate} from './session.js';
import {openTransport, type Transport} from './transport.js';

/** The first answers, asked for while the rest of the program is loaded. The reader takes them, and goes on with the connections. */
export type Prefetch = {
	readonly all: boolean;
	readonly rows: Promise<ContainerRow[]>;
	readonly negotiated: Promise<Negotiated>;
	/** The stream of `/events`, asked for before the list, so that no event is lost between the two; `null` when events are not followed. */
	readonly events: Promise<Readable> | null;
	readonly transport: Transport<ReadMethod>;
	/** Ends what is on its way: an engine that hangs must not keep a program that was left. */
	close(): void;
};

const PATIENCE = {timeoutMs: 15_000, maxBytes: MAX_LIST};

/**
 * Asks for the containers, without dockerode and together with the negotiation: an engine reads a path without a version as its own
 * version. Resolves when that is sent; `null` over ssh, where the connection itself takes longest and is made once.
 */
export async function startPrefetch(
	address: EngineAddress,
	{all, follow}: {readonly all: boolean; readonly follow: boolean},
): Promise<Prefetch | null> {
	if (address.kind === 'ssh') return null;
	const transport = openTransport(address, ['GET', 'HEAD']);
	const events = follow ? openStream(transport, 'GET', '/events', {...PATIENCE, silenceMs: 0}) : null;
	const rows = readJson(transport, `/containers/json${all ? '?all=true' : ''}`, PATIENCE).then(value =>
		containerRows(address, value),
	);
	const negotiated = negotiate(transport, PATIENCE.timeoutMs);
	// The reader's callers get the failures; when there are none, these must not end the program.
	for (const asked of [events, rows, negotiated]) asked?.catch(() => undefined);
	// A connection is made in one turn of the event loop and takes its request in the next; what is loaded meanwhile would hold up both.
	await turn();
	await turn();
	return {all, rows, negotiated, events, transport, close: () => transport.close()};
}
