import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {forEachLimited} from '../../src/base/lib/spread-work.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {Fleet} from '../../src/judge/inventory/fleet-model.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import type {Danger} from '../../src/judge/rules/dangers/danger.js';
import {isUsable} from '../../src/judge/rules/dangers/weigh.js';
import {connectAs} from './connect-inside.js';
import {
	canBeTried,
	folderOfPairs,
	images,
	type Placed,
	type PlacedFolder,
	placesOf,
	type TriedEngine,
	words,
} from './kernel-word-places.js';
import {sample} from './slow.js';

export type {TriedEngine} from './kernel-word-places.js';

/**
 * One danger in two containers: where it can be used, and where it looks alike but cannot. The same attack is run for real in both, and
 * what dockscope says of each is compared with what the kernel did.
 *
 * The words in capitals stand for places and numbers of the machine: see `placesOf`.
 */
export type KernelPair = {
	/** A shell command inside, as the container's own user; `connect PATH` connects to a unix socket as the first process would. */
	readonly attack: string;
	/** Another container, from which the attack is made. */
	readonly from?: string;
	/** The paths that dockscope shows where the attack works. */
	readonly path?: RegExp;
	/** Kind and id of a danger that is not closed where the attack works: `host-write mount:/host`. */
	readonly danger?: RegExp;
	/** The rule that fails where the attack works. */
	readonly fails?: string;
	readonly open: KernelSide;
	readonly closed: KernelSide;
	/** The verdict of this rule has to say why it is closed. */
	readonly lowers?: string;
};

/** Options of `docker run`, and what else differs between the two. */
export type KernelSide =
	| string
	| {
			readonly run: string;
			readonly image?: keyof typeof images;
			/** Instead of one that only sleeps. */
			readonly command?: string;
			/** Where it is not that of the pair. */
			readonly attack?: string;
			/** What dockscope cannot know, of the danger (which then counts as open, one step less severe) or of the rule. */
			readonly unknown?: RegExp;
	  };

export type KernelPairs = Readonly<Record<string, KernelPair>>;

type Tried = {
	readonly title: string;
	readonly pair: KernelPair;
	readonly opens: boolean;
	readonly side: Exclude<KernelSide, string>;
	readonly container: string;
};

/** Each pair as two claims; a container that several ask for is the same one. */
function sidesOf(pairs: KernelPairs): readonly Tried[] {
	const containers = new Map<string, string>();
	return Object.entries(pairs).flatMap(([name, pair]) =>
		(['open', 'closed'] as const).map(which => {
			const given = pair[which];
			const side = typeof given === 'string' ? {run: given} : given;
			const key = JSON.stringify([side.run, side.image, side.command]);
			const container = containers.get(key) ?? `c${containers.size}`;
			containers.set(key, container);
			return {title: `${name}: ${which}`, pair, opens: which === 'open', side, container};
		}),
	);
}

/**
 * What dockscope says of containers, against what the kernel lets an attacker in them do.
 *
 * @param least  so many pairs have to be there, where the machine has what all of them need
 * @param start  starts the engine; `here` is the folder of the test
 */
