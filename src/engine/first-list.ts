import type {Readable} from 'node:stream';
import {setTimeout as delay, setImmediate as turn} from 'node:timers/promises';
import type {ContainerRow} from '../answers/index.js';
import type {EngineAddress} from './address.js';
import {containerRows} from './answer-shapes.js';
import {answeringAhead, forgive} from './answers-ahead.js';
import {segment} from './container-questions.js';
import {EngineError} from './engine-error.js';
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
	/** Gives the first that asks for something of `askMore` the answer that is on its way. */
	readonly transport: Transport<ReadMethod>;
	/**
	 * Makes the connections for `askMore` while the engine lists many containers. Resolves to whether it does: it has answered the ping, and
	 * its list is still to come.
	 */
	connectAhead(): Promise<boolean>;
	/**
	 * Asks for what judging needs of the engine, for the images, and for the first containers, as many as go at once; resolves when that
	 * is sent, or cannot be. Called before something is loaded, which keeps the program busy and the engine idle.
	 *
	 * @param patience  milliseconds to wait for the list
	 */
	askMore(patience?: number): Promise<void>;
	/** Ends what is on its way: an engine that hangs must not keep a program that was left. */
	close(): void;
};

const FIRST: Ask = {timeoutMs: 15_000};
/** Milliseconds that the next questions wait for the list and the version: who waits for them hears no key meanwhile. */
const PATIENCE = 100;
/** Milliseconds: an engine on this machine lists some tens of containers in less. */
const SHORT = 4;
/** What judging waits for, with the reader's patience: Podman takes more than a second for its `/info`. */
const ESSENTIALS: readonly (readonly [path: string, ask: Ask])[] = [
	['/info', {timeoutMs: 45_000}],
	['/version', FIRST],
	['/networks', FIRST],
	['/volumes', FIRST],
];
/** With the essentials they are as many as there are connections. */
const MOST_IMAGES = 4;
/** Containers whose inspects are asked for together: they wait in memory, 7 kB each, for whoever inspects them. */
const MOST_TOGETHER = 512;

/**
 * Asks for the containers at once, without dockerode and beside the negotiation: an engine reads a path without a version as its own
 * version. Resolves when that is sent: to `null` over ssh, where the connection itself takes longest and is made once.
 */
export async function startFirstList(
	address: EngineAddress,
	{all, follow}: {all: boolean; follow: boolean},
): Promise<FirstList | null> {
	if (address.kind === 'ssh') return null;
	const {transport, ask, askTogether} = answeringAhead(openTransport(address, ['GET', 'HEAD']));
	const events = follow ? openStream(transport, 'GET', '/events', {...FIRST, silenceMs: 0}) : null;
	const rows = readJson(transport, `/containers/json${all ? '?all=true' : ''}`, FIRST).then(value =>
		containerRows(address, value),
	);
	const negotiated = negotiate(transport, FIRST.timeoutMs);
	let hasAnswered = false;
	negotiated.then(() => {
		hasAnswered = true;
	}, always);
	for (const asked of [events, rows, negotiated]) forgive(asked);
	await untilSent();

	return {
		all,
		rows,
		negotiated,
		events,
		transport,
		async connectAhead() {
			const isShort = rows.then(always, always);
			if ((await Promise.race([isShort, delay(SHORT, false)])) || !hasAnswered) return false;
			transport.connectAhead();
			return true;
		},
		async askMore(patience = PATIENCE) {
			const late = delay(patience, null, {ref: false});
			const known = await Promise.race([Promise.all([rows, negotiated]).catch(() => null), late]);
			if (known === null) return;
			const [listed, {version}] = known;
			for (const [path, patience] of ESSENTIALS) ask(version + path, patience);
			const images = [...new Set(listed.flatMap(({ImageID}) => ImageID || []))].slice(0, MOST_IMAGES);
			for (const path of images.flatMap(id => pathOf('images', id) ?? [])) ask(version + path, FIRST);
			askTogether(
				listed.slice(0, MOST_TOGETHER).flatMap(({Id}) => {
					const path = pathOf('containers', Id);
					return path === null ? [] : [{id: Id, path: version + path}];
				}),
				FIRST,
			);
			await untilSent();
		},
		close: () => transport.close(),
	};
}

/** As dockerode makes it. `null` for an id that no address can hold: whoever asks for it is told. */
function pathOf(kind: 'images' | 'containers', id: string): string | null {
	try {
		return `/${kind}/${segment(id)}/json`;
	} catch (error) {
		if (error instanceof URIError || error instanceof EngineError) return null;
		throw error;
	}
}

const always = () => true;

/** A connection is made in one turn of the event loop and takes its question in the next; what is loaded meanwhile would hold up both. */
async function untilSent(): Promise<void> {
	await turn();
	await turn();
}
