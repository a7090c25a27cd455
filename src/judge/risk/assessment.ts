import type {BlindSpot, ContainerFacts, ImageFacts, OutsideReach, PortReach, SafeText, Severity} from '../../base/index.js';
import type {Change} from '../changes/change.js';
import type {Danger, Hop} from '../rules/dangers/danger.js';
import {type ContainerVerdict, type HiddenFindings, onTarget, type Target, type Verdict} from '../rules/verdict.js';

export type Grade = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

/** One reason of the score. */
export type RiskFactor = {
	readonly slug: string;
	readonly label: SafeText | string;
	readonly severity: Severity;
	readonly points: number;
	/** Other rules that report the same cause; they add no points. */
	readonly also: readonly string[];
};

export type Risk = {
	/** 0 to 100. */
	readonly score: number;
	/** Before it is capped, to one decimal: the order of those that share the 100. */
	readonly sum: number;
	readonly grade: Grade;
	/** Whether something that could not be seen would make the grade worse; shown as `≥ D`. */
	readonly isLowerBound: boolean;
	/** One a cause, worst first; their points need not add up to the score, which is capped. */
	readonly factors: readonly RiskFactor[];
	/** Why the score is lower than the raw findings would make it. */
	readonly mitigations: readonly string[];
};

/** A word of at most six letters in the list, with its severity. */
export type Badge = {readonly word: SafeText; readonly severity: Severity; readonly meaning: string; readonly slug: string};

export type {Hop};

/** Entry, hops, what the attacker owns. */
export type AttackPath = {
	readonly id: string;
	readonly severity: Severity;
	readonly hops: readonly Hop[];
	/** The single change that cuts it; without options where none does. */
	readonly cutBy: Change;
};

export type AssessedContainer = {
	readonly facts: ContainerFacts;
	readonly image: ImageFacts | null;
	readonly verdicts: readonly ContainerVerdict[];
	readonly hidden: HiddenFindings;
	readonly risk: Risk;
	readonly badges: readonly Badge[];
	readonly attackPaths: readonly AttackPath[];
	/** Who can reach each of its ports: what the list, the pages, the badges and the plan show. */
	readonly reach: readonly PortReach[];
	/** The most open way in from another machine; `null`: none. */
	readonly outside: OutsideReach | null;
	/** The table of dangers of this container, worst first. */
	readonly dangers: readonly Danger[];
	/** Parts of the above that could not be made, and why; empty when all went as foreseen. */
	readonly blindSpots: readonly BlindSpot[];
};

/** Its verdicts, with it as their target. @param isWanted  one that is not is not made */
export function reportedVerdicts(container: AssessedContainer, isWanted: (verdict: ContainerVerdict) => boolean): Verdict[] {
	const {id, name} = container.facts;
	const target: Target = {kind: 'container', id, name};
	return container.verdicts.filter(isWanted).map(verdict => onTarget(target, verdict));
}