export function tryPairs(
	title: string,
	all: KernelPairs,
	least: number,
	isSkipped: boolean,
	start: (here: string) => Promise<TriedEngine>,
): void {
	const pairs = Object.fromEntries(sample(Object.entries(all), 2).filter(([, pair]) => canBeTried(JSON.stringify(pair))));
	const tried = sidesOf(pairs);
	describe.skipIf(isSkipped || process.getuid?.() !== 0)(title, () => {
		let engine: TriedEngine;
		let fleet: Fleet;
		let here: PlacedFolder;
		let filled: Placed;

		beforeAll(async () => {
			here = await folderOfPairs();
			engine = await start(here.path);
			filled = await placesOf(engine, here);
			for (const make of Object.values(images)) await make(engine, filled);
			await engine.startHelpers?.(filled);
			const different = [...new Map(tried.map(one => [one.container, one])).values()];
			await forEachLimited(different, 4, async ({container, side: {run, image = 'plain', command = 'sleep 9999'}}) => {
				await engine.docker(
					...['run', '-d', '--name', container, '--stop-signal', 'KILL'],
					...words(filled(run)),
					...[`${image}:1`, ...words(command)],
				);
			});
			fleet = openFleet(createReader({kind: 'unix', socketPath: engine.socketPath}), {host: localHost(), unwatched: true});
			await fleet.start();
		}, 600_000);

		afterAll(async () => {
			fleet?.close();
			await engine?.stop();
			await here?.remove();
		});

		it(`has at least ${least} pairs, each with a danger of its own or something else that closes it`, () => {
			const questions = Object.values(all).map(({attack, open, closed}) => JSON.stringify([attack, open, closed]));
			expect(new Set(questions).size).toBe(questions.length);
			expect(questions.length).toBeGreaterThanOrEqual(least);
		});

		it.each(tried.map(one => [one.title, one] as const))('%s', async (_, {pair, side, opens, container}) => {
			const assessed = assessedOf(fleet, container);
			const attack = filled(side.attack ?? pair.attack);
			const {works, said} = await tryIt(engine, pair.from ?? container, attack);
			expect(works, `the attack ${attack}: ${said}`).toBe(opens);
			if (side.unknown === undefined) for (const [what, says] of saysOf(pair, assessed)) expect(says, what).toBe(works);
			else expect(unknownsOf(pair, assessed)).toMatch(side.unknown);
			if (pair.lowers === undefined || works) return;
			const verdict = assessed.verdicts.find(one => one.rule === pair.lowers);
			expect(verdict?.verdict).toBe('fail');
			expect(verdict?.mitigations.join()).toMatch(/lowered to/);
			expect(verdict?.severity).not.toBe('critical');
		});
	});
}

async function tryIt(engine: TriedEngine, name: string, attack: string): Promise<{works: boolean; said: string}> {
	const socket = /^connect (\S+)$/.exec(attack)?.[1];
	if (socket !== undefined) {
		const pid = Number(await engine.docker('inspect', '--format', '{{.State.Pid}}', name));
		const said = await connectAs(pid, socket);
		return {works: said === 'connected', said};
	}
	return engine.docker('exec', name, 'sh', '-c', `${attack} && echo it worked`).then(
		said => ({works: said.includes('it worked'), said}),
		(error: Error) => ({works: false, said: error.message}),
	);
}

function assessedOf(fleet: Fleet, name: string): AssessedContainer {
	const assessed = fleet.model().entries.find(entry => entry.name === name)?.assessed;
	if (assessed === undefined || assessed === null) throw new Error(`${name} was not judged`);
	return assessed;
}

/** What dockscope says on each surface that the pair names: what it shows, and whether that stands for an attack that works. */
function saysOf({path, danger, fails}: KernelPair, {attackPaths, dangers, verdicts}: AssessedContainer): [string, boolean][] {
	const stories = attackPaths.map(({severity, hops}) => `${severity}: ${hops.map(({label}) => label).join(' → ')}`);
	const uses = dangers.map(one => `${nameOf(one)} (${one.use.kind}, ${one.severity}) ${one.mitigations.join()}`);
	const verdict = verdicts.find(({rule}) => rule === fails)?.verdict;
	const said: [string, boolean][] = [
		...(path === undefined
			? []
			: [[stories.join('\n') || 'no path', stories.some(story => path.test(story))] as [string, boolean]]),
		...(danger === undefined
			? []
			: [[uses.join('\n') || 'no danger', dangers.some(one => danger.test(nameOf(one)) && isUsable(one))] as [string, boolean]]),
		...(fails === undefined ? [] : [[`${fails}: ${verdict}`, verdict === 'fail'] as [string, boolean]]),
	];
	if (said.length === 0) throw new Error('the pair asks dockscope nothing');
	return said;
}

const nameOf = ({kind, id}: Pick<Danger, 'kind' | 'id'>): string => `${kind} ${id}`;

function unknownsOf({danger, fails}: KernelPair, {dangers, verdicts}: AssessedContainer): string {
	const ofDangers = dangers.filter(one => danger?.test(nameOf(one)) === true);
	const ofRule = verdicts.filter(({rule, verdict}) => rule === fails && verdict === 'unknown');
	return [
		...ofDangers.flatMap(({use}) => (use.kind === 'unknown' ? [use.reason] : [])),
		...ofRule.flatMap(({reasons}) => reasons.map(({reason}) => reason)),
	].join('\n');
}
