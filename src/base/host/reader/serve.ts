import {writeSync} from 'node:fs';
import {isWithin} from '../../facts/host-paths.js';
import {watchTouches} from '../attempt.js';
import {type HostAccess, localHost} from '../local-host.js';
import type {AnyQuestion} from './question.js';
import {type FromReader, frame, type Question, SILENCE_LASTS, type ToReader, unframer} from './wire.js';

/** Milliseconds between two signs of life while it works on one question. */
const SIGN_EVERY = 250;

/**
 * The reader apart: answers questions about this machine on its standard input, one after the other, until that ends. What it touches may
 * hold it for ever: it says so before, and is then left alone by the main program, which starts another.
 *
 * @param others  that can be asked besides those of `HostAccess`
 */
export function serveQuestions(others: readonly AnyQuestion[]): void {
	// The other end is the main program's; a write that waits for it is right here. @source libuv: stdio of a child is blocking
	const say = (message: FromReader): void => {
		const text = frame(message);
		for (let at = 0; at < text.length; ) at += writeSync(1, text, at);
	};
	const silent = new Map<string, number>();
	watchTouches(path => {
		for (const [held, since] of silent) {
			if (performance.now() - since > SILENCE_LASTS) silent.delete(held);
			else if (isWithin(path, held)) return 'does not answer';
		}
		say({kind: 'touch', path});
		return null;
	});

	let host: HostAccess | null = null;
	const questions: Question[] = [];
	let isBusy = false;
	const take = unframer<ToReader>(message => {
		if (message.kind === 'begin') {
			for (const path of message.silent) silent.set(path, performance.now());
			host = localHost(names => say({kind: 'names', names}), message.names ?? undefined);
			return;
		}
		questions.push(message);
		if (!isBusy) void answerAll();
	});

	async function answerAll(): Promise<void> {
		isBusy = true;
		for (let next = questions.shift(); next !== undefined; next = questions.shift()) {
			const signs = setInterval(() => say({kind: 'working'}), SIGN_EVERY);
			const reply = host === null ? failed(next, new Error('asked before it began')) : await answer(host, next, others);
			clearInterval(signs);
			say(reply);
		}
		isBusy = false;
	}

	process.stdin.on('data', take);
	process.stdin.on('end', () => process.exit(0));
}

async function answer(host: HostAccess, question: Question, others: readonly AnyQuestion[]): Promise<FromReader> {
	const {id, name, args} = question;
	try {
		const ask: (...args: never[]) => Promise<unknown> = host[name];
		// By its name: a function cannot be sent.
		const given = name === 'ask' ? [others.find(other => other.name === args[0]), ...args.slice(1)] : args;
		return {kind: 'answer', id, value: await Reflect.apply(ask, host, given)};
	} catch (error) {
		return failed(question, error);
	}
}

function failed({id}: Question, error: unknown): FromReader {
	const {name, stack = ''} = error instanceof Error ? error : new Error('an unknown error');
	return {kind: 'failed', id, name, stack};
}
