import {isDeepStrictEqual} from 'node:util';
import {readRecorded} from '../../base/facts/recorded.js';
import {mutated, numbersFrom, type Path, placesIn, replacements} from '../../support/mutations.js';
import {allCommands, type Outcome} from './mutated-fleet.js';

const files = [
	...'docker-26.1.5-fleet.json docker-26.1.5-cgroup2.json docker-26.1.5-apparmor.json'.split(' '),
	...'podman-5.4.2-fleet.json podman-5.4.2-rootless.json'.split(' '),
];

/** Recorded containers, the first of which is mutated, and their verdicts before that. */
type Base = {
	readonly file: string;
	readonly snapshot: Record<string, unknown>;
	readonly id: string;
	readonly outcome: Outcome;
	readonly ofContainer: readonly Path[];
	readonly ofOthers: readonly Path[];
};

async function baseOf(file: string, first: number): Promise<Base> {
	const answers = readRecorded(file);
	const containers = [0, 1, 2].flatMap(next => answers.containers[(first + next * 4) % answers.containers.length] ?? []);
	const distinct = [...new Map(containers.map(one => [one.inspect.Id, one])).values()];
	const used = new Set(distinct.map(({inspect}) => inspect.Image));
	const images = answers.images.filter(({inspect}) => used.has(inspect.Id));
	const snapshot = {...answers, schema: 'dockscope.snapshot/1', containers: distinct, images};
	const id = distinct[0]?.inspect.Id ?? '';
	return {
		file,
		snapshot,
		id,
		outcome: await allCommands(JSON.stringify(snapshot), id, 0),
		ofContainer: placesIn(distinct[0], ['containers', 0]),
		ofOthers: Object.entries(snapshot).flatMap(([name, part]) => (name === 'containers' ? [] : placesIn(part, [name]))),
	};
}

/** Who shares a network, or a namespace, with the container is an answer about its neighbours too. */
const aboutNeighbours =
	/\.(NetworkSettings(\.Networks(\.[^.]+(\.NetworkID)?)?)?|NetworkMode|PidMode|IpcMode|HostConfig|State(\.\w+)?|inspect|top|0)$/;

/** What went wrong in a run: nothing should. */
export type Trial = {
	readonly mutations: number;
	readonly spoilt: number;
	readonly refused: number;
	readonly wrong: readonly string[];
};

/**
 * Mutates one field at a time, of a container three times in four, and has every command work on the result. A malformed field may cost only
 * the rules that read it: no command may stop for an unforeseen reason, and the verdicts of the other containers stay.
 *
 * @param seed  the same gives the same mutations
 */
export async function tryMutations(count: number, seed: number): Promise<Trial> {
	const next = numbersFrom(seed);
	const bases = await Promise.all(files.map(file => baseOf(file, next() % 20)));
	const kinds = [...replacements];
	const wrong = bases.flatMap(({file, outcome}) => outcome.faults.map(fault => `${file} as it is: ${fault}`));
	let spoilt = 0;
	let refused = 0;
	for (let turn = 0; turn < count; turn++) {
		const base = bases[turn % bases.length];
		const places = next() % 4 === 0 ? base?.ofOthers : base?.ofContainer;
		const path = places?.[next() % places.length];
		const [kind, by] = kinds[next() % kinds.length] ?? [];
		if (base === undefined || path === undefined || by === undefined) continue;
		const outcome = await allCommands(mutated(base.snapshot, path, by), base.id, turn);
		const where = `${base.file} ${path.join('.')} = ${kind}`;
		wrong.push(...outcome.faults.map(fault => `${where}: ${fault}`));
		if (outcome.refused !== null) refused += 1;
		const unreadable = unreadableOf(base, outcome);
		if (unreadable.length > 0) spoilt += 1;
		wrong.push(...changedOtherwise(base, outcome, unreadable).map(change => `${where}: ${change}`));
		if (outcome.refused === null && path[0] === 'containers' && !aboutNeighbours.test(path.join('.')))
			wrong.push(...changedNeighbours(base, outcome).map(change => `${where}: ${change}`));
	}
	return {mutations: count, spoilt, refused, wrong};
}

const entryOf = ({id}: Base, {entries}: Outcome) => entries.find(entry => entry.id === id);

const unreadableOf = (base: Base, after: Outcome): readonly string[] =>
	Object.keys(entryOf(base, after)?.assessed?.facts.raw.UnreadableFields ?? {});

/** A malformed field costs the rules that read it, which then say so; what failed may still fail by the remaining fields. */
function changedOtherwise(base: Base, after: Outcome, unreadable: readonly string[]): string[] {
	if (after.refused !== null || unreadable.length === 0) return [];
	const before = new Map(entryOf(base, base.outcome)?.assessed?.verdicts.map(verdict => [verdict.rule, verdict]));
	return (entryOf(base, after)?.assessed?.verdicts ?? []).flatMap(({rule, verdict, reasons}) => {
		const was = before.get(rule)?.verdict;
		const says = reasons.some(({source}) => unreadable.some(field => source.startsWith(`inspect:${field}`)));
		return verdict === was || (verdict === 'unknown' && says) ? [] : [`${rule} was ${was} and is ${verdict}`];
	});
}

/** What another container opens to those that enter its processes depends on all of its configuration; none that was open may look closed. */
const aboutPeers: ReadonlySet<string> = new Set(['container-peer-processes']);

function changedNeighbours({id, outcome: before}: Base, after: Outcome): string[] {
	return before.entries.flatMap(entry => {
		const now = after.entries.find(one => one.id === entry.id)?.assessed?.verdicts;
		const was = entry.assessed?.verdicts;
		if (entry.id === id || isDeepStrictEqual(was, now)) return [];
		const changed = was?.filter((verdict, at) =>
			aboutPeers.has(verdict.rule)
				? verdict.verdict === 'fail' && now?.[at]?.verdict === 'pass'
				: !isDeepStrictEqual(verdict, now?.[at]),
		);
		if (changed?.length === 0 && now?.length === was?.length) return [];
		return [`${entry.name} is said to be otherwise: ${changed?.map(({rule}) => rule).join(', ')}`];
	});
}
