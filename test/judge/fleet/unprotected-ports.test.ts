import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {AssessedContainer} from '../../../src/judge/risk/assessment.js';
import {compareByRisk} from '../../../src/judge/risk/compare-by-risk.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {openFirewall} from '../../../src/judge/rules/shared/example-firewall.js';
import {networkPage} from '../../../src/tui/pages/network.js';
import type {ContainerContext} from '../../../src/tui/pages/page-state.js';
import {assessExample} from '../../support/changed-example.js';
import {published} from '../rules/container-cases/case.js';
import {serviceCases} from '../rules/container-cases/services.js';

const badgeOf = ({badges}: AssessedContainer, port: number) =>
	badges.find(({word}) => word === `*:${port}` || word === `*:${port}?`)?.severity;
const pathOf = ({attackPaths}: AssessedContainer, port: number) =>
	attackPaths.find(({id}) => id === `service:${port}/tcp`)?.severity;
const ruleOf = ({verdicts}: AssessedContainer) => {
	const {verdict, severity} = verdicts.find(({rule}) => rule === 'container-no-authentication') ?? {};
	return verdict === 'fail' ? severity : verdict;
};
const rowOf = (assessed: AssessedContainer, port: number): string => {
	const state = {model: {entries: [], host: null}};
	const {lines} = networkPage({assessed, state, width: 400} as unknown as ContainerContext);
	return lines.map(line => JSON.stringify(line)).find(text => text.includes(`${port}/tcp`)) ?? '';
};

const redis: ContainerExample = {
	Config: {Image: 'redis:7.4', Cmd: ['redis-server']},
	...published('0.0.0.0', '6379', '6379/tcp'),
};
const postgres: ContainerExample = {
	Config: {Image: 'postgres:16', Cmd: ['postgres'], Env: ['POSTGRES_PASSWORD_FILE=/run/secrets/db']},
	...published('0.0.0.0', '5432', '5432/tcp'),
};

