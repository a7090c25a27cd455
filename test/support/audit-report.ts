import {sanitise} from '../../src/base/text/safe-text.js';
import {flag} from '../../src/judge/changes/run-option.js';
import type {AuditReport} from '../../src/judge/reports/audit-report.js';
import {summariseTargets} from '../../src/judge/reports/build-audit-report.js';
import type {Verdict} from '../../src/judge/rules/verdict.js';

/** A name that tries to leave every format it may be written into. */
export const hostileName = '<script>alert(1)</script>|`x`"&\'[a](b)';

export const verdict = (over: Partial<Verdict> & {name?: string} = {}): Verdict => {
	const {name = 'ci-runner', ...rest} = over;
	return {
		rule: 'container-privileged',
		title: 'Container is privileged',
		cis: {'1.6.0': '5.5', '1.8.0': '5.5'},
		target: {kind: 'container', id: 'a'.repeat(64), name: sanitise(name)},
		verdict: 'fail',
		severity: 'critical',
		mitigations: [],
		detail: null,
		evidence: [{source: 'inspect', path: 'HostConfig.Privileged', value: true}],
		reasons: [],
		causes: ['--privileged'],
		remedy: {text: 'Give the one capability that is needed.', remove: [flag('--privileged')], add: [], mayBreak: null},
		waived: null,
		...rest,
	};
};

export function report(verdicts: readonly Verdict[]): AuditReport {
	return {
		schema: 'dockscope.audit/1',
		tool: {name: 'dockscope', version: '1.2.3'},
		generatedAt: '2026-01-02T03:04:05.000Z',
		engine: {
			kind: 'docker',
			id: 'x',
			name: 'prod',
			version: '26.1.5',
			apiVersion: '1.45',
			local: true,
			rootless: false,
			userns: false,
		},
		targets: [
			{
				kind: 'container',
				id: 'a'.repeat(64),
				name: hostileName,
				image: 'gitlab-runner:latest',
				state: 'running',
				risk: {
					score: 100,
					sum: 131.5,
					grade: 'F',
					lowerBound: false,
					factors: [{slug: 'container-privileged', points: 75, also: ['container-capabilities']}],
				},
				badges: ['PRIV', 'ROOT'],
				attackPaths: [{severity: 'critical', steps: ['0.0.0.0:80', 'uid 0', 'host root'], cutBy: ['remove --privileged']}],
			},
		],
		unseen: [],
		verdicts,
		blindSpots: [{source: 'host:/proc', reason: 'permission denied', rules: ['host-audit']}],
		summary: {...summariseTargets(verdicts), disabled: 0, lowered: 0},
	};
}
