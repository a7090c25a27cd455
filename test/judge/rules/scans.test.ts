import {describe, expect, it} from 'vitest';
import {unknown} from '../../../src/base/answers/index.js';
import type {FixableVulnerability, ImageFacts} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import vulnerablePackages from '../../../src/judge/rules/container/container-vulnerable-packages.js';
import imageVulnerabilities from '../../../src/judge/rules/image/image-vulnerabilities.js';
import {judgeContainer, judgeImage} from '../../../src/judge/rules/judge.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {exampleScan} from '../../../src/judge/rules/shared/scan-verdicts.js';
import {containerScope, imageScope} from '../../support/example-scope.js';

const now = '2026-11-24T12:00:00Z';
const ofImage = (scan: ImageFacts['scan']) => judgeImage(imageScope({facts: {scan}, now}), [imageVulnerabilities])[0];
const ofContainer = (scan: ImageFacts['scan'], example: ContainerExample = {}) =>
	judgeContainer(containerScope({...example, imageFacts: {scan}}), [vulnerablePackages])[0];

describe('an image that was scanned (CIS 4.4)', () => {
	it('is unknown with the reason when it never was, or when the scan saw nothing', () => {
		expect(ofImage(unknown('scan', 'no scan of this image is kept here'))).toMatchObject({
			verdict: 'unknown',
			cis: {'1.6.0': '4.4', '1.8.0': '4.4'},
			reasons: [{source: 'scan', reason: 'no scan of this image is kept here'}],
		});
	});

	it('passes while the scan is fresh, is unknown after seven days, and says how old it is', () => {
		expect(ofImage(exampleScan([], '2026-11-17T12:00:01Z'))?.verdict).toBe('pass');
		expect(ofImage(exampleScan([], '2026-11-17T12:00:00Z'))).toMatchObject({
			verdict: 'unknown',
			reasons: [{reason: expect.stringContaining('7 days old, and stale after 7')}],
		});
	});

	it('fails with what can be fixed, however old the scan is, as bad as the worst of it', () => {
		const high = ofImage(
			exampleScan([{severity: 'high'}, {severity: 'high', id: trusted('CVE-2026-2')}], '2026-01-01T00:00:00Z'),
		);
		expect(high).toMatchObject({verdict: 'fail', severity: 'high', detail: '2 high vulnerabilities have a fix'});
		expect(high?.evidence.map(({path}) => path)).toEqual(['trivy', 'CVE-2026-1234', 'CVE-2026-2']);
		expect(ofImage(exampleScan([{severity: 'high'}, {}]))).toMatchObject({
			severity: 'critical',
			detail: '1 critical and 1 high vulnerabilities have a fix',
		});
		expect(ofImage(exampleScan([{}]))?.detail).toBe('1 critical vulnerability has a fix');
	});
});

describe('a container of a vulnerable image', () => {
	const published: ContainerExample = {
		HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}},
		NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '80'}]}},
	};
	const loopback: ContainerExample = {
		HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '80'}]}},
		NetworkSettings: {Ports: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '80'}]}},
	};
	const host: ContainerExample = {HostConfig: {NetworkMode: 'host'}};

	it.each<[Partial<FixableVulnerability>, ContainerExample, string]>([
		[{loaded: 'loaded'}, published, 'high'],
		[{loaded: 'loaded'}, host, 'high'],
		[{loaded: 'loaded'}, loopback, 'medium'],
		[{loaded: 'on-disk'}, published, 'medium'],
		[{loaded: 'unknown'}, {}, 'low'],
		[{severity: 'high', loaded: 'loaded'}, published, 'medium'],
		[{severity: 'high', loaded: 'on-disk'}, {}, 'low'],
		[{severity: 'high', loaded: 'loaded', exploited: true}, published, 'high'],
		// Everything at once is still one high finding: how it is set up decides more.
		[{loaded: 'loaded', exploited: true}, published, 'high'],
	])('%j in %j is %s', (vulnerability, example, severity) => {
		expect(ofContainer(exampleScan([{severity: 'high', loaded: 'on-disk'}, vulnerability]), example)).toMatchObject({
			verdict: 'fail',
			severity,
		});
	});

	it('says in a line what decides', () => {
		expect(ofContainer(exampleScan([{loaded: 'loaded'}, {severity: 'high'}]), published)?.detail).toBe(
			'1 critical and 1 high vulnerabilities have a fix, 1 loaded, reachable from outside',
		);
	});

	it('is unknown where the image never was scanned', () => {
		expect(ofContainer(unknown('scan', 'never'))?.verdict).toBe('unknown');
	});
});
