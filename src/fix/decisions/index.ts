import {type ContainerInspect, counted, groupBy, nearest, type SafeText, safe, trusted, UsageError} from '../../base/index.js';
import {type AssessedContainer, gradeWord, openFindings} from '../../judge/index.js';
import {enabledBy, hardened, type Plan, type PlannedChange} from '../plan/change.js';

/** One cause that keeps a danger alive, with what can be done about it: of these, one. */
export type Decision = {
	readonly cause: string;
	readonly about: SafeText;
	/** Best first. */
	readonly alternatives: readonly (PlannedChange & {readonly decides: NonNullable<PlannedChange['decides']>})[];
};

/** Judges the container with another configuration; `null` when it is gone. */
type Judge = (inspect: ContainerInspect) => AssessedContainer | null;

const isAlternative = (change: PlannedChange): change is Decision['alternatives'][number] => change.decides !== null;

function decisionsOf({changes}: Pick<Plan, 'changes'>): readonly Decision[] {
	const groups = groupBy(changes.filter(isAlternative), ({decides}) => decides.cause);
	return [...groups].flatMap(([cause, alternatives]) => {
		const [first] = alternatives;
		return first === undefined ? [] : [{cause, about: first.decides.about, alternatives}];
	});
}

/** With this alternative, and without the others of its decision. @param slug  `null`: with none of them */
function decided(enabled: ReadonlySet<string>, {alternatives}: Decision, slug: string | null): ReadonlySet<string> {
	const others = new Set(alternatives.map(one => one.slug));
	return new Set([...[...enabled].filter(one => !others.has(one)), ...(slug === null ? [] : [slug])]);
}

/** Where its attack paths lead, whoever comes in and how: a port that closes cuts no escape, and opens none. */
const waysOut = ({attackPaths}: AssessedContainer): ReadonlySet<string> =>
	new Set(attackPaths.map(({id}) => (id.startsWith('lateral:') ? id : id.slice(id.indexOf('>') + 1))));

const severeFindings = ({verdicts}: AssessedContainer): number =>
	openFindings(verdicts).filter(({severity}) => severity === 'critical' || severity === 'high').length;

/** A list of paths ends there: one that is cut may show another. */
const MAX_PATHS = 5;

/** Whether it takes a way out or a severe finding away, and brings no new way out. */
function cuts(before: AssessedContainer, after: AssessedContainer): boolean {
	const [was, is] = [waysOut(before), waysOut(after)];
	const isFull = before.attackPaths.length >= MAX_PATHS;
	if (!isFull && [...is].some(one => !was.has(one))) return false;
	return [...was].some(one => !is.has(one)) || severeFindings(after) < severeFindings(before);
}

/**
 * Whether less is left with it, though on another way: a mount that can only be read shows secrets where it gave root. What keeps the work
 * of a service goes before what takes it away.
 */
const eases = (before: AssessedContainer, after: AssessedContainer): boolean =>
	after.attackPaths.length <= before.attackPaths.length &&
	after.risk.sum < before.risk.sum &&
	severeFindings(after) <= severeFindings(before);

/** Decisions of which some alternative takes a danger away, or whose danger lies elsewhere. */
export function openDecisions(plan: Plan, before: AssessedContainer, judge: Judge): readonly Decision[] {
	return decisionsOf(plan).filter(({alternatives}) =>
		alternatives.some(one => {
			const after = judge(one.apply(plan.inspect));
			return isElsewhere(one) || (after !== null && cuts(before, after));
		}),
	);
}

const isElsewhere = ({remove, add}: PlannedChange): boolean => remove.length + add.length === 0;

