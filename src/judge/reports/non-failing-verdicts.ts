import {groupBy} from '../../base/index.js';
import {isWaived, type Verdict} from '../rules/verdict.js';

/** Verdicts of one rule that need no action. */
export type NonFailingGroup = Pick<Verdict, 'rule' | 'title' | 'cis'> & {readonly verdicts: readonly Verdict[]};
export type NonFailingSection = {readonly heading: string; readonly groups: readonly NonFailingGroup[]};

const kinds: readonly (readonly [heading: string, belongs: (verdict: Verdict) => boolean])[] = [
	['Waived', isWaived],
	['Notes', ({verdict}) => verdict === 'info'],
	['Unknown', ({verdict}) => verdict === 'unknown'],
	['Passed', ({verdict}) => verdict === 'pass'],
	['Not applicable', ({verdict}) => verdict === 'not-applicable'],
];

/** What `--all` adds to the open findings, by kind and rule; nothing of a report from which it was taken out. */
export function nonFailingSections(verdicts: readonly Verdict[]): readonly NonFailingSection[] {
	return kinds.flatMap(([heading, belongs]) => {
		const byRule = groupBy(verdicts.filter(belongs), ({rule}) => rule);
		const groups = [...byRule.values()].flatMap(([first, ...more]) =>
			first === undefined ? [] : [{rule: first.rule, title: first.title, cis: first.cis, verdicts: [first, ...more]}],
		);
		return groups.length === 0 ? [] : [{heading, groups}];
	});
}

/** The names of its targets, and for a waived one until when and why. */
export const targetsText = ({verdicts}: NonFailingGroup): string =>
	`${verdicts.length}: ${verdicts.map(({target, waived}) => (waived === null ? target.name : `${target.name} (${waiverText(waived)})`)).join(', ')}`;

/** `waived until 2027-01-31: reason`, or that it has expired. */
export function waiverText({reason, owner, expires, expired}: NonNullable<Verdict['waived']>): string {
	const when = expires === null ? '' : expired ? ` on ${expires}` : ` until ${expires}`;
	return `${expired ? 'waiver expired' : 'waived'}${when}: ${reason}${owner === null ? '' : ` (${owner})`}`;
}
