import {describe, expect, it} from 'vitest';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {dockerInfo, dockerVersion, facts, podmanVersion} from './answers.js';

type Asked = {version?: string; arch?: string; security?: readonly string[]; host?: object; profile?: string};

/** Whether AF_ALG can be reached in a container of an engine. */
function reachable({version = '29.10.0', arch = 'amd64', security = [], host = {}, profile = ''}: Asked): string {
	const engine = engineFacts({
		version: {...dockerVersion, Version: version, Arch: arch},
		info: {...dockerInfo, SecurityOptions: ['name=seccomp,profile=builtin', ...security.map(name => `name=${name}`)]},
	});
	return facts({HostConfig: host, AppArmorProfile: profile}, {engine}).afAlg.reachable;
}

describe('AF_ALG under Docker’s default profiles', () => {
	it.each<[string, Asked, string]>([
		['29.4.1, which refuses nothing', {version: '29.4.1'}, 'yes'],
		['29.4.2, which refuses both calls', {version: '29.4.2'}, 'no'],
		['29.4.3, which lets socketcall of 32 bits pass', {version: '29.4.3'}, 'yes'],
		['29.4.3 on a machine without that call', {version: '29.4.3', arch: 'arm64'}, 'no'],
		['29.4.3 with AppArmor', {version: '29.4.3', security: ['apparmor'], profile: 'docker-default'}, 'no'],
		[
			'29.4.1 with AppArmor, whose profile allows it',
			{version: '29.4.1', security: ['apparmor'], profile: 'docker-default'},
			'yes',
		],
		['29.4.1 with a profile of one’s own', {version: '29.4.1', security: ['apparmor'], profile: 'dockscope-web'}, 'unknown'],
		['an old build of a distribution', {version: '26.1.5+dfsg1'}, 'unknown'],
		['a version that cannot be read', {version: 'dev'}, 'unknown'],
		['no profile at all', {host: {SecurityOpt: ['seccomp=unconfined']}}, 'yes'],
		[
			'no profile, with AppArmor',
			{host: {SecurityOpt: ['seccomp=unconfined']}, security: ['apparmor'], profile: 'docker-default'},
			'no',
		],
		['privileged', {host: {Privileged: true}, security: ['apparmor'], profile: 'unconfined'}, 'yes'],
		['a profile that is a file of the engine', {host: {SecurityOpt: ['seccomp=/etc/x.json']}}, 'unknown'],
	])('%s', (_, asked, expected) => expect(reachable(asked)).toBe(expected));

	it('is reachable under Podman’s default', () => {
		const of = (Version: string) => {
			const engine = engineFacts({
				version: {...podmanVersion, Version},
				info: {...dockerInfo, SecurityOptions: ['name=seccomp,profile=default']},
			});
			return facts({}, {engine}).afAlg.reachable;
		};
		expect([of('5.4.2'), of('6.1.0'), of('6.2.0')]).toEqual(['yes', 'yes', 'unknown']);
	});
});
