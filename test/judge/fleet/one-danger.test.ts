import {afterAll, describe, expect, it} from 'vitest';
import {keyNamesOf} from '../../../components/keymap.js';
import {type Severity, severities} from '../../../src/base/facts/index.js';
import {isFromOutside, isOpenWildcard} from '../../../src/base/facts/port-reach.js';
import {demoFleet} from '../../../src/cli/demo/demo-fleet.js';
import {planHardening} from '../../../src/fix/plan/index.js';
import type {Change} from '../../../src/judge/changes/change.js';
import {optionText} from '../../../src/judge/changes/run-option.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import type {AssessedContainer} from '../../../src/judge/risk/assessment.js';
import type {Danger, DangerKind} from '../../../src/judge/rules/dangers/index.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {isOpen} from '../../../src/judge/rules/verdict.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {capabilitiesPage} from '../../../src/tui/pages/capabilities-page.js';
import {findingsPage} from '../../../src/tui/pages/findings.js';
import type {Line} from '../../../src/tui/pages/layout/page.js';
import {mountsPage} from '../../../src/tui/pages/mounts-page.js';
import {networkPage} from '../../../src/tui/pages/network.js';
import type {ContainerContext} from '../../../src/tui/pages/page-state.js';
import {reachable} from '../../../src/tui/store/cells.js';
import {evidenceOf} from '../../fix/subject.js';
import {assessExample} from '../../support/changed-example.js';
import {flagsOf} from '../../support/flags.js';
import {reportedSeverities} from '../../support/reported-severities.js';
import {fleet} from '../rules/cis-fleet.js';
import {engineAccessCases} from '../rules/container-cases/engine-access.js';
import {imageCases} from '../rules/container-cases/images.js';
import {isolationCases} from '../rules/container-cases/isolation.js';
import {mountCases} from '../rules/container-cases/mounts.js';
import {networkCases} from '../rules/container-cases/network.js';
import {serviceCases} from '../rules/container-cases/services.js';
import {userCases} from '../rules/container-cases/users.js';

/** Rules whose finding is dangers of these kinds and nothing else, written down here again: the rules do not say so themselves. */
const kindsOf: Readonly<Record<string, readonly DangerKind[]>> = {
	'container-privileged': ['privileged'],
	'container-system-paths': ['kernel-settings'],
	'container-runtime-socket': ['socket'],
	'container-writable-host-path': ['host-write'],
	'container-sensitive-mount': ['host-write', 'host-read', 'tamper', 'reveal'],
	'container-proc-mount': ['proc-write'],
	'container-sys-mount': ['sys-write'],
	'container-devices': ['device', 'device-rule'],
	'container-device-rules': ['device-rule'],
	'container-cgroup-release-agent': ['release-agent'],
	'container-ptrace-host': ['ptrace-host'],
	'container-host-network': ['host-network'],
	'container-host-pid': ['host-pid', 'process-list', 'ptrace-host'],
};

const badgeOf: Readonly<Partial<Record<DangerKind, string>>> = {
	privileged: 'PRIV',
	socket: 'SOCK',
	'host-write': 'MNT!',
	'host-network': 'HNET',
	'host-pid': 'HPID',
};

/** The step of the hardening plan about a danger. */
const stepOf = ({kind, about}: Danger): string | null => {
	if (kind === 'socket' || kind === 'device') return `${kind}:${about}`;
	if (kind === 'privileged') return 'privileged';
	if (kind === 'host-network') return 'network';
	if (kind === 'host-pid') return 'pid-namespace';
	return kind === 'host-write' || kind === 'host-read' ? `mount:${about}` : null;
};

/**
 * Where the flags of a rule's remedy, or of a step of the plan, still differ from those of the danger. The list may only become shorter:
 * what is in it and no longer differs fails.
 */
const flagsThatDiffer: readonly string[] = [
	// A device rule and the mounted node that it opens: the danger is cut by either, the rule asks for both.
	'container-devices',
	// Of two dangers of one mount one asks for its removal, the other to make it read-only.
	'container-sensitive-mount',
];
const differing = new Set<string>();

const cases = {
	...{engineAccessCases, imageCases, isolationCases, mountCases, networkCases, serviceCases, userCases},
};
const examples: readonly (readonly [string, ContainerExample])[] = [
	...fleet.map(({name, example}) => [`fleet: ${name}`, example] as const),
	...Object.values(cases).flatMap(group =>
		Object.entries(group).flatMap(([rule, rows]) => rows.map(([what, example]) => [`${rule}: ${what}`, example] as const)),
	),
];

