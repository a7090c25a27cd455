import type {Socket} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import type {EngineAddress} from './address.js';
import {hasCode} from './engine-error.js';
import {ReusedSocketError} from './exchange.js';
import {cancelled, timedOut} from './failures.js';
import {type KeptConnection, keptConnection, type WholeAnswer, type WholeQuestion} from './kept-connection.js';
import {unlessAborted} from './unless-aborted.js';

/** Connections to one engine that are kept and used again. */
export type KeptConnections = {
	/** Sends one GET as soon as a connection is free. @throws as `KeptConnection.get`, but asks again by itself where it may */
	get(question: WholeQuestion): Promise<WholeAnswer>;
	/** Opens some, for questions that will come together. One that fails is not missed: it is opened when it is needed. */
	openAhead(wanted: number): void;
	close(): void;
};

/** Milliseconds before a connection is tried again: twice as long from one time to the next. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 640;

/** @param most  connections at once */
export function keptConnections(open: () => Socket, address: EngineAddress, most: number): KeptConnections {
	/** The one that was used last is used next: of the others the engine may close some. */
	const idle: KeptConnection[] = [];
	const used = new Set<KeptConnection>();
	const queue = new Set<() => void>();
	let places = most;
	let closed = false;

	/** A question that finds no place is late like one that finds no answer: an engine that hangs may hold all of them. */
	async function place({path, timeoutMs, signal}: WholeQuestion): Promise<void> {
		if (places > 0) {
			places -= 1;
			return;
		}
		let granted = false;
		let go: () => void = () => undefined;
		let clock: NodeJS.Timeout | undefined;
		const free = new Promise<void>((resolve, reject) => {
			go = () => {
				granted = true;
				resolve();
			};
			const late = () => reject(timedOut(address, `GET ${path}`, timeoutMs));
			if (timeoutMs > 0) clock = setTimeout(late, timeoutMs);
		});
		queue.add(go);
		try {
			await unlessAborted(free, signal);
		} catch (error) {
			// Given in the very turn in which it was given up.
			if (granted) leave();
			throw error;
		} finally {
			clearTimeout(clock);
			queue.delete(go);
		}
	}

	function leave(): void {
		const [next] = queue;
		if (next === undefined) {
			places += 1;
			return;
		}
		// Its place is taken from here on, also before its turn comes.
		queue.delete(next);
		next();
	}

	function kept(): KeptConnection | undefined {
		for (let last = idle.pop(); last !== undefined; last = idle.pop()) if (last.usable) return last;
		return undefined;
	}

	async function on(connection: KeptConnection, question: WholeQuestion): Promise<WholeAnswer> {
		used.add(connection);
		try {
			return await connection.get(question);
		} finally {
			used.delete(connection);
			if (closed) connection.close();
			else if (connection.usable) idle.push(connection);
		}
	}

	/** On a new connection. More than a listener keeps waiting at once (socat: five) are refused for a moment. */
	async function onNew(question: WholeQuestion): Promise<WholeAnswer> {
		for (let pause = FIRST_PAUSE; ; pause *= 2) {
			try {
				return await on(keptConnection(open(), address), question);
			} catch (error) {
				if (closed || pause > LONGEST_PAUSE || !hasCode(error, 'EAGAIN')) throw error;
				await unlessAborted(delay(pause), question.signal);
			}
		}
	}

	return {
		async get(question) {
			await place(question);
			try {
				if (closed) throw cancelled();
				const before = kept();
				if (before === undefined) return await onNew(question);
				// The engine closed it just as it was used again: nothing of the answer came, and reading twice is harmless.
				return await on(before, question).catch(error => {
					if (error instanceof ReusedSocketError && !closed) return onNew(question);
					throw error;
				});
			} finally {
				leave();
			}
		},
		openAhead(wanted) {
			if (closed) return;
			const free = Math.min(wanted - idle.length, most - idle.length - used.size);
			for (let left = free; left > 0; left -= 1) idle.push(keptConnection(open(), address));
		},
		close() {
			closed = true;
			for (const connection of [...idle.splice(0), ...used]) connection.close();
		},
	};
}
