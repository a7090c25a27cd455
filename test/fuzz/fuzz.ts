import fc, {type Arbitrary} from 'fast-check';
import {afterAll, describe, it} from 'vitest';
import {examine, sizeOf} from './examine.js';
import {keep} from './kept.js';
import {mutateJson} from './mutate-json.js';
import {mutateBytes, mutateText} from './mutate-text.js';
import type {Parser} from './parser.js';
import {randomOf} from './random.js';
import {reduce} from './reduce.js';
import {watchdog} from './watchdog.js';

/** For each group of parsers; as many run at once as there are cores. scripts/test.mjs gives the long runs more. */
const seconds = Number(process.env['DOCKSCOPE_FUZZ_SECONDS'] ?? 5);
/** Another one explores other inputs; it is printed with the counts. */
const seed = Number(process.env['DOCKSCOPE_FUZZ_SEED'] ?? 20_261_128);

/** Fuzzes each parser for its share of the group's time. A failing input is reduced, and kept in `kept/`. */
export function fuzz(group: string, parsers: readonly Parser[]): void {
	const dog = watchdog();
	const counts: string[] = [];
	const share = (seconds * 1000) / parsers.length;
	describe(`fuzzed ${group}`, () => {
		afterAll(async () => {
			await dog.stop();
			console.log(`fuzzed ${group}, seed ${seed}: ${counts.join(', ')}`);
		});
		it.each(parsers)(
			'$name',
			async parser => {
				dog.begin(`${parser.name}, seed ${seed},`);
				let inputs = 0;
				const property = fc.asyncProperty(inputOf(parser), async input => {
					dog.next();
					inputs += 1;
					await examine(parser, input);
				});
				const end = {interruptAfterTimeLimit: share, markInterruptAsFailure: false, numRuns: 2 ** 31 - 1};
				const {counterexample, errorInstance} = await fc.check(property, {...end, seed, endOnFailure: true});
				counts.push(`${parser.name} ${inputs}`);
				if (counterexample === null) return;
				const [found] = counterexample;
				const why = await failureOf(parser, found);
				if (why === null) throw new Error(`once, and not for the same input again: ${errorInstance}`);
				// The same failure, whatever the numbers in it.
				const kind = (text: string | null) =>
					text
						?.split('\n')[0]
						?.replaceAll(/\d+|"[^"]*"?/g, '#')
						.slice(0, 60);
				const input = await reduce(found, async smaller => kind(await failureOf(parser, smaller)) === kind(why));
				const file = keep(
					{
						parser: parser.name,
						why: `${why}`.replaceAll(`${process.cwd()}/`, '').split('\n').slice(0, 4).join('\n').slice(0, 400),
						input,
					},
					parser.kind,
				);
				throw new Error(`${why}\nThe input is kept as test/fuzz/kept/${file}`);
			},
			share * 3 + 120_000,
		);
	});
}

async function failureOf(parser: Parser, input: unknown): Promise<string | null> {
	try {
		await examine(parser, input);
		return null;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** Seeds with a few mutations, and now and then something made of nothing. */
function inputOf({kind, seeds, tokens, repair}: Parser): Arbitrary<unknown> {
	const steps = fc.array(fc.nat(), {maxLength: 5, size: 'max'});
	const mutated = <T>(of: readonly T[], mutate: (one: T, step: number) => T): Arbitrary<T> =>
		fc.tuple(fc.constantFrom(...of), steps).map(([start, all]) => all.reduce(mutate, start));
	switch (kind) {
		case 'text': {
			const texts = seeds.map(String);
			return fc.oneof(
				{weight: 20, arbitrary: mutated(texts, (text, step) => mutateText(text, randomOf(step), texts, tokens))},
				{weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 200})},
			);
		}
		case 'bytes': {
			const all = seeds.map(one => (one instanceof Uint8Array ? one : Buffer.from(String(one))));
			const damaged = mutated(all, (bytes, step) => mutateBytes(bytes, randomOf(step), all, tokens));
			return fc.oneof(
				{weight: 4, arbitrary: damaged},
				{weight: 16, arbitrary: damaged.map(repair)},
				{
					weight: 1,
					arbitrary: fc.uint8Array({maxLength: 2000}),
				},
			);
		}
		case 'json':
			return fc.oneof(
				{
					weight: 20,
					arbitrary: mutated(seeds, (value, step) => ifSmall(mutateJson(value, randomOf(step), seeds, tokens), value)),
				},
				{weight: 1, arbitrary: fc.jsonValue({maxDepth: 4})},
			);
	}
}

/** Parts that are doubled again and again would make an input of which nothing is learnt in the time that it takes. */
const largest = 400_000;
const ifSmall = (input: unknown, before: unknown): unknown => (sizeOf(input, largest) > largest ? before : input);
