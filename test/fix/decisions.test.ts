import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {known} from '../../src/base/answers/index.js';
import {localHost} from '../../src/base/host/local-host.js';
import {sanitise} from '../../src/base/text/safe-text.js';
import {demoFleet} from '../../src/cli/demo/demo-fleet.js';
import {enabledFor, openDecisions, outcomeWords} from '../../src/fix/decisions/index.js';
import {type HardeningCase, openCase, viewCase} from '../../src/fix/hardening-case.js';
import {hardened, planHardening} from '../../src/fix/plan/index.js';
import {hardeningOutput} from '../../src/fix/render/fix-output.js';
import {flagsOf} from '../../src/judge/changes/change.js';
import {type Fleet, openFleet} from '../../src/judge/index.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';
import {assessedOf, evidenceOf} from './subject.js';

const {reader} = openSnapshot(demoFleet(), 'demo');
let fleet: Fleet;
const cases = new Map<string, HardeningCase>();
beforeAll(async () => {
	fleet = openFleet(reader, {now: () => Date.parse('2026-12-01T00:00:00Z')});
	await fleet.start();
	for (const {name, assessed} of fleet.model().entries)
		if (assessed !== null) cases.set(String(name), await openCase({reader, fleet, host: localHost()}, assessed));
});
afterAll(() => fleet.close());

const caseOf = (name: string): HardeningCase => {
	const found = cases.get(name);
	if (found === undefined) throw new Error(`no container ${name}`);
	return found;
};
const judgeOf =
	({assessed}: HardeningCase) =>
	(inspect: Parameters<Fleet['assessHypothetical']>[1]) =>
		fleet.assessHypothetical(assessed.facts.id, inspect);
const asked = {rung: 'safe', cut: false, choose: null} as const;
const supposed = (one: HardeningCase, enabled: ReadonlySet<string>) => judgeOf(one)(hardened(one.plan, enabled));

describe('--cut all', () => {
	it('cuts at least four of five attack paths of the demo fleet, and brings none', () => {
		const paths = [...cases.values()].map(one => {
			const left = supposed(one, enabledFor(one.plan, {...asked, cut: true}, judgeOf(one)))?.attackPaths.length ?? Number.NaN;
			expect(left).toBeLessThanOrEqual(one.assessed.attackPaths.length);
			return [one.assessed.attackPaths.length, left] as const;
		});
		const [before, left] = [0, 1].map(side => paths.reduce((sum, pair) => sum + (pair[side] ?? 0), 0));
		expect(before).toBeGreaterThan(10);
		expect(left).toBeLessThanOrEqual((before ?? 0) / 5);
	});

	it('does what the default leaves', () => {
		const one = caseOf('portainer');
		expect(String(outcomeWords(one.assessed, supposed(one, enabledFor(one.plan, asked, judgeOf(one)))))).toMatch(
			/^now F \d+ · 3 paths → F \d+ · 3 paths$/,
		);
		expect(String(outcomeWords(one.assessed, supposed(one, enabledFor(one.plan, {...asked, cut: true}, judgeOf(one)))))).toMatch(
			/^now F \d+ · 3 paths → [A-E] \d+ · 0 paths$/,
		);
	});
});

describe('--choose', () => {
	const chosen = (choose: string) =>
		enabledFor(caseOf('portainer').plan, {...asked, cut: true, choose}, judgeOf(caseOf('portainer')));

	it('takes one alternative of each cause, and wins over --cut', () => {
		expect([...chosen('socket=remove,9443=none')]).toEqual(
			expect.arrayContaining(['socket:/var/run/docker.sock', 'publish-none:9443']),
		);
		expect([...chosen('socket=remove')].filter(slug => slug.startsWith('socket'))).toEqual(['socket:/var/run/docker.sock']);
		expect([...chosen('socket=keep')].filter(slug => slug.startsWith('socket'))).toEqual([]);
	});

	it.each([
		['sokcet=proxy', /nothing to decide about "sokcet".*did you mean "socket"/],
		['socket', /--choose socket= takes proxy, remove, keep/],
		['socket=open', /--choose socket= takes proxy, remove, keep/],
	])('refuses %s', (text, words) => {
		expect(() => chosen(text)).toThrow(words);
	});
});

