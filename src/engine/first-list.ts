import type {ContainerRow} from '../answers/index.js';
import type {EngineAddress} from './address.js';
import {containerRows} from './answer-shapes.js';
import {type Ask, readJson} from './read-only-client.js';
import {type Negotiated, negotiate} from './session.js';
import {openTransport} from './transport.js';

/** A list that is on its way before anything else is loaded; the reader takes it as the answer to its first `containers`. */
export type FirstList = {
	readonly all: boolean;
	readonly rows: Promise<ContainerRow[]>;
	/** The answer to a `/_ping` that was sent with it. */
	readonly negotiated: Promise<Negotiated>;
	/** Ends the request: an engine that hangs must not keep a program that was left. */
	readonly close: () => void;
};

const FIRST: Ask = {timeoutMs: 15_000};

/**
 * Asks for the containers at once, without dockerode and beside the negotiation: an engine reads a path without a version as its own
 * version. `null` over ssh, where the connection itself takes longest and is made once.
 */
export function startFirstList(address: EngineAddress, options: {all: boolean}): FirstList | null {
	if (address.kind === 'ssh') return null;
	const transport = openTransport(address, ['GET', 'HEAD']);
	const rows = readJson(transport, `/containers/json${options.all ? '?all=true' : ''}`, FIRST).then(value =>
		containerRows(address, value),
	);
	const negotiated = negotiate(transport, FIRST.timeoutMs);
	// Whoever asks the reader gets the failures; when nobody does, they must not end the program.
	void Promise.allSettled([rows, negotiated]).then(() => transport.close());
	return {all: options.all, rows, negotiated, close: () => transport.close()};
}
