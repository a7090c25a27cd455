import {type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {type AttackPath, type Change, change, type Evidence, isKnownOption, openCauses, sameOption} from '../../judge/index.js';
import {type PlanInput, type PlannedChange, planned} from '../plan/change.js';

type Cause = {readonly cut: Change; readonly about: SafeText; readonly evidence: readonly Evidence[]};

/**
 * What keeps an attack path, or a critical or high finding, alive and no step of the plan has a change for: the change that cuts it, as the path or
 * the finding itself names it.
 *
 * @param made  what the steps of the plan have
 */
export function otherCauses({assessed, nameOf}: PlanInput, made: readonly PlannedChange[]): PlannedChange[] {
	const {attackPaths, verdicts} = assessed;
	const severe = openCauses(verdicts).filter(({worst}) => worst.severity === 'critical' || worst.severity === 'high');
	const found = [
		...attackPaths
			.filter(({id}) => !id.startsWith('lateral:'))
			.map(
				({cutBy, hops}): Cause => ({cut: cutBy, about: storyOf(hops), evidence: hops.flatMap(({evidence}) => evidence ?? [])}),
			),
		...severe.flatMap(({worst: {remedy, title, detail, evidence}}): Cause[] =>
			remedy === null ? [] : [{cut: remedy, about: sanitise(detail ?? title), evidence}],
		),
	];
	const changes = attackPaths.flatMap(path => throughNeighbour(path, nameOf));
	for (const {cut, about, evidence} of found) {
		const [first] = [...cut.remove, ...cut.add];
		if (first === undefined || ![...cut.remove, ...cut.add].every(isKnownOption)) continue;
		if ([...made, ...changes].some(one => covers(one, cut))) continue;
		const cause = [first.name.slice(2), ...(first.value === null ? [] : [first.value])].join(':');
		changes.push(
			planned(cut, {
				slug: `cut:${cause}`,
				decides: {cause: sanitise(cause), name: cut.remove.length > 0 ? 'remove' : 'add', about},
				why: sanitise(String(cut.text)),
				rung: 'choice',
				evidence,
				howToSee: null,
			}),
		);
	}
	return changes;
}

const storyOf = (hops: AttackPath['hops']): SafeText =>
	sanitise(
		hops
			.slice(-2)
			.map(({label}) => label)
			.join(' → '),
	);

/** Whether a change of the plan removes, or else adds, the same. */
const covers = (one: Change, {remove, add}: Change): boolean =>
	remove.length > 0
		? remove.every(option => one.remove.some(other => sameOption(option, other)))
		: add.every(option => one.add.some(other => sameOption(option, other)));

/** The danger lies at a neighbour: what is decided there cuts the path for each container that reaches it. */
function throughNeighbour({id, cutBy, hops}: AttackPath, nameOf: PlanInput['nameOf']): PlannedChange[] {
	const [, peer] = /^lateral:([^>]*)>/.exec(id) ?? [];
	if (peer === undefined) return [];
	const name = nameOf(peer) ?? sanitise(peer.slice(0, 12));
	const as = (alternative: string): PlannedChange['decides'] => ({
		cause: `neighbour:${name}`,
		name: alternative,
		about: safe`${name}, which it reaches: ${storyOf(hops)}`,
	});
	const common = {rung: 'choice' as const, evidence: hops.flatMap(({evidence}) => evidence ?? []), howToSee: null};
	return [
		planned(change({text: safe`Decide it at ${name}.`}), {
			...common,
			slug: `neighbour-there:${name}`,
			decides: as('there'),
			why: safe`dockscope harden ${name} --cut all: it cuts the path for every container that reaches it`,
		}),
		planned(cutBy, {
			...common,
			slug: `neighbour-network:${name}`,
			decides: as('own-network'),
			why: trusted('on a network of its own it reaches no neighbour'),
			howToSee: trusted('"could not resolve host", refused connections in its log'),
			first: cutBy.add.flatMap(({name: option, value}) =>
				option === '--network' && value !== null ? [['network', 'create', value]] : [],
			),
		}),
	];
}