describe('an open port of a service without authentication', () => {
	const cases = (serviceCases['container-no-authentication'] ?? []).map(
		([what, example]) => [what, assessExample(example)] as const,
	);

	it.each(cases)('has one severity in rule, badge, path and page: %s', (_, assessed) => {
		const open = assessed.facts.ports.filter(({reach, unauthenticated}) => reach === 'wildcard' && unauthenticated !== undefined);
		for (const {port} of open) {
			const severity = ruleOf(assessed);
			// Where nothing listens or the firewall closes it, no badge shows it and no path leads there.
			const isOpen = severity === 'critical' || severity === 'high';
			expect(badgeOf(assessed, port)).toBe(isOpen ? severity : undefined);
			expect(pathOf(assessed, port)).toBe(isOpen ? severity : undefined);
			if (isOpen) expect(rowOf(assessed, port)).toContain(`${severity}: `);
		}
	});
	it('is among those cases more than ten times', () => {
		const open = cases.filter(([, {facts}]) =>
			facts.ports.some(({reach, unauthenticated}) => reach === 'wildcard' && unauthenticated),
		);
		expect(open.length).toBeGreaterThan(10);
	});

	it('ranks above one that asks for a password', () => {
		const [without, withOne] = [assessExample(redis), assessExample(postgres)];
		expect([ruleOf(without), badgeOf(without, 6379), pathOf(without, 6379)]).toEqual(['critical', 'critical', 'critical']);
		expect([ruleOf(withOne), badgeOf(withOne, 5432), pathOf(withOne, 5432)]).toEqual(['pass', 'high', 'high']);
		expect(compareByRisk(without, withOne)).toBeLessThan(0);
	});

	it('says in the path that any client gets in', () => {
		const path = assessExample(redis).attackPaths.find(({id}) => id === 'service:6379/tcp');
		expect(path?.hops.map(({label}) => label)).toEqual(['any network', '0.0.0.0:6379', 'Redis of web, open to any client']);
	});

	it('is no worse in its badge than it is, beside a worse one', () => {
		const both = assessExample({
			Config: {Image: 'prom/prometheus:v3.1.0', Cmd: ['prometheus'], Env: ['NODE_OPTIONS=--inspect=0.0.0.0:9229']},
			HostConfig: {PortBindings: {'9229/tcp': [{HostIp: '', HostPort: '9229'}], '9090/tcp': [{HostIp: '', HostPort: '9090'}]}},
			NetworkSettings: {
				Ports: {'9229/tcp': [{HostIp: '0.0.0.0', HostPort: '9229'}], '9090/tcp': [{HostIp: '0.0.0.0', HostPort: '9090'}]},
			},
		});
		expect([ruleOf(both), badgeOf(both, 9229), badgeOf(both, 9090)]).toEqual(['critical', 'critical', 'high']);
		expect([pathOf(both, 9229), pathOf(both, 9090)]).toEqual(['critical', 'high']);
	});

	it('is less severe where the firewall lets only certain sources through', () => {
		const others = [{on: 'source', not: true, values: [trusted('10.0.0.0/8')]}] as const;
		const host = {
			firewall: openFirewall({
				forwardRules: [{text: trusted('drop'), matches: others, action: {do: 'drop'}}],
				inputRules: [{text: trusted('accept'), matches: [], action: {do: 'accept'}}],
			}),
		};
		const one = assessExample({Config: redis.Config ?? {}, ...published('0.0.0.0', '8080', '6379/tcp'), host});
		expect([ruleOf(one), badgeOf(one, 8080), pathOf(one, 6379)]).toEqual(['high', 'high', 'high']);
		expect(rowOf(one, 6379)).toMatch(/high: .*open only to 10\.0\.0\.0\/8/);
		const both = assessExample({
			Config: {...redis.Config, Env: ['NODE_OPTIONS=--inspect=0.0.0.0:9229']},
			HostConfig: {PortBindings: {'9229/tcp': [{HostIp: '', HostPort: '9229'}], '6379/tcp': [{HostIp: '', HostPort: '8080'}]}},
			NetworkSettings: {
				Ports: {'9229/tcp': [{HostIp: '0.0.0.0', HostPort: '9229'}], '6379/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]},
			},
			host,
		});
		expect([ruleOf(both), badgeOf(both, 9229), badgeOf(both, 8080)]).toEqual(['critical', 'critical', 'high']);
		expect([pathOf(both, 9229), pathOf(both, 6379)]).toEqual(['critical', 'high']);
	});

	it.each([
		['everyone', {}, 'critical'],
		[
			'certain sources',
			{
				host: {
					firewall: openFirewall({
						inputRules: [
							{
								text: trusted('accept'),
								matches: [{on: 'source', not: false, values: [trusted('10.0.0.0/8')]}],
								action: {do: 'accept'},
							},
						],
					}),
				},
			},
			'high',
		],
		['no other machine', {host: {firewall: openFirewall({})}}, 'low'],
		['everyone once it runs', {State: {Status: 'exited', Running: false}}, 'critical'],
	] as const)('is as severe on the network of the host as where it is published, open to %s', (_, more, severity) => {
		const ports = {Config: {...redis.Config, ExposedPorts: {'6379/tcp': {}}}, HostConfig: {NetworkMode: 'host'}};
		const listening = known([
			{protocol: 'tcp', family: 4, address: trusted('0.0.0.0'), port: 6379, process: trusted('redis-server')},
		] as const);
		const facts = 'State' in more ? {} : {sockets: {own: listening, inNetwork: listening}};
		expect(ruleOf(assessExample({...ports, facts, ...more}))).toBe(severity);
	});

	it('has the severity of the rule on the page where it is published on one address', () => {
		const one = assessExample({Config: redis.Config ?? {}, ...published('10.0.0.5', '6379', '6379/tcp')});
		expect(ruleOf(one)).toBe('high');
		expect(rowOf(one, 6379)).toContain('high: may be open to any machine that can reach that address');
	});

	it('is low where nothing listens behind it', () => {
		const silent = assessExample({...redis, facts: {sockets: {own: known([]), inNetwork: known([])}}});
		expect([ruleOf(silent), badgeOf(silent, 6379), pathOf(silent, 6379)]).toEqual(['low', undefined, undefined]);
	});
});
