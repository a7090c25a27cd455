import {performance} from 'node:perf_hooks';
import {getHeapStatistics} from 'node:v8';
import {sanitise} from '../../src/base/text/safe-text.js';
import type {Parser} from './parser.js';

/** An input for which a parser does not keep its promises. */
class FuzzFailure extends Error {
	override readonly name = 'FuzzFailure';
}

/** Milliseconds of processor time for any input, and for each byte of it: work that grows with the square is far above. */
const base = 250;
const forEachByte = 0.006;

/** Bytes that stay after one call: a leak, or a result that grows with the square. */
const mostMemory = (size: number): number => 300_000_000 + 500 * size;

/**
 * Gives a parser one input. What must hold of all: it returns, or throws an error that it documents; in time; the result is bounded by
 * the input, and safe to show where it is meant to be; no prototype is changed.
 *
 * @throws FuzzFailure
 */
export async function examine(parser: Parser, input: unknown): Promise<void> {
	const size = sizeOf(input);
	const before = getHeapStatistics();
	let took = await attempt(parser, input, size);
	// On a machine that is shared, and while garbage is collected, one measurement proves nothing.
	for (let again = 0; took > base + forEachByte * size * parser.readings; again++) {
		if (again === 3) throw new FuzzFailure(`${Math.round(took)} ms of processor time for ${size} bytes`);
		took = Math.min(took, await attempt(parser, input, size));
	}
	const after = getHeapStatistics();
	const grew = after.used_heap_size + after.external_memory - before.used_heap_size - before.external_memory;
	if (grew > mostMemory(size)) throw new FuzzFailure(`${Math.round(grew / 1e6)} MB of memory for ${size} bytes`);
}

/** @returns milliseconds of processor time, or of the clock where that is less */
async function attempt(parser: Parser, input: unknown, size: number): Promise<number> {
	const begun = performance.now();
	written.length = 0;
	const usage = process.cpuUsage();
	let result: unknown;
	isExamining = true;
	try {
		result = await parser.parse(input as never);
	} catch (error) {
		result = documented(parser, error);
	} finally {
		isExamining = false;
	}
	const {user, system} = process.cpuUsage(usage);
	const took = Math.min(performance.now() - begun, (user + system) / 1000);
	checkPrototypes();
	if (written.length > 0) throw new FuzzFailure(`writes to the console: ${JSON.stringify(written[0])}`);
	checkResult(result, parser.safe, 200_000 + 200 * size);
	return took;
}

function documented({throws, safe}: Parser, error: unknown): unknown {
	if (!(error instanceof Error) || !throws.some(one => error instanceof one))
		throw new FuzzFailure(`throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
	// Several problems of one file stand on a line each.
	const lines = error.message.split('\n');
	if (safe && lines.some(line => line.length > 4000)) throw new FuzzFailure(`the message has ${error.message.length} characters`);
	return lines;
}

/** What a library writes to the console, or warns of, is painted over the screen, escape sequences included. */
const written: string[] = [];
const {emitWarning} = process;
process.emitWarning = (warning: string | Error, ...more: unknown[]) => {
	if (isExamining) written.push(String(warning));
	else Reflect.apply(emitWarning, process, [warning, ...more]);
};
for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
	const original = console[name];
	console[name] = (...words: unknown[]) => {
		if (isExamining) written.push(words.map(String).join(' '));
		else original(...words);
	};
}
let isExamining = false;

const prototypes: readonly object[] = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
const properties = (): number => prototypes.reduce((sum, one) => sum + Reflect.ownKeys(one).length, 0);
const plainProperties = properties();

function checkPrototypes(): void {
	if (properties() !== plainProperties || 'polluted' in {}) throw new FuzzFailure('a prototype was changed');
}

/** Plain data of bounded size; no NaN, no text that could move a terminal. */
function checkResult(result: unknown, safe: boolean, most: number): void {
	let left = most;
	const seen = new Set<object>();
	const open: unknown[] = [result];
	while (open.length > 0) {
		const value = open.pop();
		left -= 1;
		if (typeof value === 'string') {
			left -= value.length;
			if (safe && sanitise(value) !== value) throw new FuzzFailure(`the result holds ${JSON.stringify(value.slice(0, 200))}`);
		} else if (typeof value === 'number' && Number.isNaN(value)) throw new FuzzFailure('the result holds NaN');
		else if (typeof value === 'object' && value !== null && !seen.has(value)) {
			seen.add(value);
			open.push(...partsOf(value));
		}
		if (left < 0) throw new FuzzFailure(`the result is larger than ${most}`);
	}
}

function partsOf(value: object): unknown[] {
	if (value instanceof Map) return [...value.keys(), ...value.values()];
	if (value instanceof Set) return [...value];
	if (value instanceof Uint8Array || value instanceof RegExp || value instanceof Date) return [];
	const prototype: unknown = Object.getPrototypeOf(value);
	const isPlain = prototype === null || prototype === Object.prototype || Array.isArray(value);
	// A class has a constructor; what `__proto__` of a foreign document would set does not have its own.
	if (!isPlain && !Object.hasOwn(Object(prototype), 'constructor')) throw new FuzzFailure('an object has a foreign prototype');
	return Array.isArray(value) ? value.slice() : [...Object.keys(value), ...Object.values(value)];
}

/** Characters, roughly; more than `most` is not counted. */
export function sizeOf(input: unknown, most = Number.POSITIVE_INFINITY): number {
	if (typeof input === 'string') return input.length;
	if (input instanceof Uint8Array) return input.byteLength;
	let size = 0;
	const open = [input];
	while (open.length > 0 && size <= most) {
		const value = open.pop();
		size += typeof value === 'string' ? value.length + 2 : 4;
		if (typeof value === 'object' && value !== null) {
			for (const [name, inner] of Object.entries(value)) {
				size += Array.isArray(value) ? 1 : name.length + 3;
				open.push(inner);
			}
		}
	}
	return size;
}
