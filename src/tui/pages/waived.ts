import type {ContainerFacts, ImageFacts, SafeText} from '../../base/index.js';
import {containerSubject, isVulnerability, type Policy, waiverOf} from '../../judge/index.js';
import type {Vulnerability} from '../../scan/index.js';

/** Rows that count for a container, and those that a waiver of the policy covers. */
export type RowsByWaiver = {
	readonly open: readonly Vulnerability[];
	readonly waived: readonly {readonly row: Vulnerability; readonly reason: SafeText}[];
};
type By = {policy: Policy | null; facts: ContainerFacts; image: ImageFacts | null; now: number};

const judgements = new WeakMap<readonly Vulnerability[], {policy: Policy; id: string; judged: RowsByWaiver}>();

/** The rows that no waiver of the policy covers for this container; made once for the same rows, policy and container. */
export function withoutWaived(rows: readonly Vulnerability[], {policy, facts, image, now}: By): RowsByWaiver {
	const waivers = policy?.waivers.filter(({rule}) => isVulnerability(rule)) ?? [];
	if (policy === null || waivers.length === 0) return {open: rows, waived: []};
	const known = judgements.get(rows);
	if (known?.policy === policy && known.id === facts.id) return known.judged;
	const subject = containerSubject(facts, image);
	const at = new Date(now).toISOString();
	const open: Vulnerability[] = [];
	const waived: {row: Vulnerability; reason: SafeText}[] = [];
	for (const row of rows) {
		const found = waiverOf(waivers, [row.id, ...row.aliases], subject, at);
		if (found) waived.push({row, reason: found.reason});
		else open.push(row);
	}
	const judged = {open, waived};
	judgements.set(rows, {policy, id: facts.id, judged});
	return judged;
}
