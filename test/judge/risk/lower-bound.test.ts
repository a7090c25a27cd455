import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {toAscii} from '../../../src/base/text/ascii.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {change} from '../../../src/judge/changes/change.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import {gradeCell, gradeWords} from '../../../src/judge/risk/grade-words.js';
import {isLowerBound, riskOf} from '../../../src/judge/risk/score.js';
import type {Danger} from '../../../src/judge/rules/dangers/danger.js';
import {assessedExample, mounting} from '../../support/assessed-example.js';
import {containerScope} from '../../support/example-scope.js';

const socket = mounting('/var/run/docker.sock:/var/run/docker.sock');
const isMarked = (...given: Parameters<typeof assessedExample>) => assessedExample(...given).risk.isLowerBound;
const seen = {socketGroup: known({group: trusted('docker'), gid: 998, members: []})};
/** No program of the image makes another user of one. */
const searched = {setuidFiles: known([]), fileCapabilities: known([])};
/** Of a host that shows the group of the socket, to which this user does not belong. */
const asUser = {...socket, Config: {User: '1000:1000'}, host: seen};

describe('a grade is marked as a lower bound', () => {
	it('not for what only root on the host, a scan or --deep would show', () => {
		const {verdicts, risk} = assessedExample({});
		expect(verdicts.filter(({verdict}) => verdict === 'unknown').length).toBeGreaterThan(5);
		expect(risk.isLowerBound).toBe(false);
	});

	it('where it is not known whether the user can get to the socket', () => {
		expect(isMarked(asUser)).toBe(true);
		expect(isMarked({...asUser, HostConfig: {...socket.HostConfig, SecurityOpt: ['no-new-privileges']}})).toBe(false);
		expect(isMarked({...asUser, imageFacts: searched})).toBe(false);
	});

	it('where a critical check lacks what the host would show', () =>
		expect(isMarked({...mounting('/srv/app.sock:/srv/app.sock'), Config: {User: '1000:1000'}, host: {}})).toBe(true));

	it('not where that finding is waived', () => {
		const waiver = {
			rule: 'container-runtime-socket',
			target: {name: '*'},
			reason: 'accepted',
			owner: null,
			expires: null,
			line: 1,
		};
		expect(isMarked(asUser, {...builtInPolicy, waivers: [waiver]})).toBe(false);
	});

	it('where the engine says nothing of itself', () => {
		expect(isMarked({engine: {cgroupVersion: null, noNewPrivilegesDefault: null}, HostConfig: {CapAdd: ['SYS_ADMIN']}})).toBe(
			true,
		);
	});

	it('not for a finding that two unknown dangers raise, which still counts once', () => {
		const {verdicts, facts} = assessedExample({});
		const {engine} = containerScope({});
		const [first] = verdicts;
		if (first === undefined) throw new Error('the example has verdicts');
		const finding = {
			...first,
			verdict: 'fail' as const,
			severity: 'low' as const,
			causes: ['-v /a:/a', '-v /b:/b'],
			waived: null,
		};
		const danger = (cause: string): Danger => ({
			id: cause,
			kind: 'host-read',
			about: cause,
			severity: 'low',
			base: 'medium',
			use: {kind: 'unknown', reason: trusted('not known'), step: null},
			causes: [cause],
			mitigations: [],
			exposes: trusted('files'),
			hops: [],
			change: change({text: ''}),
		});
		const judged = {verdicts: [finding], container: facts, engine, grade: riskOf([finding]).grade};
		expect(isLowerBound({...judged, dangers: finding.causes.map(danger)})).toBe(false);
		expect(isLowerBound({...judged, dangers: [{...danger('-v /a:/a'), base: 'high'}, danger('-v /b:/b')]})).toBe(true);
	});

	it('not where it is an F already', () =>
		expect(isMarked({HostConfig: {Privileged: true}, engine: {cgroupVersion: null}})).toBe(false));
});

describe('a marked grade', () => {
	const risk = {score: 60, grade: 'D', isLowerBound: true} as const;
	const cell = (one: Parameters<typeof gradeCell>[0]) => trusted(gradeCell(one).grade + gradeCell(one).score);

	it('reads ≥ D 60, and > D 60 in ASCII', () => {
		expect(gradeWords(risk)).toBe('≥ D 60');
		expect(toAscii(gradeWords(risk))).toBe('> D 60');
	});

	it('is as wide as any other in a column', () => {
		expect([cell(risk), cell({...risk, isLowerBound: false}), cell({score: 100, grade: 'F', isLowerBound: false})]).toEqual([
			'≥D 60',
			'D  60',
			'F 100',
		]);
	});
});
