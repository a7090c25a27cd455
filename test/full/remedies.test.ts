import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ImageInspect} from '../../src/base/answers/index.js';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {forEachLimited} from '../../src/base/lib/spread-work.js';
import {type Change, flagsOf} from '../../src/judge/changes/change.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import {edited, started, type Typed, typedCommand} from '../support/advised.js';
import {everyExample} from '../support/changed-example.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

type Trial = {
	readonly what: string;
	readonly about: string;
	readonly change: Change;
	readonly original: string;
	readonly typed: Typed;
};

/** The advice of each kind is tried once for every way in which it is given. */
const keyOf = (about: string, change: Change): string => {
	const {remove, add} = flagsOf(change);
	return `${about.replace(/[0-9a-f]{64}/, '')} ${remove} ${add}`.replace(/o\d+-/g, '');
};

describe.skipIf((await whyNoEngine()) !== null)('what is advised, typed into a shell', () => {
	let engine: PrivateEngine;
	const starts = new Map<string, boolean>();
	const trials: Trial[] = [];
	const failures: string[] = [];

	async function judged(): Promise<ReadonlyMap<string, AssessedContainer>> {
		const fleet = openFleet(createReader({kind: 'unix', socketPath: engine.socketPath}), {host: localHost(), unwatched: true});
		try {
			await fleet.start();
			return new Map(fleet.model().entries.flatMap(({name, assessed}) => (assessed ? [[String(name), assessed] as const] : [])));
		} finally {
			fleet.close();
		}
	}

	/** Those that publish hold their ports only until they have started. */
	async function runAll(all: readonly Typed[], onEnd: (typed: Typed, failed: string | null) => void): Promise<void> {
		const publishes = ({options}: Typed) => options.some(one => /^-[pP]\b/.test(one)) || options.includes('--network host');
		const run = async (typed: Typed) => {
			onEnd(typed, await started(engine, typed));
			if (!typed.options.includes('--rm')) await engine.docker('kill', typed.name).catch(() => '');
		};
		await forEachLimited(
			all.filter(one => !publishes(one)),
			4,
			run,
		);
		await forEachLimited(all.filter(publishes), 1, run);
	}

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		const [image] = JSON.parse(await engine.docker('image', 'inspect', 'busybox:1')) as [ImageInspect];
		const commands = new Map<string, Typed>();
		for (const [index, [, example]] of everyExample.entries()) {
			const typed = await typedCommand(engine, image, `o${index}`, example);
			if (typed !== null && !commands.has(typed.options.join(' '))) commands.set(typed.options.join(' '), typed);
		}
		const originals = [...commands.values()];
		const networks = new Set(originals.flatMap(({options}) => options.flatMap(one => /^--network (\S+)$/.exec(one)?.[1] ?? [])));
		for (const name of networks) if (!/^(host|none|bridge|default)$/.test(name)) await engine.docker('network', 'create', name);
		await runAll(originals, ({name}, failed) => starts.set(name, failed === null));

		const before = await judged();
		const seen = new Set<string>();
		for (const typed of originals) {
			const assessed = before.get(typed.name);
			for (const {about, change} of assessed === undefined ? [] : advice(assessed)) {
				const key = keyOf(about, change);
				if (seen.has(key)) continue;
				seen.add(key);
				const name = `t${trials.length}`;
				try {
					trials.push({what: key, about, change, original: typed.name, typed: edited(typed, name, change)});
				} catch (error) {
					failures.push(`${about}: ${String(error)}`);
				}
			}
		}
		const made = new Set(
			trials.flatMap(({change}) => change.add.flatMap(({name, value}) => (name === '--network' ? (value ?? []) : []))),
		);
		for (const name of made) await engine.docker('network', 'create', name);
		await runAll(
			trials.map(({typed}) => typed),
			({name}, failed) => {
				const trial = trials.find(one => one.typed.name === name);
				if (failed !== null && trial !== undefined && starts.get(trial.original) === true)
					failures.push(`${trial.what}: does not start: ${failed}`);
			},
		);
		const after = await judged();
		for (const {about, what, typed} of trials) {
			const assessed = after.get(typed.name);
			const isLeft = assessed !== undefined && advice(assessed).some(one => one.about === about);
			if (isLeft) failures.push(`${what}: still there in ${typed.options.join(' ')}`);
		}
	}, 1_200_000);

	afterAll(async () => {
		await engine?.stop();
	}, 120_000);

	it('is tried on most of them', () => {
		expect([...starts.values()].filter(Boolean).length).toBeGreaterThan(100);
		expect(trials.length).toBeGreaterThan(150);
	});
	it('names only options that were typed, starts what started, and closes the finding', () => {
		expect(failures).toEqual([]);
	});
});

/** Every remedy and cut that has options, by the rule or the path. */
function advice({verdicts, attackPaths}: AssessedContainer): {about: string; change: Change}[] {
	const all = [
		...verdicts.flatMap(({rule, verdict, remedy}) =>
			verdict === 'fail' && remedy !== null ? [{about: rule, change: remedy}] : [],
		),
		...attackPaths.map(({id, cutBy}) => ({about: `path ${id}`, change: cutBy})),
	];
	return all.filter(({change}) => change.remove.length + change.add.length > 0);
}
