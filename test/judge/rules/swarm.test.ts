import {describe, expect, it} from 'vitest';
import {type EngineInfo, known, type NetworkInspect, type SwarmAnswers, unknown} from '../../../src/base/answers/index.js';
import {engineFacts} from '../../../src/base/facts/index.js';
import {swarmRules} from '../../../src/judge/rules/index.js';
import {judgeSwarm} from '../../../src/judge/rules/judge.js';
import type {Verdict} from '../../../src/judge/rules/verdict.js';
import {engineScope} from '../../support/example-scope.js';

type Asked = {info: EngineInfo | null; swarm?: SwarmAnswers; networks?: NetworkInspect[]; now?: string};

function judge({info, swarm, networks = [], now = '2026-11-24T00:00:00Z'}: Asked): Map<string, Verdict> {
	const answers = swarm === undefined ? unknown('engine:/swarm', 'This node is not a swarm manager.') : known(swarm);
	const facts = engineFacts({version: {Version: '29.7.2'}, info, networks: known(networks), swarm: answers});
	return new Map(judgeSwarm(engineScope({facts, now})).map(verdict => [verdict.rule, verdict]));
}

const manager = (more: EngineInfo['Swarm'] = {}): EngineInfo => ({
	Swarm: {LocalNodeState: 'active', ControlAvailable: true, NodeAddr: '192.0.2.10', Nodes: 1, Managers: 1, ...more},
});

describe('a swarm', () => {
	it('that is off is not judged: every rule is not applicable, none passes', () => {
		const verdicts = judge({info: {Swarm: {LocalNodeState: 'inactive'}}});
		expect([...verdicts.values()].map(({verdict}) => verdict)).toEqual(swarmRules.map(() => 'not-applicable'));
	});

	it('that is not known is unknown', () => {
		expect([...judge({info: null}).values()].map(({verdict}) => verdict)).toEqual(swarmRules.map(() => 'unknown'));
	});

	it('is not judged on a worker', () => {
		const verdicts = judge({info: {Swarm: {LocalNodeState: 'active', ControlAvailable: false}}});
		for (const slug of ['swarm-managers', 'swarm-autolock', 'swarm-secrets', 'swarm-certificate-expiry'])
			expect(verdicts.get(slug)).toMatchObject({verdict: 'unknown'});
		expect(verdicts.get('swarm-listen-address')).toMatchObject({verdict: 'not-applicable'});
	});

	it.each([
		[1, 'fail'],
		[2, 'fail'],
		[3, 'pass'],
		[4, 'fail'],
		[5, 'pass'],
		[9, 'fail'],
	])('with %i managers is a %s', (Managers, expected) => {
		expect(judge({info: manager({Managers})}).get('swarm-managers')).toMatchObject({verdict: expected});
	});

	it('sends in clear over overlays that are not encrypted, the ingress apart', () => {
		const overlay = (Name: string, more: NetworkInspect): NetworkInspect => ({Name, Id: Name, Driver: 'overlay', ...more});
		const ingress = overlay('ingress', {Ingress: true});
		const asked = (...networks: NetworkInspect[]) => judge({info: manager(), networks}).get('swarm-overlay-encryption');
		expect(asked(ingress)).toMatchObject({verdict: 'not-applicable'});
		expect(asked(ingress, overlay('back', {Options: {encrypted: ''}}))).toMatchObject({verdict: 'pass'});
		expect(asked(ingress, overlay('back', {Options: {}}))).toMatchObject({verdict: 'fail'});
	});

	it('reports its lock, certificates and age on managers', () => {
		const fresh = {
			CreatedAt: '2026-11-20T00:00:00Z',
			Spec: {EncryptionConfig: {AutoLockManagers: false}, CAConfig: {NodeCertExpiry: 7_776_000_000_000_000}},
		};
		const verdicts = judge({info: manager(), swarm: {swarm: fresh, secrets: []}});
		const of = (slug: string) => verdicts.get(slug)?.verdict;
		expect(of('swarm-autolock')).toBe('fail');
		expect(of('swarm-unlock-key-age')).toBe('not-applicable');
		expect(of('swarm-certificate-expiry')).toBe('pass');
		expect(of('swarm-ca-rotation')).toBe('pass');
		expect(of('swarm-secrets')).toBe('fail');
		expect(of('swarm-planes')).toBe('pass');
		expect(of('swarm-listen-address')).toBe('unknown');
	});

	it('that is older than a year may have an old key, which only an old object proves', () => {
		const old = {CreatedAt: '2024-01-01T00:00:00Z', Spec: {EncryptionConfig: {AutoLockManagers: true}}};
		const key = (UpdatedAt: string) => judge({info: manager(), swarm: {swarm: {...old, UpdatedAt}}}).get('swarm-unlock-key-age');
		expect(key('2024-01-02T00:00:00Z')).toMatchObject({verdict: 'fail'});
		expect(key('2026-10-01T00:00:00Z')).toMatchObject({verdict: 'unknown'});
	});
});
