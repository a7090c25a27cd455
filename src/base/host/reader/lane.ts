import {codeOf} from '../../lib/has-code.js';
import type {HostNames} from '../local-host.js';
import {type ReaderProcess, startReader} from './reader-process.js';
import {type FromReader, type Question, type QuestionName, SILENCE_LASTS} from './wire.js';

/** Milliseconds without a sign of life after which a reader is taken as held by what it looks at. */
const ANSWER_TIMEOUT = 2000;
/** Milliseconds for a reader that is slow: a machine under load. */
const SLOW_LIMIT = 30_000;
const LOOK_EVERY = 500;
/** Milliseconds without a question after which it ends: it takes memory. */
const IDLE_LIMIT = 5000;
/** Readers that one question may cost; each leaves out what held the one before. */
const MAX_TRIES = 6;
/** How much of what did not answer is remembered. */
const MAX_SILENT = 1000;

/** The question was not answered, and why: for a blind spot. */
export class NoAnswerError extends Error {
	override readonly name = 'NoAnswerError';
}

type Pending = Question & {
	tries: number;
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
};

/** What readers have learned, and the next one begins with. */
export type Learned = {
	names: HostNames | null;
	/** What did not answer, and when: the oldest first. */
	readonly silent: Map<string, number>;
};

export const nothingLearned = (): Learned => ({names: null, silent: new Map()});

/**
 * Questions to one reader at a time, in their order: the first that is unanswered is the one it works on.
 *
 * @param maxTries  readers that one question may cost
 */
export function openLane(learned: Learned, maxTries = MAX_TRIES) {
	let reader: ReaderProcess | null = null;
	let pending: Pending[] = [];
	let numbers = 0;
	let heardAt = 0;
	let begunAt = 0;
	let touched: string | null = null;
	let watch: NodeJS.Timeout | null = null;
	let idle: NodeJS.Timeout | null = null;

	function heard(): void {
		heardAt = performance.now();
	}

	function start(): void {
		let started: ReaderProcess;
		try {
			started = startReader(take, why => lost(`the reader of this host does not run: ${why}`));
		} catch (error) {
			const code = codeOf(error);
			if (code === undefined) throw error;
			// Node's permission model, or no file descriptors left: another try would fail in the same way.
			refuse(`the reader of this host cannot be started (${code})`);
			return;
		}
		reader = started;
		touched = null;
		heard();
		begunAt = heardAt;
		started.send({kind: 'begin', names: learned.names, silent: silentNow()});
		for (const {id, name, args} of pending) started.send({kind: 'ask', id, name, args});
		started.stayFor(pending.length > 0);
	}

	/** Starts the reader before the first question. */
	function begin(): void {
		if (reader === null) start();
		rest();
	}

	function refuse(why: string): void {
		const left = pending;
		pending = [];
		for (const {reject} of left) reject(new NoAnswerError(why));
		rest();
	}

	function take(message: FromReader): void {
		heard();
		if (message.kind === 'touch') touched = message.path;
		else if (message.kind === 'names') learned.names = message.names;
		else if (message.kind === 'answer' || message.kind === 'failed') settle(message);
	}

	function settle(message: Extract<FromReader, {kind: 'answer' | 'failed'}>): void {
		touched = null;
		begunAt = performance.now();
		const at = pending.findIndex(({id}) => id === message.id);
		// Its asker did not wait for it.
		if (at === -1) return;
		const [asked] = pending.splice(at, 1);
		if (message.kind === 'answer') asked?.resolve(message.value);
		else asked?.reject(Object.assign(new Error(message.name), {name: message.name, stack: message.stack}));
		if (pending.length === 0) rest();
	}

	function rest(): void {
		if (watch !== null) clearInterval(watch);
		watch = null;
		reader?.stayFor(false);
		idle = setTimeout(close, IDLE_LIMIT).unref();
	}

	function look(): void {
		const now = performance.now();
		if (now - heardAt < ANSWER_TIMEOUT || reader === null) return;
		if (now - begunAt < SLOW_LIMIT && !reader.isHeld()) return;
		if (touched !== null) isSilent(touched);
		lost(touched === null ? 'the reader of this host does not answer' : `${touched} does not answer`);
	}

	function isSilent(path: string): void {
		learned.silent.delete(path);
		learned.silent.set(path, performance.now());
		const [oldest] = learned.silent.keys();
		if (learned.silent.size > MAX_SILENT && oldest !== undefined) learned.silent.delete(oldest);
	}

	function silentNow(): string[] {
		const now = performance.now();
		for (const [path, since] of learned.silent) if (now - since > SILENCE_LASTS) learned.silent.delete(path);
		return [...learned.silent.keys()];
	}

	/** Another reader gets the same questions; what held this one is left out there. */
	function lost(why: string): void {
		reader?.abandon();
		reader = null;
		const [first] = pending;
		if (first === undefined) return;
		first.tries += 1;
		if (first.tries >= maxTries) {
			pending.shift();
			first.reject(new NoAnswerError(why));
		}
		if (pending.length === 0) rest();
		else start();
	}

	function ask(name: QuestionName, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
		return new Promise((resolve, reject) => {
			if (idle !== null) clearTimeout(idle);
			idle = null;
			numbers += 1;
			const stop = (): void => giveUp(question);
			const settled =
				<Args extends unknown[]>(settle: (...args: Args) => void) =>
				(...args: Args): void => {
					// The signal outlives the question by far.
					signal?.removeEventListener('abort', stop);
					settle(...args);
				};
			const question: Pending = {id: numbers, name, args, tries: 0, resolve: settled(resolve), reject: settled(reject)};
			pending.push(question);
			watch ??= setInterval(look, LOOK_EVERY).unref();
			if (reader === null) start();
			else {
				reader.send({kind: 'ask', id: question.id, name, args});
				reader.stayFor(true);
			}
			if (signal?.aborted) stop();
			else signal?.addEventListener('abort', stop, {once: true});
		});
	}

	/** What it works on is not needed any more; the others begin again with another reader. */
	function giveUp(question: Pending): void {
		const at = pending.indexOf(question);
		if (at === -1) return;
		pending.splice(at, 1);
		question.reject(new NoAnswerError('the search was cancelled'));
		if (at > 0) return;
		reader?.abandon();
		reader = null;
		if (pending.length === 0) rest();
		else start();
	}

	function close(): void {
		const isHeld = pending.length > 0;
		refuse('it is not needed any more');
		if (idle !== null) clearTimeout(idle);
		idle = null;
		// One that is held would stay until what holds it answers.
		if (isHeld) reader?.abandon();
		else reader?.end();
		reader = null;
	}

	return {ask, begin, close};
}
