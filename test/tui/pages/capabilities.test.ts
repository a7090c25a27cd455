import {expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import type {ContainerFacts, PrivilegedPrograms} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {exampleLiveState} from '../../../src/judge/rules/shared/examples.js';
import {capabilitiesPage} from '../../../src/tui/pages/capabilities-page.js';
import type {ContainerContext} from '../../../src/tui/pages/page-state.js';
import {judge} from '../../judge/risk/assessed.js';
import {assessedExample} from '../../support/assessed-example.js';

const found = (programs: Partial<PrivilegedPrograms>) => known({setuid: [], setgid: [], capable: [], ...programs});
const ping = {path: trusted('/bin/ping'), uid: 0, gid: 0, mode: 0o755, permitted: new Set(['NET_RAW' as const])};
const su = {setuid: [trusted('/bin/su')]};
const user = (noNewPrivileges = false) =>
	exampleLiveState({effective: new Set(), permitted: new Set(), uids: [1000, 1000, 1000, 1000], noNewPrivileges});

function pageOf(facts: Partial<ContainerFacts>, SecurityOpt: string[] = []): string {
	const assessed = assessedExample({Config: {User: '1000'}, HostConfig: {SecurityOpt}, facts});
	const state = {keyNames: {openFix: 'f'}};
	return JSON.stringify(capabilitiesPage({assessed, state, width: 200} as unknown as ContainerContext).lines);
}

it.each([
	['nothing known', {}, 'a setuid program, if it has one, can gain them all', true],
	[
		'a setuid program',
		{setuidPrograms: known(su.setuid), fileCapabilities: known([])},
		'a setuid program can gain them all',
		true,
	],
	['none in its image', {setuidPrograms: known([]), fileCapabilities: known([])}, 'no program of its image gains any', false],
])('says what programs give it, and what it can gain: %s', (_, facts, words, canGain) => {
	const page = pageOf({...facts, truth: user()});
	expect(page).toContain(words);
	expect(page.includes('can be gained')).toBe(canGain);
});

it('says that nothing can be gained with no-new-privileges, whatever programs it has', () => {
	const facts = {setuidPrograms: known(su.setuid), fileCapabilities: known([]), truth: user(true)};
	const page = pageOf(facts, ['no-new-privileges']);
	expect(page).toContain('setuid programs cannot gain any');
	expect(page).not.toContain('can be gained');
});

it('goes by what the container can execute, mounts included, as soon as that was searched', () => {
	const seen = (programs: Partial<PrivilegedPrograms>) => {
		const facts = judge([{name: 'x'}], {}, true, {x: {privilegedPrograms: found(programs)}}).get('x')?.facts;
		return [facts?.setuidPrograms, facts?.fileCapabilities];
	};
	expect(seen(su)).toEqual([known(su.setuid), known([])]);
	const capable = [{...ping, effective: true, rootid: null}];
	expect(seen({capable})).toEqual([known([]), known(capable)]);
	expect(pageOf({setuidPrograms: known([]), fileCapabilities: known(capable)})).toContain(
		'a program with file capabilities can gain its own',
	);
});
