import type {Readable} from 'node:stream';
import {setTimeout as delay, setImmediate as turn} from 'node:timers/promises';
import type {ContainerRow} from '../answers/index.js';
import type {EngineAddress} from './address.js';
import {containerRows} from './answer-shapes.js';
import {type Ask, openStream, type ReadMethod, readJson} from './read-only-client.js';
import {type Negotiated, negotiate} from './session.js';
import {openTransport, type Transport} from './transport.js';

/** What is asked before anything else is loaded. The reader takes it for the answers to its first questions, and goes on with the connections. */
export type FirstList = {
	readonly all: boolean;
	readonly rows: Promise<ContainerRow[]>;
	/** The answer to a `/_ping` that was sent with it. */
	readonly negotiated: Promise<Negotiated>;
	/** The stream of `/events`, asked for before the list, so that nothing falls between the two; `null` where nobody follows. */
	readonly events: Promise<Readable> | null;
	readonly transport: Transport<ReadMethod>;
	/**
	 * Asks for the first containers, as many as go at once; resolves when that is sent, or cannot be. Called before something is loaded,
	 * which keeps the program busy and the engine idle.
	 */
	inspectAhead(): Promise<void>;
	/** Gives the answer that is on its way, once; else `undefined`. */
	takeInspect(id: string): Promise<unknown> | undefined;
	/** Ends what is on its way: an engine that hangs must not keep a program that was left. */
	close(): void;
};

const FIRST: Ask = {timeoutMs: 15_000};
/** Milliseconds that the first inspects wait for the version: who waits for them hears no key meanwhile. */
const PATIENCE = 100;

/**
 * Asks for the containers at once, without dockerode and beside the negotiation: an engine reads a path without a version as its own
 * version. Resolves when that is sent: to `null` over ssh, where the connection itself takes longest and is made once.
 */
export async function startFirstList(
	address: EngineAddress,
	{all, follow}: {all: boolean; follow: boolean},
): Promise<FirstList | null> {
	if (address.kind === 'ssh') return null;
	const transport = openTransport(address, ['GET', 'HEAD']);
	const events = follow ? openStream(transport, 'GET', '/events', {...FIRST, silenceMs: 0}) : null;
	const rows = readJson(transport, `/containers/json${all ? '?all=true' : ''}`, FIRST).then(value =>
		containerRows(address, value),
	);
	const negotiated = negotiate(transport, FIRST.timeoutMs);
	const inspects = new Map<string, Promise<unknown>>();
	// Whoever asks the reader gets the failures; when nobody does, they must not end the program.
	const forgive = (asked: Promise<unknown> | null) => asked?.catch(() => undefined);
	for (const asked of [events, rows, negotiated]) forgive(asked);
	await untilSent();

	return {
		all,
		rows,
		negotiated,
		events,
		transport,
		async inspectAhead() {
			const late = delay(PATIENCE, null, {ref: false});
			const known = await Promise.race([Promise.all([rows, negotiated]).catch(() => null), late]);
			if (known === null) return;
			const [listed, {version}] = known;
			for (const {Id} of listed.slice(0, transport.atOnce)) {
				// An id that no address can hold fails as any other question does.
				const ask = async () => readJson(transport, `${version}/containers/${encodeURIComponent(Id)}/json`, FIRST);
				const asked = ask();
				forgive(asked);
				inspects.set(Id, asked);
			}
			await untilSent();
		},
		takeInspect(id) {
			const asked = inspects.get(id);
			inspects.delete(id);
			return asked;
		},
		close: () => transport.close(),
	};
}

/** A connection is made in one turn of the event loop and takes its question in the next; what is loaded meanwhile would hold up both. */
async function untilSent(): Promise<void> {
	await turn();
	await turn();
}
