import {safe, sanitise, trusted} from '../../../../base/index.js';
import {type Component, escapeTable, isTableOld} from '../../../survive/escape-table.js';
import {hostExposure} from '../../../survive/exposure.js';
import {isCovered} from '../../../survive/version-state.js';
import {cannotTell, failAs, pass} from '../../rule.js';
import type {EngineScope} from '../../scope.js';
import {parseVersion} from '../../shared/tables/versions.js';
import type {Judgement} from '../../verdict.js';

type Question = {
	readonly component: Component;
	/** As shown: `Engine` */
	readonly name: string;
	readonly version: string | null;
};

/**
 * Compares a version with the table of known escapes. Builds of distributions are to be verified: they get fixes without a new number. What the
 * table does not know passes nothing.
 */
export function judgeAdvisories({component, name, version}: Question, {engine, host, now}: EngineScope): Judgement {
	const source = `engine:/version ${name}`;
	if (version === null || version === '') return cannotTell({source, reason: `the engine did not report the version of ${name}`});
	if (parseVersion(version) === null) return cannotTell({source, reason: `"${sanitise(version)}" is not a release version`});
	const {asOf, entries} = escapeTable();
	const own = entries.filter(entry => entry.component === component && entry.reach !== 'cri');
	const judged = own.map(entry => ({entry, ...hostExposure(entry, {engine, host})}));
	const evidence = {source: 'version', path: name, value: sanitise(version)};
	const listed = (wanted: 'open' | 'verify') =>
		judged
			.filter(({state, entry}) => state === wanted && entry.fixed.length > 0)
			.map(({entry: {id, aliases = [], title}}) => ({
				source: 'table',
				path: [id, ...aliases].join(', '),
				value: trusted(title),
			}));
	const open = listed('open');
	if (open.length > 0) return failAs({detail: `verify: advisories as of ${asOf}`}, evidence, ...open);
	const doubtful = listed('verify');
	if (doubtful.length > 0)
		return {
			verdict: 'info',
			evidence: [evidence, ...doubtful],
			detail: `verify: a distribution build may already have the fixes; advisories as of ${asOf}`,
		};
	const table = {source: 'table', path: 'advisories as of', value: trusted(asOf)};
	return isTableOld(now) || !isCovered(component, version)
		? {verdict: 'info', evidence: [evidence, table], detail: safe`none of the ${own.length} known until ${trusted(asOf)}`}
		: pass(evidence, table);
}
