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
	/** To be called before one of these. */
	readonly settled: () => void;
};
type Settled = Extract<FromReader, {kind: 'answer' | 'failed'}>;

/** What readers have learned, and the next one begins with. */
export type Learned = {
	names: HostNames | null;
	/** What did not answer, and when: the oldest first. */
	readonly silent: Map<string, number>;
};

export const nothingLearned = (): Learned => ({names: null, silent: new Map()});

function noteSilent({silent}: Learned, path: string): void {
	silent.delete(path);
	silent.set(path, performance.now());
	const [oldest] = silent.keys();
	if (silent.size > MAX_SILENT && oldest !== undefined) silent.delete(oldest);
}

function silentNow({silent}: Learned): string[] {
	const now = performance.now();
	for (const [path, since] of silent) if (now - since > SILENCE_LASTS) silent.delete(path);
	return [...silent.keys()];
}

/**
 * Questions to one reader at a time, in their order: the first that is unanswered is the one it works on.
 *
 * @param maxTries  readers that one question may cost
 */
export function openLane(learned: Learned, maxTries = MAX_TRIES) {
	let reader: AttendedReader | null = null;
	const pending = pendingQuestions();
	const timers = laneTimers(look, close);

	function start(): void {
		const started = attendReader(learned, pending.all(), settle, lost);
		if (typeof started !== 'string') {
			reader = started;
			return;
		}
		// Another try would fail in the same way.
		pending.refuse(started);
		rest();
	}

	/** Starts the reader before the first question. */
	function begin(): void {
		if (reader === null) start();
		rest();
	}

	function settle(message: Settled): void {
		if (pending.settle(message) && pending.all().length === 0) rest();
	}

	function rest(): void {
		reader?.stayFor(false);
		timers.rest();
	}

	function look(): void {
		const held = reader?.whatHolds() ?? null;
		if (held !== null) lost(held);
	}

	function lost(why: string): void {
		pending.failFirst(why, maxTries);
		replace();
	}

	/** Another reader gets the same questions; what held this one is left out there. */
	function replace(): void {
		reader?.abandon();
		reader = null;
		if (pending.all().length === 0) rest();
		else start();
	}

	function ask(name: QuestionName, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
		return new Promise((resolve, reject) => {
			timers.work();
			// The signal outlives the question by far.
			const settled = (): void => signal?.removeEventListener('abort', stop);
			const question = pending.add({name, args, resolve, reject, settled});
			if (reader === null) start();
			else reader.ask(question);
			if (signal?.aborted) stop();
			else signal?.addEventListener('abort', stop, {once: true});

			/** What it works on is not needed any more; the others begin again with another reader. */
			function stop(): void {
				if (pending.cancel(question)) replace();
			}
		});
	}

	function close(): void {
		const isHeld = pending.all().length > 0;
		pending.refuse('it is not needed any more');
		rest();
		timers.stop();
		// One that is held would stay until what holds it answers.
		if (isHeld) reader?.abandon();
		else reader?.end();
		reader = null;
	}

	return {ask, begin, close};
}

/** Questions without an answer, in their order. */
function pendingQuestions() {
	let pending: Pending[] = [];
	let numbers = 0;
	const fail = ({settled, reject}: Pending, why: string): void => {
		settled();
		reject(new NoAnswerError(why));
	};

	return {
		all: (): readonly Pending[] => pending,
		add(asked: Omit<Pending, 'id' | 'tries'>): Pending {
			numbers += 1;
			const question = {...asked, id: numbers, tries: 0};
			pending.push(question);
			return question;
		},
		/** Whether its asker has waited for it. */
		settle(message: Settled): boolean {
			const at = pending.findIndex(({id}) => id === message.id);
			const [asked] = at === -1 ? [] : pending.splice(at, 1);
			if (asked === undefined) return false;
			asked.settled();
			if (message.kind === 'answer') asked.resolve(message.value);
			else asked.reject(Object.assign(new Error(message.name), {name: message.name, stack: message.stack}));
			return true;
		},
		/** The first has cost one more reader: with the last that it may cost, it has failed. */
		failFirst(why: string, maxTries: number): void {
			const [first] = pending;
			if (first === undefined) return;
			first.tries += 1;
			if (first.tries < maxTries) return;
			pending.shift();
			fail(first, why);
		},
		/** Whether it was the first. */
		cancel(question: Pending): boolean {
			const at = pending.indexOf(question);
			if (at === -1) return false;
			pending.splice(at, 1);
			fail(question, 'the search was cancelled');
			return at === 0;
		},
		refuse(why: string): void {
			const left = pending;
			pending = [];
			for (const one of left) fail(one, why);
		},
	};
}

type AttendedReader = Pick<ReaderProcess, 'stayFor' | 'end' | 'abandon'> & {
	ask(question: Question): void;
	/** Why it will not answer, when it has given no sign of life for so long; `null`: it works. */
	whatHolds(): string | null;
};

/**
 * Starts a reader, and notes its signs of life and what it looks at.
 *
 * @param lost  why it has ended
 * @returns why not, where it cannot be started: Node's permission model, or no file descriptors left
 */
function attendReader(
	learned: Learned,
	questions: readonly Question[],
	settle: (message: Settled) => void,
	lost: (why: string) => void,
): AttendedReader | string {
	let reader: ReaderProcess;
	try {
		reader = startReader(take, why => lost(`the reader of this host does not run: ${why}`));
	} catch (error) {
		const code = codeOf(error);
		if (code === undefined) throw error;
		return `the reader of this host cannot be started (${code})`;
	}
	const {send, stayFor, isHeld, end, abandon} = reader;
	let heardAt = performance.now();
	/** When it began with the question that it works on. */
	let begunAt = heardAt;
	let touched: string | null = null;
	send({kind: 'begin', names: learned.names, silent: silentNow(learned)});
	for (const {id, name, args} of questions) send({kind: 'ask', id, name, args});
	stayFor(questions.length > 0);

	function take(message: FromReader): void {
		heardAt = performance.now();
		if (message.kind === 'touch') touched = message.path;
		else if (message.kind === 'names') learned.names = message.names;
		else if (message.kind === 'answer' || message.kind === 'failed') {
			touched = null;
			begunAt = heardAt;
			settle(message);
		}
	}

	return {
		stayFor,
		end,
		abandon,
		ask({id, name, args}) {
			send({kind: 'ask', id, name, args});
			stayFor(true);
		},
		whatHolds() {
			const now = performance.now();
			if (now - heardAt < ANSWER_TIMEOUT) return null;
			if (now - begunAt < SLOW_LIMIT && !isHeld()) return null;
			if (touched === null) return 'the reader of this host does not answer';
			noteSilent(learned, touched);
			return `${touched} does not answer`;
		},
	};
}

/** @param look  to be called while there is work @param end  to be called some time after the last */
function laneTimers(look: () => void, end: () => void) {
	let watch: NodeJS.Timeout | null = null;
	let idle: NodeJS.Timeout | null = null;
	const stopIdle = (): void => {
		if (idle !== null) clearTimeout(idle);
		idle = null;
	};
	return {
		work(): void {
			stopIdle();
			watch ??= setInterval(look, LOOK_EVERY).unref();
		},
		rest(): void {
			if (watch !== null) clearInterval(watch);
			watch = null;
			stopIdle();
			idle = setTimeout(end, IDLE_LIMIT).unref();
		},
		stop: stopIdle,
	};
}