async function demo(): Promise<readonly (readonly [string, AssessedContainer])[]> {
	const opened = openFleet(openSnapshot(demoFleet(), 'demo').reader, {now: () => Date.parse('2026-12-01T00:00:00Z')});
	await opened.start();
	const {entries} = opened.model();
	opened.close();
	return entries.flatMap(({name, assessed}) => (assessed === null ? [] : [[`demo: ${name}`, assessed] as const]));
}

const containers: readonly (readonly [string, AssessedContainer])[] = [
	...examples.map(([what, example]) => [what, assessExample(example)] as const),
	...(await demo()),
];

const worst = (dangers: readonly Danger[]): Severity | undefined =>
	severities.find(severity => dangers.some(danger => danger.severity === severity));

/** Of the page, the row that begins with this word. */
const rowOf = (lines: readonly unknown[], word: string): string =>
	lines.map(line => JSON.stringify(line)).find(text => text.includes(`${word} `) || text.includes(`${word}"`)) ?? '';

const contextOf = (assessed: AssessedContainer): ContainerContext =>
	({
		assessed,
		width: 400,
		entry: {id: assessed.facts.id},
		state: {model: {entries: [], host: null}, keyNames: keyNamesOf({})},
	}) as unknown as ContainerContext;

const severityWord = /^(critical|high|medium|low|info|ok): /;

/** The last cell of each row of the Network page, by `80/tcp`. */
function networkRows(assessed: AssessedContainer): ReadonlyMap<string, string> {
	const [first] = networkPage(contextOf(assessed)).lines.flatMap((line: Line) => (line.kind === 'table' ? [line.table] : []));
	return new Map((first?.rows ?? []).map(row => [String(row[0]), String(row.at(-1))]));
}

describe('a danger has one severity and one set of flags', () => {
	it('in hundreds of containers, with some that are closed', () => {
		const all = containers.map(([, {dangers}]) => dangers);
		expect(all.filter(dangers => dangers.some(({hops}) => hops.length > 0)).length).toBeGreaterThan(40);
		expect(all.flat().some(({use}) => use.kind === 'closed')).toBe(true);
		expect(containers.filter(([, {reach}]) => reach.some(({at}) => at !== null)).length).toBeGreaterThan(40);
	});

	it.each(containers)('%s', (_, assessed) => {
		const {dangers, attackPaths, verdicts, badges, facts} = assessed;
		const verdictOf = (rule: string) => verdicts.find(one => one.rule === rule);
		const context = contextOf(assessed);
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
			const same = dangers.filter(other => other.kind === kind || (kind === 'host-pid' && other.kind === 'ptrace-host'));
			const badge = badges.find(({word}) => word === badgeOf[kind]);
			if (badge !== undefined) expect([badge.word, badge.severity]).toEqual([badge.word, worst(same)]);
			if (kind === 'capability' || kind === 'release-agent' || kind === 'ptrace-host')
				expect(rowOf(capabilities, about)).toContain(worst(dangers.filter(other => other.about === about)));
			const planned = changes.find(({slug}) => slug === stepOf(danger));
			if (planned === undefined) continue;
			if (kind === 'socket' || kind === 'device')
				expect([planned.slug, planned.remove, planned.add]).toEqual([planned.slug, change.remove, change.add]);
			else if (!isSame(planned, change)) differing.add(`plan ${stepOf(danger)?.split(':')[0]}`);
		}
		for (const [rule, kinds] of Object.entries(kindsOf)) {
			const same = dangers.filter(({kind}) => kinds.includes(kind));
			// The host's processes may be in a mounted /proc, too.
			if (same.length === 0 || (rule === 'container-host-pid' && facts.namespaces.pid.kind !== 'host')) continue;
			const verdict = verdictOf(rule);
			expect([rule, verdict?.verdict, verdict?.severity]).toEqual([rule, 'fail', worst(same)]);
			const changes = same.map(({change}) => change);
			const flags = {remove: changes.flatMap(({remove}) => remove), add: changes.flatMap(({add}) => add)};
			if (!isSame(verdict?.remedy, flags)) differing.add(rule);
		}
		for (const {destination} of facts.mounts) {
			const ofMount = dangers.filter(({about, kind}) => about === destination && kind !== 'capability' && kind !== 'device');
			const [first] = ofMount;
			if (first !== undefined) expect(rowOf(mounts, destination)).toContain(`${worst(ofMount)}: `);
		}
	});

	afterAll(() => {
		expect([...differing].sort()).toEqual([...flagsThatDiffer].sort());
	});
});