/** Of each decision the first alternative that takes a danger away, until none does. */
function cutAll(plan: Plan, enabled: ReadonlySet<string>, judge: Judge): ReadonlySet<string> {
	let chosen = enabled;
	const judged = (with_: ReadonlySet<string>) => judge(hardened(plan, with_));
	for (const decision of decisionsOf(plan)) {
		// What was preselected has good evidence.
		if (
			decision.alternatives.some(
				({slug}) => enabled.has(slug) && plan.changes.some(one => one.slug === slug && one.rung === 'safe'),
			)
		)
			continue;
		const before = judged(decided(chosen, decision, null));
		if (before === null) return chosen;
		// What is preselected has good evidence.
		const preselected = decision.alternatives.find(({rung}) => rung === 'safe');
		const best = [...(preselected === undefined ? [] : [preselected]), ...decision.alternatives].find(one => {
			if (isElsewhere(one)) return before.attackPaths.some(({id}) => id.startsWith('lateral:'));
			const after = judged(decided(chosen, decision, one.slug));
			return after !== null && (cuts(before, after) || (one.decides.name !== 'remove' && eases(before, after)));
		});
		if (best !== undefined) chosen = decided(chosen, decision, best.slug);
	}
	return chosen;
}

/**
 * `socket=proxy,5432=loopback`. A cause may hold any of these characters: the last `=` of each part counts.
 *
 * @throws UsageError for what the plan does not offer
 */
function choose(plan: Plan, enabled: ReadonlySet<string>, typed: string): ReadonlySet<string> {
	const all = decisionsOf(plan);
	return partsOf(typed).reduce((chosen, part) => {
		const [cause, name] = [causeOf(part) || part, part.slice(part.lastIndexOf('=') + 1)];
		const decision = all.find(one => one.cause === cause);
		if (decision === undefined)
			throw nothingToDecide(
				cause,
				all.map(one => one.cause),
			);
		const names = decision.alternatives.map(({decides}) => decides.name);
		const one = decision.alternatives.find(({decides}) => decides.name === name);
		if (one === undefined && name !== 'keep') throw new UsageError(`--choose ${cause}= takes ${[...names, 'keep'].join(', ')}.`);
		return decided(chosen, decision, one?.slug ?? null);
	}, enabled);
}

/** What a command was asked to decide. */
export type Asked = {readonly rung: 'safe' | 'least'; readonly cut: boolean; readonly choose: string | null};

/** The changes of a plan that are asked for. What is chosen by name wins. @throws UsageError */
export function enabledFor(plan: Plan, {rung, cut, choose: typed}: Asked, judge: Judge): ReadonlySet<string> {
	const usual = enabledBy(plan, rung);
	const cutting = cut ? cutAll(plan, usual, judge) : usual;
	return typed === null ? cutting : choose(plan, cutting, typed);
}

/** `now F 216 · 3 paths → C 43 · 0 paths`. The sum before the cap ranks those that share it. */
export function outcomeWords(before: AssessedContainer, after: AssessedContainer | null): SafeText {
	const words = ({risk, attackPaths}: AssessedContainer) =>
		safe`${gradeWord(risk)} ${Math.round(risk.sum)} · ${trusted(counted(attackPaths.length, 'path'))}`;
	return safe`now ${words(before)} → ${after === null ? trusted('?') : words(after)}`;
}

const partsOf = (typed: string): readonly string[] => typed.split(/,(?=[^,]*=)/);
const causeOf = (part: string): string => part.slice(0, Math.max(0, part.lastIndexOf('=')));

/** Of several containers each has its own causes: what only another one's plan offers does not count here. */
export function choicesFor(plan: Plan, asked: Asked): Asked {
	const causes = new Set(decisionsOf(plan).map(({cause}) => cause));
	const own = asked.choose === null ? [] : partsOf(asked.choose).filter(part => causes.has(causeOf(part)));
	return {...asked, choose: own.length === 0 ? null : own.join(',')};
}

/** @throws UsageError for what no plan of them offers */
export function refuseUnknownChoices(plans: readonly Plan[], {choose: typed}: Asked): void {
	const causes = [...new Set(plans.flatMap(decisionsOf).map(({cause}) => cause))];
	const unknown = typed === null ? undefined : partsOf(typed).find(part => !causes.includes(causeOf(part)));
	if (unknown !== undefined) throw nothingToDecide(causeOf(unknown) || unknown, causes);
}

const nothingToDecide = (cause: string, causes: readonly string[]): UsageError =>
	new UsageError(
		`there is nothing to decide about "${cause}"${nearest(cause, causes)}: ${causes.join(', ') || 'no decision is open'}.`,
	);
