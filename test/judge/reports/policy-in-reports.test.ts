import {expect, it} from 'vitest';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import {policyInForce} from '../../../src/judge/policy/policy-in-force.js';
import {htmlReport} from '../../../src/judge/reports/html.js';
import {junitReport} from '../../../src/judge/reports/junit.js';
import {markdownReport} from '../../../src/judge/reports/markdown.js';
import {jsonReport} from '../../../src/judge/reports/report-json.js';
import {fleetTable, tableReport} from '../../../src/judge/reports/report-table.js';
import {sarifReport} from '../../../src/judge/reports/sarif.js';
import {rules} from '../../../src/judge/rules/index.js';
import {report, verdict} from '../../support/audit-report.js';

const style = {width: Number.POSITIVE_INFINITY, color: false, ascii: false};
const formats = {
	table: (one: typeof plain) => tableReport(one, style),
	fleet: (one: typeof plain) => fleetTable(one, style),
	json: (one: typeof plain) => [...jsonReport(one)].join(''),
	sarif: (one: typeof plain) => sarifReport(one, rules),
	junit: junitReport,
	markdown: markdownReport,
	html: htmlReport,
};
const {summary, ...rest} = report([verdict({})]);
const plain = {...rest, summary: {...summary, disabled: 5, lowered: 1}};
const policy = {
	...builtInPolicy,
	path: '/srv/\u001b[31mdockscope.yaml',
	owner: 4711,
	disabled: new Set(['container-privileged', 'container-runtime-socket']),
	severities: {'container-writable-root': 'info', 'container-healthcheck': 'critical'} as const,
	refused: sanitise('the policy /here/x.yaml is not applied: it is a trap'),
};

it.each(Object.entries(formats))(
	'%s names the policy in force, its owner and what it hides, and one that is not applied',
	(_, write) => {
		const text = write({...plain, policy: policyInForce(policy, rules)});
		expect(text).toMatch(/\/srv\/dockscope\\?\.yaml/);
		expect(text).toContain('4711');
		expect(text).toMatch(/2 rules disabled \(5 findings hidden\)|"disabledRules": 2/);
		expect(text).toMatch(/1 rule lowered \(1 finding\)|"loweredRules": 1/);
		expect(text).toMatch(/is not applied: it is a trap/);
		expect(text).not.toContain('\u001b');
	},
);

it.each(Object.entries(formats))('%s is as it was with the built-in policy', (name, write) => {
	const text = write({...plain, policy: policyInForce(builtInPolicy, rules)});
	if (name !== 'json' && name !== 'sarif') expect(text).toBe(write(plain));
	else expect(text).toContain('"disabledRules": 0');
});