type Flags = Pick<Change, 'remove' | 'add'>;
/** The same flags, in whatever order and however often. */
const isSame = (one: Flags | null | undefined, other: Flags): boolean =>
	one != null && setOf(one.remove) === setOf(other.remove) && setOf(one.add) === setOf(other.add);
const setOf = (options: Change['remove']): string => JSON.stringify([...new Set(options.map(optionText))].sort());

describe('a port is reached by the same everywhere', () => {
	it.each(containers)('%s', (_, assessed) => {
		const {reach, outside, badges, verdicts, attackPaths, facts} = assessed;
		const failing = (rule: string) => verdicts.find(one => one.rule === rule && one.verdict === 'fail')?.severity;
		const rows = networkRows(assessed);
		const column = String(reachable({assessed}));
		const isHost = facts.namespaces.network.kind === 'host';

		const starts = attackPaths.filter(({hops, id}) => hops[0]?.label === 'any network' && !/^(peer|service)/.test(id));
		if (outside === null || !/^(any-network|host-network|routing-mesh)$/.test(outside.by)) expect(starts).toEqual([]);
		for (const place of isHost ? [] : reach) {
			const {port, at, from, unseen} = place;
			const row = rows.get(`${port.port}/${port.protocol}`) ?? '';
			const open = reach.filter(isOpenWildcard).some(one => one.port === port);
			const word = `*:${at?.hostPort}`;
			const usual = port.administrative ? 'container-admin-port' : 'container-wildcard-publish';
			const rule = port.unauthenticated === undefined ? usual : 'container-no-authentication';
			if (isOpenWildcard(place)) {
				const badge = badges.find(one => one.word === word || one.word === `${word}?`);
				if (badge !== undefined) expect([badge.slug, badge.severity]).toEqual([rule, failing(rule)]);
				// Where several services are open, the rule has the severity of the worst.
				if (port.unauthenticated === undefined) expect(row).toMatch(new RegExp(`^${failing(rule)}: `));
				if (badge !== undefined) expect(row).toMatch(new RegExp(`^${badge.severity}: `));
			}
			if (!open && port.reach === 'wildcard') {
				expect(badges.map(one => String(one.word))).not.toContain(word);
				expect(row).toMatch(/^low: /);
			}
			if (at === null || from === 'not-running') continue;
			const isShown = column.includes(String(at.hostPort));
			if (isFromOutside(place) && reach.length < 4) expect(isShown).toBe(true);
			if (!reach.some(one => one.at?.hostPort === at.hostPort && (isFromOutside(one) || one.from === 'this-host')))
				expect(column.split(/[\s:,]+/)).not.toContain(String(at.hostPort));
			if (unseen.length > 0 && isFromOutside(place)) expect(column).toContain('?');
		}
		for (const row of rows.values()) expect(row).toMatch(severityWord);
		const administrative = facts.ports.filter(port => port.administrative && port.reach === 'wildcard');
		const services = attackPaths.filter(({id}) => id.startsWith('service:'));
		if (administrative.length !== 1 || services.length !== 1) return;
		const open = administrative[0]?.unauthenticated !== undefined;
		const advised = verdicts.find(({rule}) => rule === (open ? 'container-no-authentication' : 'container-admin-port'));
		expect(flagsOf(services[0]?.cutBy)).toEqual(flagsOf(advised?.remedy));
		expect(services[0]?.severity).toBe(advised?.severity);
	});
});

describe('a finding is as bad in each report', () => {
	it.each(containers)('%s', (_, assessed) => {
		const open = assessed.verdicts.filter(isOpen);
		const findings = Object.fromEntries(open.map(({rule, severity}) => [rule, severity]));
		const paths = assessed.attackPaths.map(({severity}) => severity);
		for (const [format, reported] of Object.entries(reportedSeverities(assessed))) {
			expect([format, reported.findings]).toEqual([format, findings]);
			if (reported.paths !== null) expect([format, reported.paths]).toEqual([format, paths]);
		}
		const rows = findingsPage(contextOf(assessed)).lines.flatMap(line =>
			line.kind === 'text' && line.item?.open?.kind === 'rule'
				? [[line.item.open.slug, line.spans[1]?.text.trim()] as const]
				: [],
		);
		expect(Object.fromEntries(rows.filter(([rule]) => rule in findings))).toEqual(findings);
	});
});
