import {describe, expect, it} from 'vitest';
import {type Severity, severities} from '../../src/facts/index.js';
import {assessContainer} from '../../src/fleet/assess.js';
import {planHardening} from '../../src/hardening/plan/index.js';
import {capabilitiesPage} from '../../src/pages/capabilities.js';
import {mountsPage} from '../../src/pages/mounts.js';
import type {ContainerContext} from '../../src/pages/page-state.js';
import {builtInPolicy} from '../../src/policy/built-in-policy.js';
import type {AssessedContainer} from '../../src/risk/assessment.js';
import {fleetContext} from '../../src/risk/fleet-context.js';
import type {Danger, DangerKind} from '../../src/rules/dangers/index.js';
import type {ContainerExample} from '../../src/rules/rule.js';
import {evidenceOf} from '../hardening/subject.js';
import {fleet} from '../rules/cis-fleet.js';
import {engineAccessCases} from '../rules/container-cases/engine-access.js';
import {isolationCases} from '../rules/container-cases/isolation.js';
import {mountCases} from '../rules/container-cases/mounts.js';
import {networkCases} from '../rules/container-cases/network.js';
import {userCases} from '../rules/container-cases/users.js';
import {containerScope} from '../support/example-scope.js';

/** Rules whose finding is this danger and nothing else, written down here anew: the rules do not say so themselves. */
const rulesOf: Readonly<Partial<Record<DangerKind, readonly string[]>>> = {
	privileged: ['container-privileged'],
	'kernel-settings': ['container-system-paths'],
	socket: ['container-runtime-socket'],
	'host-write': ['container-writable-host-path'],
	'proc-write': ['container-proc-mount'],
	'sys-write': ['container-sys-mount'],
	'device-rule': ['container-device-rules'],
	'release-agent': ['container-cgroup-release-agent'],
	'host-network': ['container-host-network'],
};

const badgeOf: Readonly<Partial<Record<DangerKind, string>>> = {
	privileged: 'PRIV',
	socket: 'SOCK',
	'host-write': 'MNT!',
	'host-network': 'HNET',
};

const others = {...engineAccessCases, ...isolationCases, ...mountCases, ...networkCases, ...userCases};
const containers: readonly (readonly [string, ContainerExample])[] = [
	...fleet.map(({name, example}) => [`fleet: ${name}`, example] as const),
	...Object.entries(others).flatMap(([rule, rows]) => rows.map(([what, example]) => [`${rule}: ${what}`, example] as const)),
];

function assess(example: ContainerExample): AssessedContainer {
	const {container, image, engine, host, fleet: all} = containerScope(example);
	const around = fleetContext(engine, all, host);
	return assessContainer(container, image, {
		engine,
		host,
		fleet: all,
		around,
		policy: builtInPolicy,
		now: '2026-11-28T12:00:00Z',
	});
}

const worst = (dangers: readonly Danger[]): Severity | undefined =>
	severities.find(severity => dangers.some(danger => danger.severity === severity));

/** Of the page, the row that begins with this word. */
const rowOf = (lines: readonly unknown[], word: string): string =>
	lines.map(line => JSON.stringify(line)).find(text => text.includes(`${word} `) || text.includes(`${word}"`)) ?? '';

describe('a danger has one severity and one set of flags', () => {
	it('in more than a hundred containers, with some that are closed', () => {
		const all = containers.map(([, example]) => assess(example).dangers);
		expect(all.filter(dangers => dangers.some(({hops}) => hops.length > 0)).length).toBeGreaterThan(40);
		expect(all.flat().some(({use}) => use.kind === 'closed')).toBe(true);
	});

	it.each(containers)('%s', (_, example) => {
		const assessed = assess(example);
		const {dangers, attackPaths, verdicts, badges, facts} = assessed;
		const verdictOf = (rule: string) => verdicts.find(one => one.rule === rule);
		const context = {assessed, width: 400} as unknown as ContainerContext;
		const [mounts, capabilities] = [mountsPage(context).lines, capabilitiesPage(context).lines];
		const {changes} = planHardening(assessed, evidenceOf());

		for (const danger of dangers) {
			const {id, kind, about, severity, use, change} = danger;
			const path = attackPaths.find(one => one.id.endsWith(`>${id}`) && !/^(peer|lateral)/.test(one.id));
			if (path !== undefined) {
				expect(use.kind, id).not.toBe('closed');
				expect([path.severity, path.cutBy], id).toEqual([severity, change]);
			}
			if (use.kind === 'closed') expect(severity, id).not.toBe('critical');
			const same = dangers.filter(other => other.kind === kind);
			for (const rule of rulesOf[kind] ?? [])
				expect([rule, verdictOf(rule)?.verdict, verdictOf(rule)?.severity]).toEqual([rule, 'fail', worst(same)]);
			const badge = badges.find(({word}) => word === badgeOf[kind]);
			if (badge !== undefined) expect([badge.word, badge.severity]).toEqual([badge.word, worst(same)]);
			if (kind === 'capability' || kind === 'release-agent' || kind === 'ptrace-host')
				expect(rowOf(capabilities, about)).toContain(worst(dangers.filter(other => other.about === about)));
			const planned = changes.find(({slug}) => slug === `${kind}:${about}`);
			if (planned !== undefined && (kind === 'socket' || kind === 'device'))
				expect([planned.slug, planned.remove, planned.add]).toEqual([planned.slug, change.remove, change.add]);
		}
		for (const {destination} of facts.mounts) {
			const ofMount = dangers.filter(({about, kind}) => about === destination && kind !== 'capability' && kind !== 'device');
			const [first] = ofMount;
			if (first !== undefined) expect(rowOf(mounts, destination)).toContain(`${worst(ofMount)}: `);
		}
	});
});
