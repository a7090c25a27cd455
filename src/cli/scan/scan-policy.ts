import {sanitise} from '../../base/index.js';
import {policyInForce, policyLines, rules} from '../../judge/index.js';
import type {NamedPolicy, SummarisedReport} from '../../scan/index.js';
import type {ScanOptions} from './scan-options.js';
import {byPolicy} from './scan-waivers.js';

/** The policy as the reports of a scan name it. Of what it changes only waivers hide vulnerabilities: no rule judges them here. */
export function scanPolicy({policy}: Pick<ScanOptions, 'policy'>, reports: readonly SummarisedReport[]): NamedPolicy | null {
	if (policy === null) return null;
	const summary = policyInForce(policy, rules);
	const waived = reports.flatMap(({suppressed = []}) => suppressed).filter(({by}) => by === byPolicy).length;
	const lines = policyLines({
		policy: {...summary, disabledRules: 0, loweredRules: 0},
		summary: {waived, disabled: 0, lowered: 0},
	});
	return {summary, lines: lines.map(sanitise)};
}
