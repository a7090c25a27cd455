import {type BlindSpot, bySeverity, type ContainerFacts, type EngineFacts, notAsked, type Severity} from '../../base/index.js';
import type {Danger} from '../rules/dangers/danger.js';
import {isReported} from '../rules/shared/reported.js';
import {type ContainerVerdict, isOpen} from '../rules/verdict.js';
import type {Grade} from './assessment.js';
import {riskOf} from './score.js';

/** What a container was judged by. */
export type JudgedContainer = {
	readonly verdicts: readonly ContainerVerdict[];
	readonly dangers: readonly Danger[];
	readonly container: ContainerFacts;
	readonly engine: Pick<EngineFacts, 'kind' | 'raw'>;
	/** The grade that its verdicts give. */
	readonly grade: Grade;
};

/**
 * Whether the grade is only the least that is certain: if all that could not be seen were as bad as it can be, it would be worse by a letter or
 * more.
 *
 * Two things count: a check is unknown because the engine withheld what it reads (or the host, if the check is critical), and a danger counts
 * less because it is not known whether anyone can use it. What the running process, the host, a scan or `--deep` would add to the
 * configuration does not count: without root that is missing for every container, and a mark on all of them says nothing.
 */
export function isLowerBound({verdicts, dangers, container, engine, grade}: JudgedContainer): boolean {
	if (grade === 'F') return false;
	const withheld = verdicts.filter(verdict => isWithheld(verdict, container, engine) && !dangers.some(asks(verdict)));
	const possible = new Map([
		...withheld.map(verdict => [verdict, verdict.severity] as const),
		// The worst danger of a finding last: it stays.
		...dangers
			.toSorted((a, b) => bySeverity(b.base, a.base))
			.flatMap(danger => reducedBy(danger, verdicts).map(finding => [finding, danger.base] as const)),
	]);
	if (possible.size === 0) return false;
	const worst = verdicts.map(verdict => supposed(verdict, possible.get(verdict)));
	return riskOf(worst).grade !== grade;
}

/** The finding that it would be; itself where nothing about it is open. */
const supposed = (verdict: ContainerVerdict, severity: Severity | undefined): ContainerVerdict =>
	severity === undefined ? verdict : {...verdict, verdict: 'fail', severity};

function isWithheld(
	{verdict, severity, reasons}: ContainerVerdict,
	container: ContainerFacts,
	engine: JudgedContainer['engine'],
): boolean {
	if (verdict !== 'unknown') return false;
	const fields = reasons.filter(({source}) => source.startsWith('inspect:'));
	const missing = fields.filter(reason => isMissing(reason, container, engine));
	const others = reasons.filter(({source}) => !source.startsWith('inspect:'));
	return missing.length > 0 || others.some(reason => severity === 'critical' || !confirmsOnly(reason));
}

/** Evidence besides the configuration: it takes root on the host, or is only collected on demand. */
const confirmsOnly = ({source, reason}: BlindSpot): boolean =>
	reason.includes(notAsked) || /^(host|proc|scan|image:files|engine:\/(top|changes|exec|archive|images\/history))\b/.test(source);

/**
 * A field that the answer should have; or one that is there and says nothing without `/info`, which is missing (whether there is AppArmor, the
 * default seccomp profile). What only leaves a question open otherwise (the version of a built-in profile, the uid of a named user) withholds
 * nothing; the API of Podman leaves some fields out for every client.
 */
function isMissing({source}: BlindSpot, container: ContainerFacts, {kind, raw}: JudgedContainer['engine']): boolean {
	const field = source.slice('inspect:'.length);
	const malformed = container.raw.UnreadableFields?.[field] !== undefined;
	const isThere = isReported(field, container.raw, kind);
	return malformed || (isThere ? raw.info === null : kind !== 'podman');
}

/** Whether the check is unknown because the use of this danger is: that counts below, with the findings about it. */
const asks =
	({reasons}: ContainerVerdict) =>
	({use}: Danger): boolean =>
		use.kind === 'unknown' && reasons.some(({reason}) => reason === use.reason);

/** Findings that are less severe because it is not known who can use this danger. */
const reducedBy = ({use, base, severity, causes}: Danger, verdicts: readonly ContainerVerdict[]): readonly ContainerVerdict[] =>
	use.kind !== 'unknown' || base === severity
		? []
		: verdicts.filter(
				verdict => isOpen(verdict) && verdict.severity === severity && verdict.causes.some(cause => causes.includes(cause)),
			);
