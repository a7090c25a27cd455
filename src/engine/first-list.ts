import type {ContainerRow} from '../answers/index.js';
import type {EngineAddress} from './address.js';
import {containerRows} from './answer-shapes.js';
import {type Ask, readJson} from './read-only-client.js';
import {openTransport} from './transport.js';

/** A list that is on its way before anything else is loaded; the reader takes it as the answer to its first `containers`. */
export type FirstList = {
	readonly all: boolean;
	readonly rows: Promise<ContainerRow[]>;
	/** Ends the request: an engine that hangs must not keep a program that was left. */
	readonly close: () => void;
};

const FIRST: Ask = {timeoutMs: 15_000};

/**
 * Asks for the containers at once, with Node's own HTTP and neither dockerode nor a negotiation: an engine reads a path without a
 * version as its own version. `null` over ssh, where the connection itself takes longest and is made once.
 */
export function startFirstList(address: EngineAddress, options: {all: boolean}): FirstList | null {
	if (address.kind === 'ssh') return null;
	const transport = openTransport(address, ['GET', 'HEAD']);
	const rows = readJson(transport, `/containers/json${options.all ? '?all=true' : ''}`, FIRST)
		.then(value => containerRows(address, value))
		.finally(() => transport.close());
	// Whoever asks the reader gets the failure; when nobody does, it must not end the program.
	rows.catch(() => undefined);
	return {all: options.all, rows, close: () => transport.close()};
}
