import {sanitise} from '../../../../base/index.js';
import {cannotTell, failAs, pass} from '../../rule.js';
import {advisoriesAsOf} from '../../shared/tables/advisories.js';
import {type Advisory, isAffected, isDistributionBuild, parseVersion} from '../../shared/tables/versions.js';
import type {Judgement} from '../../verdict.js';

type Question = {
	/** `runc` */
	readonly component: string;
	readonly version: string | null;
	readonly advisories: readonly Advisory[];
	/** Of the engine: who packages it for a distribution packages its parts too. */
	readonly engineVersion: string;
};

/** Compares a version with a dated table: a match asks to verify, because distributions fix without a new version number. */
export function judgeAdvisories({component, version, advisories, engineVersion}: Question): Judgement {
	const source = `engine:/version ${component}`;
	if (version === null || version === '')
		return cannotTell({source, reason: `the engine did not report the version of ${component}`});
	const parsed = parseVersion(version);
	if (parsed === null) return cannotTell({source, reason: `"${sanitise(version)}" is not a release version`});
	const matching = advisories.filter(advisory => isAffected(parsed, advisory));
	const evidence = {source: 'version', path: component, value: sanitise(version)};
	if (matching.length === 0) return pass(evidence, {source: 'table', path: 'advisories as of', value: advisoriesAsOf});
	const found = matching.map(({ids, gives}) => ({source: 'table', path: ids.join(', '), value: gives}));
	const asOf = `advisories as of ${advisoriesAsOf}`;
	if (isDistributionBuild(version) || isDistributionBuild(engineVersion))
		return {
			verdict: 'info',
			evidence: [evidence, ...found],
			detail: `verify: a distribution build may already have the fixes; ${asOf}`,
		};
	return failAs({detail: `verify: ${asOf}`}, evidence, ...found);
}