it('moves a client of the socket behind a proxy, as commands and as a Compose file', () => {
	const one = caseOf('portainer');
	const view = viewCase(one, one.plan, enabledFor(one.plan, {...asked, choose: 'socket=proxy'}, judgeOf(one)), fleet);
	const run = hardeningOutput('run', view, one.image).text;
	expect(run).toMatch(/^docker network create portainer-engine && \\\ndocker run .*--name portainer-engine-proxy /);
	expect(run.split('docker run').at(-1)).not.toContain('docker.sock');
	expect(run).toContain('--env DOCKER_HOST=tcp://portainer-engine-proxy:2375');
	expect(view.replacement.replace).toContain('docker network create portainer-engine && \\\n');
	const compose = hardeningOutput('compose', view, one.image).text;
	expect(compose).toMatch(/\n {2}portainer-engine-proxy:\n[\s\S]*"\/run\/docker.sock:\/var\/run\/docker.sock:ro"/);
});

describe('what was seen of a container', () => {
	const use = {devices: [], capabilities: [], writesKernel: false, open: new Set<never>(), written: new Set<never>()};
	const changes = (parts: Parameters<typeof assessedOf>[0], seen: Parameters<typeof evidenceOf>[0]) =>
		planHardening(assessedOf(parts), evidenceOf(seen)).changes;

	it('takes the place of --privileged', () => {
		const hostUse = known({
			...use,
			devices: [sanitise('/dev/net/tun')],
			capabilities: [{capability: 'NET_ADMIN' as const, by: sanitise('/dev/net/tun')}],
		});
		const exact = changes({HostConfig: {Privileged: true}}, {hostUse}).find(({slug}) => slug === 'privileged-exact');
		expect(exact && flagsOf(exact)).toEqual({remove: ['--privileged'], add: ['--cap-add NET_ADMIN', '--device /dev/net/tun']});
		expect(exact?.rung).toBe('choice');
		expect(changes({HostConfig: {Privileged: true}}, {}).some(({slug}) => slug === 'privileged-exact')).toBe(false);
	});

	const mounted = {
		HostConfig: {Binds: ['/etc:/host-etc']},
		Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host-etc', RW: true}],
	};
	const readOnly = (seen: Parameters<typeof evidenceOf>[0]) =>
		changes(mounted, seen).find(({decides}) => decides?.cause === '/host-etc' && decides.name === 'ro')?.rung;

	it('preselects a read-only mount only where nothing below it changed since a day or more', () => {
		const below = (sinceChange: number, hasSocket = false) => new Map([['/host-etc', known({sinceChange, hasSocket})]]);
		const day = 86_400;
		expect(readOnly({hostUse: known(use), below: below(3 * day), runningFor: 2 * day})).toBe('safe');
		expect(readOnly({hostUse: known(use), below: below(day), runningFor: 2 * day})).toBe('choice');
		expect(readOnly({hostUse: known(use), below: below(day), runningFor: day / 2})).toBe('choice');
		expect(readOnly({hostUse: known(use), below: below(3 * day, true), runningFor: 2 * day})).toBe('choice');
		expect(readOnly({})).toBe('choice');
	});

	it('gives the folder of a mount that it has open', () => {
		const open = new Set(['/host-etc/ssl/certs/ca.pem', '/host-etc/ssl/openssl.cnf'].map(sanitise));
		const found = changes(mounted, {hostUse: known({...use, open})}).find(({decides}) => decides?.name === 'subfolder');
		expect(found && flagsOf(found).add).toEqual(['-v /etc/ssl:/host-etc/ssl:ro']);
	});
});

it('leaves no attack path of any container without a decision', () => {
	for (const one of cases.values()) {
		if (one.assessed.attackPaths.length === 0) continue;
		expect([String(one.assessed.facts.name), openDecisions(one.plan, one.assessed, judgeOf(one)).length > 0]).toEqual([
			String(one.assessed.facts.name),
			true,
		]);
	}
});
